"""Which section of a paper a story belongs to; texts are our own, companies invented."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from leadscan.news import beats
from leadscan.types import Beat


@pytest.mark.parametrize(
    ("title", "text", "section", "url", "expected"),
    [
        ("升華門業遞表來港上市", "升華門業昨日向港交所遞交上市申請，保薦人為天河融資，去年純利兩億元。", "business", "", "business"),
        ("Sinwa Doors raises $40 million to build second plant", "The company said its bank loan would pay for the factory.", "", "", "business"),
        ("歌手阿明紅館加場", "阿明宣布演唱會加開一場，歌迷通宵排隊。", "", "", "entertainment"),
        ("Film review: The Quiet Pier", "The director's third movie stars two fine actors and one tired ferry.", "lifestyle", "", "entertainment"),
        ("港隊羽毛球奪冠", "港隊雙打決賽擊敗對手，奪得金牌。", "entertainment", "https://p.example/spt/1", "sport"),
        ("跑馬地今晚排位：金門之寶", "練馬師指坐騎狀態大勇，騎師看好。", "", "https://p.example/rac/2", "sport"),
        ("Rovers win cup on penalties", "The goalkeeper saved twice as the team beat Harbour City in the final of the tournament.", "lifestyle", "", "sport"),
        ("一周星座運程", "白羊座財運不俗，金牛座宜早睡。", "entertainment", "", "lifestyle"),
        ("Five new menus to try", "The chef's crab noodles are the dish of the week at this restaurant.", "lifestyle", "", "lifestyle"),
        ("議員質詢街市重建進度", "立法會議員要求政府部門交代。", "business", "https://p.example/pol/3", "politics"),
        ("恆指收市升百點", "恆指收報22,100點，成交一千億。", "business", "", "markets_roundup"),
        ("Oil settles lower as traders weigh supply", "Brent futures settled down 1 percent a barrel.", "business", "", "markets_roundup"),
        ("大行：升目標價至十元", "證券行維持買入評級，目標價上調。", "business", "", "share_tip"),
        ("Stock picks for the week", "Our columnist likes two names; target price $10, stop-loss $8.", "business", "", "share_tip"),
        ("雷暴警告", "天文台發出雷暴警告，市民應提高警覺。", "", "", "other"),
        ("", "", "", "", "other"),
    ],
)
def test_a_story_is_filed_where_a_reader_would_look_for_it(title: str, text: str, section: str, url: str, expected: Beat) -> None:
    assert beats.beat(title, text, section=section, url=url) == expected


def test_both_scripts_are_one_text() -> None:
    assert beats.scored("電影票房", "導演與演員") == beats.scored("电影票房", "导演与演员")


def test_the_lexicon_has_every_beat() -> None:
    assert {cue.kind[0] for cue in beats._cues()[1]} == set(beats._names())


@pytest.mark.shared
def test_business_is_told_from_the_rest_on_marked_texts(shared: Path) -> None:
    right = {True: 0, False: 0}
    total = {True: 0, False: 0}
    for line in (shared / "data" / "gold_dev" / "gold.jsonl").read_text(encoding="utf-8").splitlines():
        item = json.loads(line)
        title, _, text = item["text"].partition("\n")
        business = item["beat"] == "business"
        total[business] += 1
        right[business] += (beats.beat(title, text) in ("business", "markets_roundup", "share_tip")) is business
    assert right[True] / total[True] >= 0.90
    assert right[False] / total[False] >= 0.88
