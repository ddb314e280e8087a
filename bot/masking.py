"""CPR numbers are taken out before anything is stored, read or logged.

Never modulus 11: numbers without a valid check digit are given out since 2007. A ten-digit number
whose first six digits can be a birthday is masked, however it is separated or glued.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

MASK = "[cpr fjernet]"
_GAP = r"(?:[^\w\n]|_){0,7}"  # whatever stands between the digits, signs and spaces alike
_LINE = r"(?:[^\w]|_){0,7}"
_DAY = r"(?:0[1-9]|[12]\d|3[01]|6[1-9]|[78]\d|9[01])"  # 61–91: replacement numbers add 60 to the day
_MONTH = r"(?:0[1-9]|1[0-2])"
_YEAR = r"(?:1[89]|20)\d\d"
_DATE = rf"{_DAY}{_GAP}{_MONTH}{_GAP}"
_CPR = re.compile(rf"(?<!\d)(?:{_DATE}{_YEAR}{_LINE}\d{{4}}|{_DATE}\d\d{_LINE}\d{{4}}|{_DAY}{_MONTH}\d\d{_LINE}\d\s?\d\s?\d\s?\d)(?!\d)")
_SPREAD = re.compile(r"(?<!\d)(?:\d[^\w\n]{1,2}){9}\d(?!\d)")
_ENDS_WITH_BIRTHDAY = re.compile(rf"(?<!\d){_DATE}(?:{_YEAR}|\d\d)\W*$")
_STARTS_WITH_FOUR = re.compile(r"^\W*\d\d\s?\d\d(?!\d)")


@dataclass(frozen=True)
class Masked:
    """`text` without CPR numbers; `found` says how many there were."""

    text: str
    found: int


def mask(text: str, previous: str = "") -> Masked:
    """Take out every CPR number. `previous`: her last message, which may hold the first six digits."""
    plain = _digits(text)
    spans = [match.span() for match in _CPR.finditer(plain)]
    for match in _SPREAD.finditer(plain):
        only = re.sub(r"\D", "", match[0])
        if re.match(rf"{_DAY}{_MONTH}", only):
            spans.append(match.span())
    if previous and _ENDS_WITH_BIRTHDAY.search(_digits(previous)) and (four := _STARTS_WITH_FOUR.match(plain)):
        spans.append(four.span())
    if not spans:
        return Masked(text, 0)
    pieces, at, found = [], 0, 0
    for start, end in sorted(spans):
        if start < at:
            continue
        pieces += [text[at:start], MASK]
        at, found = end, found + 1
    return Masked("".join([*pieces, text[at:]]), found)


def starts_with_digits(text: str) -> bool:
    """Whether a text can be the second half of a CPR number, the first half of which came before it."""
    return _STARTS_WITH_FOUR.match(_digits(text[:40])) is not None


def _digits(text: str) -> str:
    """The same length, with every digit of any script as 0–9 and invisible signs as spaces."""
    return "".join(
        str(unicodedata.decimal(letter)) if letter.isdecimal() else " " if unicodedata.category(letter) == "Cf" else letter
        for letter in text
    )
