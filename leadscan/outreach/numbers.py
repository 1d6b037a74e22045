"""Telephone and fax numbers as they compare: a Hong Kong number as its eight digits, others with their country code."""

from __future__ import annotations

import re
import unicodedata

_LEFT_DIGITS = 8
"""A Hong Kong number without its country code."""


def form(number: str) -> str:
    """Digits for comparison; +852, 00852 and 852 before eight digits are left out. Empty where there is no digit."""
    digits = re.sub(r"\D", "", "".join(str(unicodedata.digit(sign, sign)) for sign in number))
    bare = digits[2:] if digits.startswith("00") else digits
    return bare[3:] if bare.startswith("852") and len(bare) == 3 + _LEFT_DIGITS else bare


def hong_kong(number: str) -> str | None:
    """The eight digits of a Hong Kong number; None where it is none. Numbers begin with 2, 3 or 5 to 9 (OFCA's numbering plan)."""
    digits = form(number)
    written = number.strip()
    if written.startswith(("+", "00")) and len(digits) == _LEFT_DIGITS and not re.match(r"(?:\+|00)\s*852", written):
        return None
    return digits if re.fullmatch(r"[235-9]\d{7}", digits) else None
