"""The facing page: each block is read for what its own label says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.filings import facing, phones
from leadscan.filings.facts import Line, Text

HEAD = (
    "As filed with the Securities and Exchange Commission on {day}\nRegistration No. 333-\nUNITED STATES\nSECURITIES AND EXCHANGE COMMISSION\nWashington, D.C. 20549\n"
    "FORM F-1\nREGISTRATION STATEMENT\nUNDER\nTHE SECURITIES ACT OF 1933\n\n"
)
TAIL = "\n\nApproximate date of commencement of proposed sale to the public: as soon as practicable.\n"

AGENT_LAST = """Quillgate Intelligent Driving Inc.
(Exact name of Registrant as specified in its charter)

Not Applicable
(Translation of Registrant's name into English)

Cayman Islands\t7372\tNot Applicable
(State or other jurisdiction of\t(Primary Standard Industrial\t(I.R.S. Employer
incorporation or organization)\tClassification Code Number)\tIdentification Number)

8/F, Building C, 66 Haidian Street
Haidian District, Beijing 100080
People's Republic of China
+86 10 6518-8828
(Address, including zip code, and telephone number, including area code, of Registrant's principal executive offices)

Parcel Agents & Associates
850 Library Avenue, Suite 204
Newark, Delaware 19711
+1 (302) 738-0000
(Name, address, including zip code, and telephone number, including area code, of agent for service)

Copies to:
Jane Roe, Esq.
Brackley & Moor LLP
c/o 42/F, Harbour Tower
22 Connaught Road, Central
Hong Kong
Fax: +852 3740-4700"""

AGENT_FIRST = """ORCHID PEAK HOLDINGS
GROUP LIMITED
(Exact name of registrant as specified in its charter)
British Virgin Islands
(State or other jurisdiction of incorporation or organization)
5812
(Primary Standard Industrial Classification Code Number)
N/A
(I.R.S. Employer Identification Number)

Agency Global Inc.
122 East 42nd Street, 18th Floor
New York, NY 10168
Tel: (212) 555-7200
Fax: (212) 555-7201
(Name, address, including zip code, and telephone number, including area code, of agent for service)

Flat B, 12/F, Wing Yip Commercial Building
Kwun Tong, Kowloon, Hong Kong
Tel: +852-2345 6789
(Address, including zip code, and telephone number, including area code, of registrant's principal executive offices)

Copies of all communications, including communications sent to agent for service, should be sent to:
Ross Law Group, PLLC
1430 Broadway, Suite 1804
New York, NY 10018
Tel: (212) 555-9333"""

ONE_LINE = """Tidewell Foods, Inc.
(Exact name of registrant as specified in its charter)

Nevada\t2050\t12-3456789
(State or other jurisdiction of incorporation or organization)\t(Primary Standard Industrial Classification Code Number)\t(IRS Employer Identification No.)

1200 Market Street, Suite 400, Camden, NJ 08102, (856) 555-0100
(Address and telephone number of principal executive offices)

Corporate Makers Network Inc., 8275 South Eastern Avenue, Las Vegas, Nevada 89123 (800) 555-9110
(Name, address and telephone number of agent for service)

With copies to:
The Crowell Law Office
123 Main Street, Reno NV 89501
Telephone (775) 555-0122 Facsimile (775) 555-0123"""

COLUMNS = """Brae Marine plc
(Exact Name of Registrant as Specified in Its Charter)
England and Wales\t4412\tNot Applicable
(State or Other Jurisdiction of Incorporation or Organization)\t(Primary Standard Industrial Classification Code Number)\t(I.R.S. Employer Identification Number)
25 Fenchurch Avenue
London EC3M 5AD
United Kingdom
Tel: +44 20 7946 0958
(Address, including zip code, and telephone number, including area code, of Registrant’s principal executive offices)
Copies to:
A. Smith, Esq.\tB. Jones, Esq.
Dunmore Reid LLP\tCallow Frye Stone
1 Bartholomew Lane\t55 Hudson Yards
London\tNew York, NY 10001
+44 20 7946 0001\t(212) 555-0002"""

PAGES = {
    "agent last": (AGENT_LAST, "May 5, 2025", "Quillgate Intelligent Driving Inc.", "Cayman Islands", "7372", "+86 10 6518-8828", ["Brackley & Moor LLP"], "2025-05-05"),
    "agent first": (AGENT_FIRST, "[●], 2025", "ORCHID PEAK HOLDINGS GROUP LIMITED", "British Virgin Islands", "5812", "+852-2345 6789", ["Ross Law Group, PLLC"], None),
    "one line": (ONE_LINE, "July 14, 2025", "Tidewell Foods, Inc.", "Nevada", "2050", "(856) 555-0100", ["The Crowell Law Office"], "2025-07-14"),
    "columns": (COLUMNS, "3 June 2025", "Brae Marine plc", "England and Wales", "4412", "+44 20 7946 0958", ["Dunmore Reid LLP", "Callow Frye Stone"], "2025-06-03"),
}


@pytest.mark.parametrize("name", PAGES)
def test_each_layout_gives_issuer_state_sic_phone_counsel_and_date(name: str) -> None:
    page, day, issuer, state, sic, phone, counsel, filed = PAGES[name]
    got = facing.read(Text(HEAD.format(day=day) + page + TAIL))
    assert got.issuer is not None and got.state is not None and got.sic is not None and got.phone is not None
    assert (got.issuer.value, got.state.value, got.sic.value, got.phone.value) == (issuer, state, sic, phone)
    assert [fact.value for fact in got.counsel] == counsel
    assert (got.filed.value if got.filed else None) == filed
    assert got.fax is None


def test_an_address_is_joined_by_commas_without_name_and_number() -> None:
    got = facing.read(Text(HEAD.format(day="May 5, 2025") + AGENT_LAST + TAIL))
    assert got.address is not None
    assert got.address.value == "8/F, Building C, 66 Haidian Street, Haidian District, Beijing 100080, People's Republic of China"


def test_a_fax_number_is_the_issuers_only_within_its_own_block() -> None:
    own = ONE_LINE.replace("(856) 555-0100\n", "(856) 555-0100\nFacsimile: (856) 555-0101\n", 1)
    got = facing.read(Text(HEAD.format(day="May 5, 2025") + own + TAIL))
    assert got.fax is not None and got.fax.value == "(856) 555-0101"


def test_a_draft_without_a_number_has_no_phone() -> None:
    page = AGENT_LAST.replace("+86 10 6518-8828\n", "")
    assert facing.read(Text(HEAD.format(day="May 5, 2025") + page + TAIL)).phone is None


def test_the_quote_of_each_fact_stands_at_its_offset() -> None:
    text = HEAD.format(day="May 5, 2025") + AGENT_LAST + TAIL
    got = facing.read(Text(text))
    for fact in (got.issuer, got.state, got.sic, got.address, got.phone, got.filed, *got.counsel):
        assert fact is not None and fact.offset is not None
        assert text[fact.offset : fact.offset + len(fact.quote)] == fact.quote


def test_a_text_without_the_name_label_has_no_facing_page() -> None:
    assert facing.read(Text("A letter about nothing.\n" * 20)) == facing.Facing()


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("(415) 555-9670", "(415) 555-9670"),
        ("Telephone: 852-994-3511", "852-994-3511"),
        ("(+852) 3426-6200", "(+852) 3426-6200"),
        ("(86) 25 8556 6666", "(86) 25 8556 6666"),
        ("Tel: +44 20 7946 0958", "+44 20 7946 0958"),
        ("Fax: (212) 555-0102", None),
        ("Facsimile (775) 555-0123", None),
        ("77-79 Gloucester Road", None),
        ("Palo Alto, California 94304-1050", None),
        ("81-3638692", None),
        ("Suite 1801", None),
    ],
)
def test_a_number_is_a_telephone_only_where_it_stands_as_one(line: str, number: str | None) -> None:
    span = phones.find(Line(line, 0, 0, 0))
    assert (line[span[0] : span[1]] if span else None) == number


@given(st.text(max_size=600))
def test_any_text_is_read_without_a_fault(text: str) -> None:
    facing.read(Text(HEAD.format(day="May 5, 2025") + text + "(Exact name of registrant as specified in its charter)\n" + text + TAIL))
