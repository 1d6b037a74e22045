"""Telephone numbers as filings print them, kept as printed; a postcode, a file number or a tax number is none."""

from __future__ import annotations

import re

from leadscan.filings.facts import Line

_NUMBER = re.compile(r"(?<![\w$#/.-])(?:\(?\+\s?\(?\d{1,3}\)?|\(\d{2,4}\)|\d)[\d\s().\-\u2010-\u2013/]{5,20}\d(?![\w-])")
_ZIP = re.compile(r"\d{5}-\d{4}|\d{3}-\d{6}")
_EIN = re.compile(r"\d{2}-\d{7}")
_LABEL = re.compile(r"(?:tele)?phone|\btel\b|call", re.I)
FAX = re.compile(r"\bfax|facsimile|telecopi|傳真|传真", re.I)
"""What marks a number as a fax number, which is never a telephone number."""


def find(line: Line) -> tuple[int, int] | None:
    """Start and end (in the document) of the number a line ends with or consists of; None where it has none or it is a fax number.

    A number inside an address ("77-79 Gloucester Road") does not count: it must stand alone, after a label, or at the end of the line with a separator before it.
    """
    if FAX.search(line.text):
        return None
    for found in reversed(list(_NUMBER.finditer(line.text))):
        number = found.group()
        if _is_number(number) and _stands_as_number(line.text, found.start(), found.end()):
            return line.start + found.start(), line.start + found.end()
    return None


def _is_number(number: str) -> bool:
    digits = re.sub(r"\D", "", number)
    return 7 <= len(digits) <= 15 and not _ZIP.fullmatch(number) and not _EIN.fullmatch(number) and bool(re.search(r"[^\d]", number) or len(digits) >= 8)


def _stands_as_number(text: str, start: int, end: int) -> bool:
    before, after = text[:start].strip(" :.,"), text[end:].strip(" .,;)")
    if after and not re.match(r"(?:\(|ext|x\d|or\b|/)", after, re.I):
        return False
    return not before or bool(_LABEL.search(before)) or text[start] in "+(" or bool(re.search(r"[A-Za-z,]\s*$|\d{5}\s*$", text[:start].rstrip(" ")))
