"""How much of two texts is the same."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import similarity

EN = "The maker of lift doors said on Monday that its profit had doubled and that it would build a second plant in the north of the city, paid for with a bank loan. Orders fill its books until the end of next year. "
ZH = "電梯門製造商周一公布，去年盈利倍增，並將於市北興建第二間廠房，資金來自銀行貸款。手頭訂單已排至明年底，管理層預期毛利率平穩。"


def test_a_text_is_like_itself() -> None:
    assert similarity.jaccard(similarity.signature(EN), similarity.signature(EN)) == 1.0


def test_both_chinese_scripts_of_a_text_are_one_text() -> None:
    assert similarity.signature("電梯門製造商周一公布盈利") == similarity.signature("电梯门制造商周一公布盈利")


def test_an_edited_copy_is_much_more_like_than_another_text() -> None:
    edited = EN.replace("doubled", "more than doubled").replace("Monday", "Tuesday")
    other = "A ferry was delayed by fog for two hours this morning; the company said that passengers could have their fares back at the pier. Services are normal now."
    assert similarity.jaccard(similarity.signature(EN), similarity.signature(edited)) > 0.5
    assert similarity.jaccard(similarity.signature(EN), similarity.signature(other)) < 0.1


def test_the_estimate_is_near_the_true_share() -> None:
    half = ZH[: len(ZH) // 2] + "另一方面，公司委任新任財務總監，原任人因退休離職，董事會感謝其多年服務，並歡迎新成員加入管理團隊。"
    a, b = (set(similarity._grams(text).tolist()) for text in (ZH, half))
    true = len(a & b) / len(a | b)
    assert abs(similarity.jaccard(similarity.signature(ZH), similarity.signature(half)) - true) < 0.15


def test_a_signature_is_256_bytes_and_an_empty_text_has_none() -> None:
    assert len(similarity.signature(EN)) == 256
    assert similarity.signature(" \n！") == b""
    assert similarity.jaccard(b"", similarity.signature(EN)) == 0.0


def test_like_texts_share_a_band_and_a_signature_never_changes() -> None:
    edited = ZH.replace("倍增", "翻倍").replace("平穩", "向好")
    assert set(similarity.bands(similarity.signature(ZH))) & set(similarity.bands(similarity.signature(edited)))
    assert similarity.signature("abc").hex()[:16] == "e15971ebd37d5e47"


@given(st.text(max_size=100), st.text(max_size=100))
def test_likeness_is_between_nought_and_one_and_the_same_both_ways(a: str, b: str) -> None:
    first, second = similarity.signature(a), similarity.signature(b)
    assert 0.0 <= similarity.jaccard(first, second) == similarity.jaccard(second, first) <= 1.0
