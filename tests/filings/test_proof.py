"""Sections and labels of Hong Kong documents, in columns and in running text, in both languages."""

from __future__ import annotations

import pytest

from leadscan.filings import proof
from leadscan.filings.facts import Text

COLUMNS = """Sole Sponsor and [REDACTED] Clear River International Corporation
Hong Kong Securities Limited
29/F One Harbour Centre
1 Harbour View Street
Central
Hong Kong
[REDACTED]
Legal Advisors to our Company As to Hong Kong and U.S. laws
Jones Moor
31st Floor, Edin Tower
15 Queen’s Road Central
Hong Kong
As to PRC laws
Globe Law Office
36th Floor
Shanghai, China
Legal Advisors to the Sole Sponsor and
the [REDACTED]
As to Hong Kong laws
King & Marlow
13/F Gloss Tower
Hong Kong
Independent Auditor and Reporting
Accountant
Bram & Young
Certified Public Accountants
27/F, One Place
Hong Kong
Industry Consultant Fry & Sully (Beijing) Inc.
"""
CORPORATE = """Registered Office and Headquarters in
Chinese Mainland
Building 10, No. 1761 Zhang Road
Pilot Free Trade Zone
Shanghai, PRC
Principal Place of Business in Hong Kong 46/F, Hope Centre
183 Queen’s Road East
Wanchai, Hong Kong
Company Website www.clearriver.example (the information
contained on this website does not form part
of this document)
Joint Company Secretaries Mr. WENG Hua (翁華先生)
Building 10, No. 1761 Zhang Road
Shanghai, PRC
Ms. HO Sze Wah, Cecilia (何詩華女士)
46/F, Hope Centre
Authorized Representatives Mr. WENG Hua (翁華先生)
Compliance Adviser Alto Capital Limited
Principal Banks Bank of Rivers Co., Ltd.,
Shanghai Zhang Sub-Branch
No. 560 Song Road
Shanghai, PRC
China Harbour Bank Co., Ltd.,
Shanghai Jin Sub-Branch
No. 1038 Long Road
Shanghai, PRC
"""
RUNNING = (
    "Joint Sponsors: Ding International Capital Limited, 28/F, Admiralty East, Hong Kong; Kai Securities Limited, 9/F, Wing Plaza, Hong Kong.\n"
    "Legal advisers to the Company: Loxley Hart (Hong Kong) LLP (as to Hong Kong law). Auditor and reporting accountant: Merrow Tang CPA Limited.\n"
    "Company's website: www.river-robot.example (not part of this document). Joint company secretaries: Ms. Ou Lan (歐蘭女士) and Mr. Lau Chi Ping, Dennis (劉志平先生). Authorised representatives: Mr. He Yuan.\n"
    "Principal banks: Quay Bank Limited, Shenzhen Branch; Nan City Bank Co., Ltd., Bao'an Sub-branch.\n"
)
CHINESE = "聯席保薦人：鼎和國際融資有限公司；凱山證券有限公司。\n總部：中國惠州市楓涌區禾田路9號2座。主要往來銀行：匯河銀行有限公司深圳分行；南山銀行寶安支\n行。公司秘書：霍慧女士。核數師：致和會計師事務所。\n"


def under(text: str, label: str, *, branch: bool = False) -> list[str]:
    source = Text(text)
    return [fact.value for block in proof.blocks(source, 0, len(text)) if block.label == label for fact in proof.bodies(source, block, branch=branch)]


@pytest.mark.parametrize(
    ("text", "label", "names"),
    [
        (COLUMNS, "sponsor", ["Clear River International Corporation Hong Kong Securities Limited"]),
        (COLUMNS, "counsel", ["Jones Moor", "Globe Law Office", "King & Marlow"]),
        (COLUMNS, "auditor", ["Bram & Young"]),
        (RUNNING, "sponsor", ["Ding International Capital Limited", "Kai Securities Limited"]),
        (RUNNING, "counsel", ["Loxley Hart (Hong Kong) LLP"]),
        (RUNNING, "auditor", ["Merrow Tang CPA Limited"]),
        (CHINESE, "sponsor", ["鼎和國際融資有限公司", "凱山證券有限公司"]),
        (CHINESE, "auditor", ["致和會計師事務所"]),
    ],
)
def test_firms_stand_under_their_labels_without_their_addresses(text: str, label: str, names: list[str]) -> None:
    assert under(text, label) == names


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (CORPORATE, ["Bank of Rivers Co., Ltd., Shanghai Zhang Sub-Branch", "China Harbour Bank Co., Ltd., Shanghai Jin Sub-Branch"]),
        (RUNNING, ["Quay Bank Limited, Shenzhen Branch", "Nan City Bank Co., Ltd., Bao'an Sub-branch"]),
        (CHINESE, ["匯河銀行有限公司深圳分行", "南山銀行寶安支行"]),
    ],
)
def test_a_bank_keeps_its_branch(text: str, names: list[str]) -> None:
    assert under(text, "bank", branch=True) == names


@pytest.mark.parametrize(("text", "names"), [(CORPORATE, ["WENG Hua (翁華)", "HO Sze Wah, Cecilia (何詩華)"]), (RUNNING, ["Ou Lan (歐蘭)", "Lau Chi Ping, Dennis (劉志平)"]), (CHINESE, ["霍慧"])])
def test_secretaries_are_named_in_both_scripts_and_end_where_the_next_label_begins(text: str, names: list[str]) -> None:
    source = Text(text)
    assert [fact.value for block in proof.blocks(source, 0, len(text)) if block.label == "secretary" for fact in proof.persons(source, block)] == names


def test_address_and_website_stand_under_theirs() -> None:
    source = Text(CORPORATE)
    blocks = {block.label: block for block in proof.blocks(source, 0, len(CORPORATE))}
    office, site = proof.address(source, blocks["head_office"]), proof.website(source, blocks["website"])
    assert office is not None and site is not None
    assert (office.value, site.value) == ("Building 10, No. 1761 Zhang Road, Pilot Free Trade Zone, Shanghai, PRC", "www.clearriver.example")


def test_what_is_redacted_is_no_name() -> None:
    assert under("Sole Sponsor [REDACTED]\nIndustry Consultant Fry Inc.\n", "sponsor") == []


@pytest.mark.parametrize(
    ("text", "english", "chinese"),
    [
        ("Application Proof of\nClear River Co., Ltd.\n清 河 股 份 有 限 公 司\n(the “Company”)\n(A joint stock company incorporated in the PRC)\n", "Clear River Co., Ltd.", "清河股份有限公司"),
        ("responsible for the contents of this announcement.\nEagle Electric & Electronic (CHINA) Co., Ltd.\n伊戈電氣股份有限公司\n(A joint stock company incorporated in the PRC)\n", "Eagle Electric & Electronic (CHINA) Co., Ltd.", "伊戈電氣股份有限公司"),
        ("CLEAR RIVER CO., LTD. (清河股份有限公司) - Application Proof (2nd submission)\n", "CLEAR RIVER CO., LTD.", "清河股份有限公司"),
        ("清河股份有限公司－聆訊後資料集\n", None, "清河股份有限公司"),
        ("Nothing to see.\n", None, None),
    ],
)
def test_the_cover_names_the_applicant_in_both_scripts(text: str, english: str | None, chinese: str | None) -> None:
    got = proof.issuer(Text(text))
    assert tuple(fact.value if fact else None for fact in got) == (english, chinese)


def test_a_running_title_makes_its_pages_the_section() -> None:
    pages = [f"page {i}\n" + ("text\nCORPORATE INFORMATION\n" if i in (4, 5) else "") for i in range(12)]
    starts = [sum(map(len, pages[:i])) for i in range(12)]
    source = Text("".join(pages), tuple(starts))
    assert proof.sections(source)["corporate"] == [(starts[4], starts[6])]


def test_several_headings_on_one_page_divide_it() -> None:
    text = "PARTIES INVOLVED\nSole Sponsor: A Limited.\nCORPORATE INFORMATION\nHeadquarters: B.\nSUMMARY\nWe make soap.\n"
    spans = proof.sections(Text(text, (0,)))
    assert text[slice(*spans["parties"][0])].strip() == "Sole Sponsor: A Limited."
    assert text[slice(*spans["corporate"][0])].strip() == "Headquarters: B."


@pytest.mark.parametrize(
    ("text", "sponsors", "others"),
    [
        ("appointed the following overall coordinators:\nSponsor-Overall Coordinator\nGuo Securities (Hong Kong) Limited\nOverall Coordinator\nZhe International Co., Limited\nFurther announcement(s) will be made.\nBy Order of the Board\nEagle Co., Ltd.\n", ["Guo Securities (Hong Kong) Limited"], ["Guo Securities (Hong Kong) Limited", "Zhe International Co., Limited"]),
        ("Clear River has appointed Ding Capital Limited and Kai Securities Limited as overall coordinators, each also a sponsor-overall coordinator.", ["Ding Capital Limited", "Kai Securities Limited"], ["Ding Capital Limited", "Kai Securities Limited"]),
        ("Nothing.", [], []),
    ],
)  # fmt: skip
def test_a_coordinators_announcement_names_the_sponsor(text: str, sponsors: list[str], others: list[str]) -> None:
    got = proof.coordinators(Text(text))
    assert ([fact.value for fact in got[0]], [fact.value for fact in got[1]]) == (sponsors, others)
