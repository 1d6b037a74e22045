"""Who signs as finance chief: never a wrong name."""

from __future__ import annotations

import pytest

from leadscan.filings import signatures
from leadscan.filings.facts import Text

HEAD = (
    "word\n" * 50
    + "PART II\n\nSIGNATURES\n\nPursuant to the requirements of the Securities Act of 1933, the registrant has duly caused this registration statement to be signed on its behalf.\n\n"
)
ROWS = [
    ("two rows each", "/s/ Ann Poe\tChief Executive Officer and Director\tMay 1, 2025\nAnn Poe\t(Principal Executive Officer)\n/s/ Raj K. Patel\tChief Financial Officer\tMay 1, 2025\nRaj K. Patel\t(Principal Financial and Accounting Officer)\n", "Raj K. Patel", "Ann Poe"),
    ("signed by an attorney", "/s/ Ann Poe\tChief Executive Officer\nAnn Poe\n*\tChief Financial Officer\tJune 30, 2025\nJohn Town\t(Principal Financial Officer)\n* By:\t/s/ Ann Poe\nAnn Poe, Attorney-in-fact\n", "John Town", "Ann Poe"),
    ("one under the other", "/s/ Zhang Wei\nZhang Wei\nChairman and Chief Executive Officer\nMay 1, 2025\n/s/ Tse Chun Kit, Gary\nTse Chun Kit, Gary\nChief Financial Officer\nMay 1, 2025\n", "Tse Chun Kit, Gary", "Zhang Wei"),
    ("name and title lines", "By: /s/ Liu Yang\nName: Liu Yang\nTitle: Chief Financial Officer (Principal Financial Officer)\nDate: May 1, 2025\n", "Liu Yang", None),
    ("signature in capitals", "/S/ JOHN Q. PUBLIC\tChairman, President and CEO\nJohn Q. Public\n/S/ MARY MAJOR\tExecutive Vice President and CFO\nMary Major\n", "Mary Major", "John Q. Public"),
    ("one man's shell", "By: /s/ Ivan Petrov\nIvan Petrov\nPresident and Director\n(Principal Executive, Financial and Accounting Officer)\n", "Ivan Petrov", "Ivan Petrov"),
    ("an unsigned director after a signer", "/s/ Raj Patel\nRaj Patel\nChief Financial Officer\nMay 1, 2025\nJohn Hill\nDirector\n", "Raj Patel", None),
    ("a nickname in the signature", "/s/ Bob Smith\tChief Financial Officer\nRobert J. Smith\t(Principal Financial Officer)\n", "Robert J. Smith", None),
    ("the accounting officer is not the finance chief", "/s/ Luca Barr\tVice President, Finance\nLuca Barr\t(Principal Accounting Officer)\n", None, None),
    ("officers of a sponsor", "/s/ Bruno Passo\tDirector of the Sponsor\nBruno Passo\t(Principal Finance Officer)\n", None, None),
    ("two different finance chiefs", "/s/ Ann Poe\tChief Financial Officer\nAnn Poe\n/s/ Raj Patel\tChief Financial Officer\nRaj Patel\n", None, None),
]  # fmt: skip


@pytest.mark.parametrize(("rows", "cfo", "ceo"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_the_signature_page_names_the_officers_or_nobody(rows: str, cfo: str | None, ceo: str | None) -> None:
    got = signatures.read(Text(HEAD + "Signature\tTitle\tDate\n" + rows))
    assert ((got.cfo.value if got.cfo else None), (got.ceo.value if got.ceo else None)) == (cfo, ceo)


def test_the_title_is_the_whole_capacity() -> None:
    got = signatures.read(Text(HEAD + "Signature\tTitle\n" + ROWS[0][1]))
    assert got.cfo_title is not None and got.cfo_title.value == "Chief Financial Officer (Principal Financial and Accounting Officer)"


def test_a_guarantors_signers_are_not_the_issuers() -> None:
    first = "/s/ Ann Poe\tChief Financial Officer\nAnn Poe\n"
    second = "SIGNATURES\nPursuant to the requirements of the Securities Act, the co-registrant has duly caused this statement to be signed.\n/s/ Raj Patel\tChief Financial Officer\nRaj Patel\n"
    got = signatures.read(Text(HEAD + first + second))
    assert got.cfo is not None and got.cfo.value == "Ann Poe"


def test_the_auditors_signature_in_a_long_prospectus_is_nobodys_capacity() -> None:
    got = signatures.read(Text("word " * 30_000 + "\n/s/ Ernest Young LLP\nChief Financial Officer\n"))
    assert got == signatures.Signers()


@pytest.mark.parametrize(("text", "is_name"), [("Edward B. Smith, III", True), ("Shalabh Gupta, M.D.", True), ("Ho Lap Kei", True), ("Chief Financial Officer", False), ("Aclaron, Inc.", False), ("May 1, 2025", False), ("Madonna", False)])
def test_a_name_is_known_by_its_shape(text: str, is_name: bool) -> None:
    assert signatures.is_name(text) is is_name
