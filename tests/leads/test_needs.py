"""needs.toml: the bank's own words for what it offers, from the desk's file to the email and the letter."""

from __future__ import annotations

from pathlib import Path

import pytest

from leadscan.data.triggers import triggers
from leadscan.desk import needs, write
from leadscan.errors import DeskError
from leadscan.outreach import letters
from leadscan.settings import load
from leadscan.stages import takein
from tests.leads.makers import event, leads, watchlist

OWN = """
[[need]]
trigger = "CONTRACT_WIN"
need_en = "A bond for the works"
need_zh_hant = "工程保證"
products_en = ["tender bond", "retention bond"]
products_zh_hant = ["投標保函"]
"""


def test_without_a_file_every_trigger_has_the_packaged_words(tmp_path: Path) -> None:
    offers = needs.read(tmp_path)
    assert set(offers) == set(triggers())
    assert offers["CONTRACT_WIN"].need == triggers()["CONTRACT_WIN"].need


def test_the_desks_words_go_before_and_what_it_leaves_out_stays(tmp_path: Path) -> None:
    (tmp_path / needs.FILE).write_text(OWN, encoding="utf-8")
    offer = needs.read(tmp_path)["CONTRACT_WIN"]
    assert (offer.need["en"], offer.products["en"]) == ("A bond for the works", ("tender bond", "retention bond"))
    assert offer.need["zh-Hans"] == triggers()["CONTRACT_WIN"].need["zh-Hans"]
    assert needs.read(tmp_path)["IPO_FILED"].need == triggers()["IPO_FILED"].need


def test_the_email_and_the_letter_say_the_desks_words_in_their_languages(tmp_path: Path) -> None:
    (tmp_path / needs.FILE).write_text(OWN, encoding="utf-8")
    (lead,) = leads(event("CONTRACT_WIN"), of=watchlist(language="en"), offers=needs.read(tmp_path))
    assert lead.need == "A bond for the works (tender bond)"
    assert letters.need(lead, "zh-Hant") == "工程保證（投標保函）"
    (packaged,) = leads(event("CONTRACT_WIN"), of=watchlist(language="en"))
    assert packaged.need == letters.need(packaged, "en") != lead.need


def test_a_new_desk_has_the_file_commented_out_with_every_trigger(tmp_path: Path) -> None:
    written, _ = write(tmp_path)
    assert needs.FILE in written
    text = (tmp_path / needs.FILE).read_text(encoding="utf-8")
    assert all(line.startswith("#") or not line for line in text.splitlines())
    assert needs.check(tmp_path) == []
    (tmp_path / needs.FILE).write_text("\n".join(line[2:] for line in text.splitlines() if line.startswith(("# [[", "# trigger =", "# need_", "# products_"))), encoding="utf-8")
    assert needs.check(tmp_path) == []
    assert {ident: dict(offer.need) for ident, offer in needs.read(tmp_path).items()} == {ident: kind.need for ident, kind in triggers().items()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[need]]\ntrigger = "CONTRACT_WINS"\n', ":2: trigger: 'CONTRACT_WINS': no such trigger"),
        ('[[need]]\ntrigger = "IPO_FILED"\nneed_fr = "x"\n', ":3: need_fr: no such key"),
        ('[[need]]\ntrigger = "IPO_FILED"\nneed_en = ""\n', ":3: need_en: wants one line"),
        ('[[need]]\ntrigger = "IPO_FILED"\nneed_en = "a\\nBcc: b"\n', ":3: need_en: wants one line"),
        ('[[need]]\ntrigger = "IPO_FILED"\nproducts_en = "loan"\n', ":3: products_en: wants a list"),
        ('[[need]]\ntrigger = "IPO_FILED"\nproducts_en = []\n', ":3: products_en: wants a list"),
        ('[[need]]\ntrigger = "IPO_FILED"\n[[need]]\ntrigger = "IPO_FILED"\n', ":4: trigger: IPO_FILED stands twice"),
        ("[[needs]]\n", "needs: no such table"),
        ("[[need]\n", "needs.toml: "),
    ],
)
def test_a_fault_is_named_with_file_line_and_key(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / needs.FILE).write_text(text, encoding="utf-8")
    (wrong,) = needs.check(tmp_path)
    assert said in wrong and str(tmp_path / needs.FILE) in wrong
    with pytest.raises(DeskError):
        needs.read(tmp_path)


def test_check_and_the_morning_refuse_a_wrong_file(tmp_path: Path) -> None:
    write(tmp_path)
    (tmp_path / needs.FILE).write_text('[[need]]\ntrigger = "NO"\n', encoding="utf-8")
    settings = load(tmp_path, {})
    assert any("no such trigger" in line for line in takein.check(settings))
    with pytest.raises(DeskError, match="no such trigger"):
        takein.take_in_desk(settings)




@pytest.mark.parametrize(
    ("quote", "product"),
    [
        ("Seapoint to be taken private at HK$9 a share", "take-private loan"),
        ("榛岸食品獲大股東提私有化", "take-private loan"),
        ("Seapoint plans an H-share listing in Hong Kong", "receiving bank and proceeds account"),
        ("昱川光能拟发行H股并在香港联交所上市", "receiving bank and proceeds account"),
        ("Seapoint to spin off its logistics arm", "receiving bank and proceeds account"),
    ],
)
def test_a_privatisation_a_spin_off_and_a_second_listing_have_offers_of_their_own(quote: str, product: str) -> None:
    assert triggers()["SPINOFF_DUAL_PRIVATISE"].offer(quote).products["en"][0] == product


def test_the_desks_words_go_before_every_kind(tmp_path: Path) -> None:
    (tmp_path / needs.FILE).write_text('[[need]]\ntrigger = "SPINOFF_DUAL_PRIVATISE"\nneed_en = "Ask the structured desk"\n', encoding="utf-8")
    (lead,) = leads(event("SPINOFF_DUAL_PRIVATISE"), of=watchlist(language="en"), offers=needs.read(tmp_path))
    assert lead.need.startswith("Ask the structured desk (")
