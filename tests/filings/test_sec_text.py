"""Readable text of SEC documents, whatever their dress."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from leadscan.errors import ParseError
from leadscan.filings import sec_text


def test_a_row_of_short_cells_is_one_line_and_a_row_of_long_ones_a_block_each() -> None:
    text = sec_text.plain("<html><body><table><tr><td>Delaware</td><td>8071</td></tr><tr><td>(State or<br>other)</td><td>(Code)</td></tr></table></body></html>")
    assert text == "Delaware\t8071\n\n(State or\nother)\n\n(Code)"


def test_running_markup_does_not_break_a_line() -> None:
    assert sec_text.plain("<html><body><p>FORM\n<b>S-1</b> of\nthe year</p></body></html>") == "FORM S-1 of the year"


def test_wide_gaps_of_hard_spaces_divide_columns() -> None:
    assert sec_text.plain("<html><body><p>Ashdown &#160;&#160; Hartwell</p><p>End.&#160; Next</p></body></html>") == "Ashdown\tHartwell\n\nEnd. Next"


def test_hidden_parts_scripts_and_styles_are_left_out() -> None:
    assert sec_text.plain("<html><head><title>t</title><style>x</style></head><body><div style='display:none'>no</div><script>no</script><p>yes</p></body></html>") == "yes"


def test_of_a_full_submission_only_the_main_document_is_read() -> None:
    raw = (
        "<SEC-DOCUMENT>x.txt\n<SEC-HEADER>\nACCESSION NUMBER:\t\t0000000000-25-000001\nFILED AS OF DATE:\t\t20250629\n\tSTANDARD INDUSTRIAL CLASSIFICATION:\tPHARMACEUTICAL PREPARATIONS [2834]\n</SEC-HEADER>\n"
        "<DOCUMENT>\n<TYPE>EX-99\n<TEXT>\nexhibit\n</TEXT>\n</DOCUMENT>\n<DOCUMENT>\n<TYPE>S-1\n<TEXT>\n<html><body><p>The main one</p></body></html>\n</TEXT>\n</DOCUMENT>\n"
        "<DOCUMENT>\n<TYPE>GRAPHIC\n<TEXT>\nbegin 644 a.jpg\nM_]C_X\n</TEXT>\n</DOCUMENT>\n"
    )
    got = sec_text.read(raw.encode(), form="S-1")
    assert (got.text, got.form) == ("The main one", "S-1")
    assert got.unread == ("EX-99: exhibit, not read", "GRAPHIC: exhibit, not read")
    assert got.header["FILED AS OF DATE"] == "20250629"


def test_a_form_filed_as_data_becomes_named_lines() -> None:
    text = sec_text.plain('<?xml version="1.0"?>\n<edgarSubmission><submissionType>EFFECT</submissionType><filer><entityName>Hollin, Inc.</entityName></filer></edgarSubmission>')
    assert text == "submissionType: EFFECT\nentityName: Hollin, Inc."


def test_old_bytes_are_read_as_windows_1252() -> None:
    assert sec_text.decode("registrant’s".encode("cp1252")) == "registrant’s"


@pytest.mark.parametrize("body", [b"", b"  \n", b"begin 644 picture.jpg\nM_]C_X"])
def test_nothing_to_read_is_a_parse_error(body: bytes) -> None:
    with pytest.raises(ParseError):
        sec_text.read(body)


def test_an_entity_bomb_is_not_expanded() -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><x><y>&b;</y></x>'
    assert "aaaa" not in sec_text.plain(bomb)


def test_deep_nesting_does_not_exhaust_the_stack() -> None:
    assert "end" in sec_text.plain("<html><body>" + "<div>" * 5000 + "end")


@given(st.binary(max_size=400))
def test_any_bytes_give_text_or_a_parse_error(body: bytes) -> None:
    with contextlib.suppress(ParseError):
        sec_text.read(body)
