"""Time limits and working days: when an appeal must arrive, when the office is open, when an answer is due."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Set
from datetime import date, timedelta

from bot.directory import Deadline

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


def is_workday(day: date, holidays: Set[date]) -> bool:
    return day.weekday() < 5 and day not in holidays


def next_workday(day: date, holidays: Set[date]) -> date:
    """The day itself where it is a working day, else the first that follows."""
    while not is_workday(day, holidays):
        day += timedelta(days=1)
    return day


def add_workdays(day: date, amount: int, holidays: Set[date]) -> date:
    """`amount` working days after `day`, which itself does not count."""
    for _ in range(amount):
        day = next_workday(day + timedelta(days=1), holidays)
    return day


def last_day(start: date, limit: Deadline, holidays: Set[date]) -> date:
    """The last day on which the complaint may arrive.

    Weeks end on the weekday they began on; a limit that ends on a Saturday, a Sunday or a
    holiday runs to the next working day (Justitsministeriets vejledning 9533/2018).
    """
    if limit.unit == "days":
        end = start + timedelta(days=limit.amount)
    elif limit.unit == "weeks":
        end = start + timedelta(weeks=limit.amount)
    else:
        months = limit.amount * (12 if limit.unit == "years" else 1)
        year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
        end = date(year, month + 1, min(start.day, monthrange(year, month + 1)[1]))
    return next_workday(end, holidays)
