"""IPO or not, with the sentence that decided."""

from __future__ import annotations

import pytest

from leadscan.filings import kind, prospectus
from leadscan.filings.facts import Text

END = "\nTABLE OF CONTENTS\nPage\nSummary\t1\n" + "word " * 300
COVERS = [
    ("F-1", "7372", "PRELIMINARY PROSPECTUS Subject to Completion\n\n5,000,000 American Depositary Shares\n\nThis is an initial public offering of American depositary shares, or ADSs, of Quillgate Inc. Prior to this offering, there has been no public market for the ADSs. We intend to apply to list the ADSs on the Nasdaq Global Market under the symbol “QGT.”", "ipo", True),
    ("S-1", "3674", "PROSPECTUS (Subject to Completion)\n\nNimbus Wafer Corporation is offering 6,000,000 shares and the selling stockholders are offering 4,000,000 shares. We will not receive any proceeds from the sale of shares by the selling stockholders. This is our initial public offering and no public market exists for our shares.", "ipo", True),
    ("F-1", "5812", "SUBJECT TO COMPLETION\n\nWe are offering 1,250,000 ordinary shares. Currently, no public market exists for our ordinary shares. We have applied to list our ordinary shares on the Nasdaq Capital Market under the symbol “OPH”.", "ipo", True),
    ("S-1/A", "", "SUBJECT TO COMPLETION\nWe are offering 8,000,000 shares of common stock. Prior to this offering, there has been no public market for our common stock. Our common stock has been approved for listing on the New York Stock Exchange under the symbol “ZZZ.” After this offering our common stock will be listed on the NYSE.", "ipo", True),
    ("S-11", "6798", "SUBJECT TO COMPLETION\nThis is our initial public offering. We are selling 20,000,000 shares of our common stock. We intend to apply to list our common stock on the NYSE.", "ipo", True),
    ("S-1", "7990", "PROSPECTUS\nThis is the initial offering of common stock of Pebble Corp. and no public market currently exists for the securities being offered. We are offering for sale a total of 3,000,000 shares at a fixed price of $0.03 per share.", "ipo", True),
    ("S-1", "7372", "SUBJECT TO COMPLETION\nThis prospectus relates to the registration of the resale of up to 120,000,000 shares of our Class A common stock by our stockholders. Prior to any sales, no public market for our Class A common stock has existed. We have applied to list our Class A common stock on the New York Stock Exchange under the symbol “DRCT”.", "ipo", True),
    ("S-1", "2834", "SUBJECT TO COMPLETION\nWe are offering 3,000,000 shares. Our common stock is listed on The Nasdaq Capital Market under the symbol “ABCD.” There is no established public trading market for the pre-funded warrants.", "follow_on", False),
    ("S-1", "2834", "SUBJECT TO COMPLETION\nThis prospectus relates to the offer and resale from time to time of up to 3,000,000 shares by the selling stockholders named herein. We will not receive any proceeds. In our initial public offering in 2021 we sold 5,000,000 shares. Our common stock trades on the Nasdaq under the symbol “ABCD”.", "resale", False),
    ("S-1", "6770", "SUBJECT TO COMPLETION\n20,000,000 units\nTallow Acquisition Corp is a newly incorporated blank check company formed for the purpose of effecting a merger. This is an initial public offering of our securities.", "spac_ipo", False),
    ("S-1", "7372", "SUBJECT TO COMPLETION\nThis prospectus relates to shares issuable upon exercise of warrants originally issued in the initial public offering of units of Tallow Acquisition Corp, which was a blank check company, and the resale from time to time by the selling securityholders. Our common stock is listed on Nasdaq under the symbol “TLLW”.", "resale", False),
    ("S-1", "6153", "PRELIMINARY PROSPECTUS\n\n$75,000,000 of 10% Renewable Unsecured Subordinated Notes\n\nThis is our initial public offering of our notes. There is no public market for the notes.", "debt", False),
    ("S-1", "6221", "SUBJECT TO COMPLETION\n\nHarbor Solana ETF\n\nThe Trust issues shares that trade on NYSE Arca. Only authorized participants may purchase or redeem creation baskets. There has been no public market for the Shares prior to the date of this prospectus.", "fund", False),
    ("S-1", "3674", "SUBJECT TO COMPLETION\nWe are offering 2,000,000 shares of common stock. Our common stock is currently quoted on the OTCQB under the symbol “NIMW”. We have applied to list our common stock on the Nasdaq Capital Market under the symbol “NMBS”.", "uplisting", False),
    ("S-11", "6798", "PROSPECTUS\nWe are offering up to $500,000,000 of shares on a best-efforts, continuous basis through our dealer manager. There is no public market for our shares and we do not intend to list our shares on any securities exchange.", "other", False),
    ("S-1", "", "PROSPECTUS\nWe are distributing at no charge to holders of our common stock non-transferable subscription rights. Our common stock is quoted on the Nasdaq under “ABC”.", "rights_offering", False),
    ("10-12B", "", "INFORMATION STATEMENT\nProspectus\nThe spin-off: Parent Corp. will distribute all of the outstanding shares of SpinCo to holders of Parent common stock. We have applied to list SpinCo common stock on the NYSE.", "spin_off", False),
    ("424B4", "", "Filed Pursuant to Rule 424(b)(4)\nPROSPECTUS\nOur common stock is listed on the NYSE American under the symbol “QRS.” On May 2, 2025 the closing price was $4.00. We are offering 5,000,000 shares.", "follow_on", False),
    ("F-3", "", "Anything at all.", "shelf", False),
    ("RW", "", "Pursuant to Rule 477 the company requests the withdrawal of its registration statement.", "withdrawal", None),
]  # fmt: skip


def decide(form: str, sic: str, text: str) -> kind.Kind:
    source = Text(text + END)
    return kind.decide(source, form=form, sic=sic or None, cover=prospectus.cover(source.text, 0))


@pytest.mark.parametrize(("form", "sic", "text", "name", "is_ipo"), COVERS)
def test_the_cover_tells_the_kind(form: str, sic: str, text: str, name: str, is_ipo: bool | None) -> None:
    got = decide(form, sic, text)
    assert (got.kind, got.is_ipo) == (name, is_ipo)


@pytest.mark.parametrize(("form", "sic", "text", "name", "is_ipo"), [row for row in COVERS if row[0] not in ("F-3", "RW")])
def test_the_sentence_that_decided_is_the_documents_own(form: str, sic: str, text: str, name: str, is_ipo: bool | None) -> None:
    because = decide(form, sic, text).because
    assert because is not None and because.offset is not None
    assert (text + END)[because.offset :].startswith(because.quote)
    assert 10 < len(because.quote) < 700


def test_an_amendment_of_exhibits_is_not_judged_by_its_facing_page() -> None:
    text = "AMENDMENT NO. 1 TO FORM F-1\nEXPLANATORY NOTE\nThis Amendment No. 1 is being filed solely for the purpose of filing Exhibits 1.1 and 5.1. The prospectus is omitted.\nSIGNATURES\n"
    got = kind.decide(Text(text), form="F-1/A", sic=None, cover=None)
    assert (got.kind, got.is_ipo) == ("exhibits_only", False)


def test_a_facing_page_alone_does_not_tell() -> None:
    assert kind.decide(Text("FORM F-1\nName\n"), form="F-1", sic="6199", cover=None) == kind.Kind("cover_only", None)


@pytest.mark.parametrize(
    ("what", "size", "exchange", "houses", "own", "grade"),
    [
        ("ipo", 12_000_000.0, "Nasdaq Capital Market", 1, False, True),
        ("ipo", None, None, 0, False, True),
        ("ipo", 70_500.0, "OTC Pink", 0, True, False),
        ("ipo", None, "OTCQB", 0, False, False),
        ("ipo", None, None, 0, True, False),
        ("uplisting", None, "OTC Pink", 0, False, True),
        ("spin_off", None, "Nasdaq", 0, False, True),
        ("spac_ipo", 100_000_000.0, "Nasdaq", 1, False, False),
        ("debt", 75_000_000.0, None, 0, False, False),
    ],
)
def test_a_lead_is_a_first_listing_of_some_size(what: str, size: float | None, exchange: str | None, houses: int, own: bool, grade: bool) -> None:
    assert kind.lead_grade(what, size=size, exchange=exchange, underwriters=houses, self_underwritten=own) is grade
