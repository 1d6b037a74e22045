"""Bytes to text, whatever the label says."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.text import charset

HK = "深水埗嗰啲麵店話要上市，老闆昨日同銀行傾貸款，一年做到三億元生意。"
CN = "公司昨日公告称，拟投资三亿元建设新工厂，预计明年投产，资金来自银行贷款和自有资金。"


@pytest.mark.parametrize(
    ("body", "http", "declared", "text", "name"),
    [
        (HK.encode(), None, None, HK, "utf-8"),
        (HK.encode(), "gb2312", None, HK, "utf-8"),  # valid UTF-8 beats the label
        (HK.encode(), "iso-8859-1", None, HK, "utf-8"),
        (HK.encode("big5hkscs"), "big5", None, HK, "big5hkscs"),  # HKSCS characters under the plain label
        (HK.encode("big5hkscs"), None, "big5", HK, "big5hkscs"),
        (HK.encode("big5hkscs"), "utf-8", None, HK, "big5hkscs"),  # Big5 labelled UTF-8
        (HK.encode("big5hkscs"), None, None, HK, "big5hkscs"),
        (HK.encode("big5hkscs"), "iso-8859-1", None, HK, "big5hkscs"),
        (HK.encode("big5hkscs"), "gb2312", None, HK, "big5hkscs"),
        (CN.encode("gb18030"), "gb2312", None, CN, "gb18030"),
        (CN.encode("gb18030"), "gbk", None, CN, "gb18030"),
        (CN.encode("gb18030"), None, None, CN, "gb18030"),
        (CN.encode("gb18030"), "big5", None, CN, "gb18030"),
        (b"\xef\xbb\xbf" + CN.encode(), "gbk", None, CN, "utf-8"),
        (b"\xff\xfe" + CN.encode("utf-16-le"), None, None, CN, "utf-16-le"),
        ("<rss><channel>".encode("utf-16-be"), None, None, "<rss><channel>", "utf-16-be"),
        ("café \u2013 naïve".encode("cp1252"), "iso-8859-1", None, "café \u2013 naïve", "cp1252"),
        ("Привет, рынок".encode("koi8-r"), "koi8-r", None, "Привет, рынок", "koi8-r"),
        ("上場企業の決算について、きのう発表がありました。".encode("euc_jp"), None, None, "上場企業の決算について、きのう発表がありました。", "euc_jp"),
        (b"plain words", "us-ascii", None, "plain words", "utf-8"),
        (b"", "big5", None, "", "utf-8"),
    ],
)
def test_the_right_charset_is_found(body: bytes, http: str | None, declared: str | None, text: str, name: str) -> None:
    assert charset.decode(body, http=http, declared=declared) == (text, name)


def test_text_cut_in_the_middle_of_a_character_keeps_the_rest() -> None:
    text, name = charset.decode(HK.encode()[:-2])
    assert (text[:-1], name) == (HK[:-1], "utf-8")


def test_a_document_says_its_charset_in_its_first_bytes() -> None:
    assert charset.declared_in(b'<?xml version="1.0" encoding="Big5"?><rss>') == "Big5"
    assert charset.declared_in(b'<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312">') == "gb2312"
    assert charset.declared_in(b"<html><p>charset=gb2312") is None


@pytest.mark.parametrize("label", ["utf-7", "rot13", "base64", "idna", "unicode_escape", "no-such-charset", "", None])
def test_a_label_that_is_no_charset_is_not_used(label: str | None) -> None:
    assert charset.codec(label) is None


def test_the_charset_of_a_content_type_header_is_read() -> None:
    assert charset.label_of('text/xml; Charset="Big5"') == "Big5"
    assert charset.label_of("text/xml") is None


@given(st.binary(max_size=400), st.sampled_from([None, "utf-8", "big5", "gb2312", "iso-8859-1", "x", "utf-16"]))
def test_any_bytes_give_a_text(body: bytes, label: str | None) -> None:
    text, name = charset.decode(body, http=label)
    assert isinstance(text, str)
    assert name


@given(st.text(max_size=200))
def test_utf8_comes_out_as_it_went_in(text: str) -> None:
    body = text.encode("utf-8", "surrogatepass") if text.isascii() else text.encode("utf-8", "ignore")
    if not body.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")) and b"\0" not in body:
        assert charset.decode(body, http="big5")[0] == body.decode()
