"""A municipality is data: its organisation, its adviser, its hours and what it promises."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from bot.deadlines import WEEKDAYS, add_workdays, is_workday
from bot.directory import Department, Texts


@dataclass(frozen=True)
class Hours:
    """Open from `first` to `last` on `days` (0 = Monday), local time."""

    days: frozenset[int]
    first: time
    last: time

    def on(self, day: date) -> bool:
        return day.weekday() in self.days


@dataclass(frozen=True)
class Absence:
    """The office is unmanned from `first` to `last`; `text` says who helps meanwhile."""

    first: date
    last: date
    text: Texts


@dataclass(frozen=True)
class Helpline:
    """A number to call in danger, and the topics it is for."""

    id: str
    number: str
    name: Texts
    what: Texts
    hours: Texts
    topics: frozenset[str]
    verified: bool


@dataclass(frozen=True)
class Adviser:
    """How to reach the borgerrådgiver; a function, never a person's name."""

    title: Texts
    phone: str
    email: str
    phone_hours: tuple[Hours, ...]
    address: str
    main_phone: str


@dataclass(frozen=True)
class Profile:
    """Everything that differs from one municipality to the next."""

    id: str
    name: str
    timezone: str
    aliases: tuple[str, ...]
    adviser: Adviser
    departments: Mapping[str, Department]
    helplines: tuple[Helpline, ...]
    answer_workdays: int
    answer_verified: bool
    absences: tuple[Absence, ...]
    holidays: Set[date]
    complaints_about_adviser_to: str
    citizen_service: str  # the department that knows the way when nobody else does
    config: Mapping[str, str | bool]
    must_verify: tuple[str, ...]

    def is_open(self, now: datetime) -> bool:
        """Whether the adviser's phone is answered at `now` (local time)."""
        return self._manned(now.date()) and any(
            hours.on(now.date()) and hours.first <= now.time() < hours.last for hours in self.adviser.phone_hours
        )

    def opens(self, now: datetime) -> datetime:
        """The next time the phone is answered, `now` itself where it is."""
        if self.is_open(now):
            return now
        for ahead in range(366):
            day = now.date() + timedelta(days=ahead)
            for hours in sorted(self.adviser.phone_hours, key=lambda h: h.first):
                start = datetime.combine(day, hours.first, tzinfo=now.tzinfo)
                if hours.on(day) and self._manned(day) and start > now:
                    return start
        raise ValueError(f"{self.id}: the adviser's phone is never answered within a year")

    def answer_due(self, day: date) -> date:
        """The day by which the citizen can expect an answer to what she sends on `day`."""
        absent = {a.first + timedelta(n) for a in self.absences for n in range((a.last - a.first).days + 1)}
        return add_workdays(day, self.answer_workdays, self.holidays | absent)

    def absence(self, day: date) -> Absence | None:
        return next((a for a in self.absences if a.first <= day <= a.last), None)

    def _manned(self, day: date) -> bool:
        return is_workday(day, self.holidays) and self.absence(day) is None


def weekdays(names: tuple[str, ...]) -> frozenset[int]:
    """Numbers of the weekdays named `mon` … `sun`."""
    return frozenset(WEEKDAYS.index(name) for name in names)
