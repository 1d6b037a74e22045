"""Who holds the post at the issuer now, out of biographies full of decoys."""

from __future__ import annotations

from datetime import date

import pytest

from leadscan.filings import people
from leadscan.filings.facts import Text

TODAY = date(2026, 3, 10)
LIVES = [
    ("Mr. CHAN Tai Man (陳大文), aged 45, is our chief financial officer. Prior to joining our Group, Mr. Chan served as the chief financial officer of Blue Kite Holdings Limited from March 2015 to May 2020.", "CHAN Tai Man (陳大文)"),
    ("Ms. LEE Siu Ling (李小玲女士), aged 50, was appointed as the chief financial officer of our Company in June 2021.", "LEE Siu Ling (李小玲)"),
    ("Mr. Wong Ka Ho (黃家豪), aged 41, joined our Group in 2019 as financial controller and was promoted to chief financial officer in January 2022.", "Wong Ka Ho (黃家豪)"),
    ("Ms. Zhou Min (周敏), aged 39, has served as our chief financial officer and joint company secretary since 2020. She worked at Redmont Capital, where she was the chief financial officer, from 2012 to 2019.", "Zhou Min (周敏)"),
    ("Mr. Fung Ho (馮浩), aged 45, joined our Group in 2018. He has been our chief financial officer since 2020.", "Fung Ho (馮浩)"),
    ("Mr. He Jun (何軍), our former chief financial officer, resigned in December 2025. Ms. Lin Fei (林菲), aged 40, was appointed as our chief financial officer in January 2026.", "Lin Fei (林菲)"),
    ("Name Age Position Date of appointment\nMr. CUI\nZhengyi\n(崔正一先生)\n47 Chief Financial\nOfficer and vice\npresident\nMay 2022 Responsible for the overall financial management of our Group\nMs. DAI Na\n(戴娜女士)\n39 Chief Technology Officer", "CUI Zhengyi (崔正一)"),
    ("Ms. Pu Wen (蒲雯), 49, chief financial officer and company secretary, has tendered her resignation and will leave on April 14, 2026. Mr. Pak Yin (白彥), 38, has been appointed chief financial officer with effect from April 15, 2026.", "Pu Wen (蒲雯)"),
    ("Ms. Ning Yi (寧怡), 43, chief financial officer, was acting chief financial officer from August to December 2025.", "Ning Yi (寧怡)"),
    ("陳大文先生，45歲，於2019年3月獲委任為本公司首席財務官。陳先生於2012年至2018年擔任藍鳶控股有限公司財務總監。", "陳大文"),
    ("林菲女士（前稱林飛），40歲，本公司副總經理兼財務負責人。", "林菲"),
    ("歐陽明先生，42歲，執行董事兼首席財\n務官，自2021年起任職。", "歐陽明"),
    ("王小明先生，獨立非執行董事，自2015年3月至今擔任某上市公司財務總監。張三丰先生，財務總監，2016年加入本集團。", "張三丰"),
]  # fmt: skip
NOBODY = [
    "Mr. Sze Pui (施培), aged 61, an independent non-executive Director, is currently the chief financial officer of Northbank Pharma Limited (a company listed on the Stock Exchange).",
    "Mr. Tang Lei (唐磊), aged 48, is an executive Director. From 2010 to 2016, Mr. Tang was the chief financial officer of our subsidiary Brighthill.",
    "Mr. Yu Bo (于波), aged 44, chief financial officer of the Company. Mr. Xu Tao (徐濤), aged 46, chief financial officer of the Company.",
    "Mr. Pang Ho Yin (彭浩然), aged 38, has been appointed as our chief financial officer with effect from 1 June 2026.",
    "Ms. Kwok Mei (郭美), aged 47, is the chief financial officer of Silver Pagoda Group, our controlling shareholder.",
    "Mr. Fung Ho (馮浩), aged 45, joined our Group in 2018. He served as our chief financial officer from 2018 to 2020.",
    "Mr. Fung Ho (馮浩), aged 45, was appointed as our chief financial officer in May 2018 and resigned in 2020.",
    "Mr. Fung Ho (馮浩), aged 45, executive Director. He is also the chief financial officer of Teal Limited, a company owned by our Chairman.",
    "施培先生，61歲，獨立非執行董事，現任北岸製藥有限公司首席財務官。",
    "何軍先生曾任本公司首席財務官，已於2025年12月辭任。",
    "彭浩然先生，38歲，將自2026年6月1日起擔任首席財務官。",
    "前首席財務官杜林先生已於2025年7月離職。",
    "The chief financial officer reports to the board.",
]  # fmt: skip


def holder(text: str) -> str | None:
    name, _ = people.holder(Text(text), [(0, len(text))], "cfo", today=TODAY)
    return name.value if name else None


@pytest.mark.parametrize(("text", "name"), LIVES)
def test_the_one_who_holds_the_post_now_is_named(text: str, name: str) -> None:
    assert holder(text) == name


@pytest.mark.parametrize("text", NOBODY)
def test_a_post_elsewhere_past_or_to_come_names_nobody(text: str) -> None:
    assert holder(text) is None


def test_an_appointment_to_come_counts_from_its_day_on() -> None:
    text = "Mr. Pang Ho Yin (彭浩然), aged 38, has been appointed as our chief financial officer with effect from 1 June 2026."
    name, _ = people.holder(Text(text), [(0, len(text))], "cfo", today=date(2026, 6, 1))
    assert name is not None and name.value == "Pang Ho Yin (彭浩然)"


@pytest.mark.parametrize("decoy", NOBODY[:2] + NOBODY[4:8])
def test_a_decoy_beside_the_true_one_changes_nothing(decoy: str) -> None:
    assert holder(decoy + "\n" + LIVES[1][0]) == LIVES[1][1]
    assert holder(LIVES[1][0] + "\n" + decoy) == LIVES[1][1]


def test_the_quote_is_the_documents_own_words() -> None:
    text = LIVES[6][0]
    name, title = people.holder(Text(text), [(0, len(text))], "cfo", today=TODAY)
    assert name is not None and title is not None
    assert text[name.offset or 0 :].startswith(name.quote)
    assert title.value == "Chief Financial Officer and vice president"
