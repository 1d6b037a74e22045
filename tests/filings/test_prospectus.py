"""The cover's houses, exchange, symbol and size; the sections that name lawyers, auditor, officers and offices."""

from __future__ import annotations

import pytest

from leadscan.filings import prospectus
from leadscan.filings.facts import Text

TOC = "\nTABLE OF CONTENTS\nPage\nProspectus summary\t1\nRisk factors\t9\n"
COVER = (
    "SUBJECT TO COMPLETION, DATED MAY 5, 2025\n5,000,000 Shares\nCommon Stock\nThis is an initial public offering of shares of Nimbus Wafer Corporation. We anticipate a price between $14.00 and $16.00 per share.\n"
    "We have applied to list our common stock on the Nasdaq Global Market under the symbol “NMBS.”\n\tPer Share\tTotal\nInitial public offering price\t$\t$\n"
    "The underwriters expect to deliver the shares on or about , 2025.\n{houses}\nThe date of this prospectus is , 2025\n"
)


def houses(block: str) -> list[str]:
    source = Text(COVER.format(houses=block) + TOC)
    page = prospectus.cover(source.text, 0)
    assert page is not None
    return [fact.value for fact in prospectus.underwriters(source, page, "Nimbus Wafer Corporation")]


@pytest.mark.parametrize(
    ("block", "names"),
    [
        ("Goldman Sachs & Co. LLC\tMorgan Stanley\nDovetail Partners", ["Goldman Sachs & Co. LLC", "Morgan Stanley", "Dovetail Partners"]),
        ("Sole Book-Running Manager\nBluff Hill Securities, Inc.", ["Bluff Hill Securities, Inc."]),
        ("Lead Manager\nEF Hutton\ndivision of Benchmark Investments, LLC", ["EF Hutton division of Benchmark Investments, LLC"]),
        ("Morgan Stanley Credit Suisse First Boston", ["Morgan Stanley", "Credit Suisse First Boston"]),
        ("ThinkEquity", ["ThinkEquity"]),
        ("Joint Book-Running Managers\nHartwell & Boyce\tMarlow\nCo-Managers\nPennant", ["Hartwell & Boyce", "Marlow", "Pennant"]),
        ("", []),
    ],
)
def test_bare_names_above_the_date_of_the_cover_are_the_houses(block: str, names: list[str]) -> None:
    assert houses(block) == names


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("The underwriter is Marlow Keating & Co.", "Marlow Keating & Co."),
        ("We have engaged Pennant Capital Markets, LLC to act as our exclusive placement agent in connection with this offering.", "Pennant Capital Markets, LLC"),
        ("Bluff Hill Securities is acting as the sole book-running manager for this offering.", "Bluff Hill Securities"),
        ("The selling stockholder has engaged Wilson Dale & Co. to act as broker-dealer.", None),
    ],
)
def test_a_sentence_of_the_cover_may_name_the_house(sentence: str, name: str | None) -> None:
    source = Text("SUBJECT TO COMPLETION\nThis is our initial public offering. " + sentence + "\n" + TOC)
    page = prospectus.cover(source.text, 0)
    assert page is not None
    assert [fact.value for fact in prospectus.underwriters(source, page, "X")] == ([name] if name else [])


@pytest.mark.parametrize(
    ("sentence", "exchange", "symbol"),
    [
        ("We have applied to list our common stock on the Nasdaq Global Market under the symbol “NMBS.”", "Nasdaq Global Market", "NMBS"),
        ("We intend to list the common stock on the under the symbol “TWTR”.", None, "TWTR"),
        ("We expect to apply to list our stock on either the New York Stock Exchange or the Nasdaq National Market under the symbol “\t.”", "New York Stock Exchange", None),
        ("Our shares are quoted on the OTC Pink under the symbol \"ABCD\".", "OTC Pink", "ABCD"),
        ("We make soap.", None, None),
    ],
)
def test_exchange_and_symbol_come_from_the_sentence_about_the_listing(sentence: str, exchange: str | None, symbol: str | None) -> None:
    source = Text("SUBJECT TO COMPLETION\nWe are offering shares. " + sentence + "\n" + TOC)
    page = prospectus.cover(source.text, 0)
    assert page is not None
    got = prospectus.listing(source, page)
    assert tuple(fact.value if fact else None for fact in got) == (exchange, symbol)


def test_the_size_is_the_total_of_the_price_table_or_number_and_range() -> None:
    source = Text(COVER.format(houses="ThinkEquity") + TOC)
    page = prospectus.cover(source.text, 0)
    assert page is not None
    ranged = prospectus.offer(source, page)
    assert ranged is not None and ranged.value == "5,000,000 Shares at $14.00 to $16.00"
    assert prospectus.dollars(ranged.value) == 75_000_000.0
    priced = Text("PROSPECTUS\n9,200,000 Shares\nThe initial public offering price is $15.00.\nInitial public offering price\t$15.00\t$138,000,000\n" + TOC)
    page = prospectus.cover(priced.text, 0)
    assert page is not None
    total = prospectus.offer(priced, page)
    assert total is not None and total.value == "$138,000,000"


@pytest.mark.parametrize(
    ("section", "firm"),
    [
        ("The financial statements of X have been audited by Bram & Associates CPA LLC, Henderson, Nevada independent registered public accounting firm, as stated in their report.", "Bram & Associates CPA LLC"),
        ("The statements have been so included in reliance on the report of PricewaterhouseCoopers LLP, an independent registered public accounting firm, given on the authority of said firm.", "PricewaterhouseCoopers LLP"),
        ("The statements of X have been audited by Deloitte & Touche LLP, an independent firm. The statements of Ranch have been audited by Weaver and Tidwell, LLP, independent auditors.", "Deloitte & Touche LLP"),
        ("included herein in reliance upon reports of Olay Oye & Co. and Gries & Associates, LLC, independent registered public accounting firms, and upon the authority of said firms.", "Olay Oye & Co."),
        ("so included in reliance on the report of Astra Audit, LLC of Tampa, Florida a registered PCAOB firm, given on its authority.", "Astra Audit, LLC"),
        ("so included in reliance on the report of [•], an independent registered public accounting firm.", None),
    ],
)
def test_the_first_firm_under_experts_is_the_auditor(section: str, firm: str | None) -> None:
    got = prospectus.auditor(Text(f"LEGAL MATTERS\nNothing.\n\nEXPERTS\n\n{section}\n\nWHERE YOU CAN FIND MORE INFORMATION\n"))
    assert (got.value if got else None) == firm


def test_an_exhibit_list_names_no_auditor() -> None:
    assert prospectus.auditor(Text("23.1\tConsent of CohnReznick LLP, independent registered public accounting firm\n")) is None


def test_counsel_of_both_sides_pass_upon_the_issue() -> None:
    text = "LEGAL MATTERS\nThe validity of the shares will be passed upon for us by Ropes & Gray LLP, Boston, Massachusetts. Certain legal matters will be passed upon for the underwriters by Paul Hastings LLP, New York, New York.\nEXPERTS\n"
    assert [fact.value for fact in prospectus.legal_counsel(Text(text))] == ["Ropes & Gray LLP", "Paul Hastings LLP"]


def test_only_our_own_telephone_is_taken_from_a_sentence() -> None:
    ours = "Our principal executive offices are located at One Kendall Square, 3rd Floor, Cambridge, Massachusetts 02139, and our telephone number is (617) 555-8867."
    theirs = "The Trustee's principal offices are located at 19 West 44th Street and its telephone number is 800-555-9800. The transfer agent is at 1 State Street; its telephone number is (212) 555-4000."
    address, phone = prospectus.office_said(Text(theirs + " " + ours))
    assert phone is not None and phone.value == "(617) 555-8867"
    assert prospectus.office_said(Text(theirs))[1] is None
    assert address is not None


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("MANAGEMENT\nName\tAge\tPosition\nJosh Mandel\t41\tPresident, Chief Executive Officer and Director\nKelly Gold\t47\tChief Financial Officer\n", "Kelly Gold"),
        ("Our chief financial officer is Priscilla Menon, 44, who joined us in 2022.", "Priscilla Menon"),
        ("Kelly Gold has served as our Chief Financial Officer since April 2022.", "Kelly Gold"),
        ("Harold Whit, 57, Chief Executive Officer and Director. Peter Lind, 39, Chief Financial Officer.", "Peter Lind"),
        ("Kelly Gold\t47\tChief Financial Officer\nAnn Poe\t51\tChief Financial Officer\n", None),
        ("Ann Poe\t51\tformer Chief Financial Officer\n", None),
        ("Mr. Lee was chief financial officer of a garment company.", None),
    ],
)
def test_where_nobody_signs_the_management_section_names_the_finance_chief(text: str, name: str | None) -> None:
    got, _ = prospectus.officer_said(Text(text), "cfo_titles")
    assert (got.value if got else None) == name


def test_a_website_is_the_issuers_not_the_regulators() -> None:
    got = prospectus.website_said(Text("The SEC maintains a web site at www.sec.gov. Our website address is www.nimbus.example. It is not part of this."))
    assert got is not None and got.value == "www.nimbus.example"
