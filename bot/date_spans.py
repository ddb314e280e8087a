"""Closed intervals of days, and the arithmetic of "for halvandet år siden" and "lige før jul"."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import TypeVar

from bot import date_words as words

Key = TypeVar("Key")


@dataclass(frozen=True)
class Interval:
    """The days from `first` to `last`, both included."""

    first: date
    last: date

    def __post_init__(self) -> None:
        if self.last < self.first:
            raise ValueError(f"interval ends {self.last} before it begins {self.first}")

    def contains(self, day: date) -> bool:
        return self.first <= day <= self.last

    def intersects(self, other: Interval) -> bool:
        return self.first <= other.last and other.first <= self.last

    @property
    def days(self) -> int:
        """Length in days, at least 1."""
        return (self.last - self.first).days + 1

    @property
    def is_day(self) -> bool:
        return self.first == self.last

    @property
    def precision(self) -> str:
        """ "day", "week", "month", "season", "year" or "vague", from the length alone."""
        limits = {"day": 1, "week": 10, "month": 31, "season": 100, "year": 366}
        return next((name for name, most in limits.items() if self.days <= most), "vague")

    def to_json(self) -> list[str]:
        """[first, last] as ISO dates."""
        return [self.first.isoformat(), self.last.isoformat()]

    @classmethod
    def from_json(cls, pair: Iterable[str]) -> Interval:
        first, last = pair
        return cls(date.fromisoformat(first), date.fromisoformat(last))


@cache
def pattern(source: str) -> re.Pattern[str]:
    """Fill in `<fragments>`, and allow any white space for a blank and any spelling of æ, ø and å."""
    source = re.sub(r"(?<!\?P)<(\w+)>", lambda m: f"(?:{words.FRAGMENTS[m[1]]})", source)
    pieces = re.split(r"(\[[^\]]*\])", source)  # the odd ones are character classes, left alone
    for old, new in ((" ", r"(?:\s{1,3})"), ("å", "(?:å|aa|a\u030a?)"), ("æ", "(?:æ|ae|e)"), ("ø", "(?:ø|oe)")):
        pieces[::2] = [piece.replace(old, new) for piece in pieces[::2]]
    return re.compile("".join(pieces), re.IGNORECASE)


def search(source: str, text: str) -> bool:
    return pattern(source).search(text) is not None


def value(table: Mapping[Key, str], word: str | None) -> Key | None:
    """The key whose pattern matches the whole word."""
    return next((key for key, source in table.items() if word and pattern(source).fullmatch(word)), None)


def hull(intervals: Iterable[Interval]) -> Interval:
    intervals = list(intervals)
    return Interval(min(i.first for i in intervals), max(i.last for i in intervals))


def back(today: date, count: float, unit: str) -> date:
    """The day `count` units before today; a negative count goes forward."""
    if unit in ("day", "week"):
        return today - timedelta(round(count * (7 if unit == "week" else 1)))
    months = count * (12 if unit == "year" else 1)
    year, month = divmod(today.year * 12 + today.month - 1 - int(months), 12)
    last_day = Interval(*words.PERIODS[month + 1].days(year)).last.day
    return date(year, month + 1, min(today.day, last_day)) - timedelta(round((months - int(months)) * 30))


def _slack(count: float, unit: str) -> int:
    """How many days "for `count` units siden" may be off, either way."""
    if unit == "day":
        return 0 if count < 10 else max(3, int(count / 10))
    if unit == "week":
        return max(3, int(count * 0.7))
    if unit == "month":
        return 15 if count <= 12 else 30
    return 15 if count < 0.5 else 30 if count < 1 else 60 if count < 2 else 183 if count < 10 else int(count * 36)


def _amount(word: str | None) -> tuple[float, float]:
    """The least and the most a number word stands for; without a word, as in "for uger siden", some."""
    if word is None:
        return 2, 8
    if loose := value(words.LOOSE | {(1, 1): "det|den|the"}, word):
        return loose
    if exact := value(words.NUMBERS, word):
        return exact, exact
    digits = float(word.rstrip("½").replace(",", ".")) + 0.5 * word.endswith("½")
    return digits, digits


def measure(m: re.Match[str], today: date) -> Interval | None:
    """The days that lie the quantity in `m` before today."""
    found = m.groupdict()
    unit = value(words.UNITS, found["unit"]) or "day"
    low, high = _amount(found.get("number"))
    if found.get("upto"):
        high = max(low, _amount(found["upto"])[1])
    if found.get("half") or found.get("and_half"):
        low, high = low + 0.5, high + 0.5
    if found.get("also"):  # "et år og to måneder"
        smaller = value(words.UNITS, found["also_unit"]) or "day"
        days = {"day": 1, "week": 7, "month": 30.4375, "year": 365.25}
        months = (low * days[unit] + _amount(found["also"])[0] * days[smaller]) / days["month"]
        low, high, unit = round(months, 1), round(months, 1), "month"
    if high > (120 if unit == "year" else 999):
        return None
    near, far = back(today, low, unit), back(today, high, unit)
    margin = max(_slack(high, unit), 1 if low < high else 0)
    about = value(words.ABOUT, found.get("about"))
    if about == "over":
        return Interval(back(today, 2 * high + 1 if unit == "year" else 1.5 * high, unit), near)
    if about == "under":
        return Interval(far, max(far, today))
    if about in ("well", "almost", "about"):
        margin = max(2, margin * (2 if about == "about" else 1))
    sooner, later = timedelta(0 if about == "almost" else margin), timedelta(0 if about == "well" else margin)
    return Interval(far - sooner, near + later)


def related(interval: Interval, relation: str | None, today: date) -> Interval:
    """The days before, after or around an interval."""
    first, last, precision = interval.first, interval.last, interval.precision
    if relation in ("just before", "before"):
        reach = 14 if relation == "just before" else {"day": 365, "month": 92, "year": 3653}.get(precision, 31)
        return Interval(first - timedelta(reach), first - timedelta(1))
    if relation in ("just after", "after"):
        reach = 14 if relation == "just after" else 31
        open_ended = relation == "after" and precision in ("day", "year")
        return Interval(last, max(last, today) if open_ended else last + timedelta(reach))
    if relation == "around":
        reach = {"day": 3, "week": 7, "month": 14, "season": 21}.get(precision, 183)
        return Interval(first - timedelta(reach), last + timedelta(reach))
    return interval
