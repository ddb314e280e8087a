"""Time limits, working days and opening hours, with Denmark's holidays and the nights on which the clock is moved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest

from bot.dates import Interval
from bot.deadlines import add_workdays, is_workday, last_day, next_workday
from bot.directory import Body, Deadline
from bot.municipality import Absence, Hours, Profile, weekdays
from bot.referral import Referral, to_body
from bot.rulebook import load

BOOK = load()
GENTOFTE = BOOK.profiles["gentofte"]
HOLIDAYS = GENTOFTE.holidays
ZONE = ZoneInfo(GENTOFTE.timezone)
TODAY = date(2026, 11, 22)


def _limit(written: str) -> Deadline:
    amount, unit = written.split()
    return Deadline(int(amount), unit, "received", True, None)


def _at(written: str, fold: int = 0) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE, fold=fold)


def _away(*periods: tuple[str, str]) -> Profile:
    text = {"da": "Vikaren hjælper.", "en": "The substitute helps."}
    absences = tuple(Absence(date.fromisoformat(first), date.fromisoformat(last), text) for first, last in periods)
    return replace(GENTOFTE, absences=absences)


def _answered(hours: Iterable[Hours]) -> Profile:
    return replace(GENTOFTE, adviser=replace(GENTOFTE.adviser, phone_hours=tuple(hours)))


# --- working days


def test_holidays_are_the_danish_ones() -> None:
    days_2026 = ["01-01", "04-02", "04-03", "04-05", "04-06", "05-14", "05-24", "05-25", "12-25", "12-26"]
    assert sorted(day.isoformat() for day in HOLIDAYS if day.year == 2026) == [f"2026-{day}" for day in days_2026]
    assert date(2023, 5, 5) in HOLIDAYS and date(2024, 4, 26) not in HOLIDAYS  # store bededag was abolished in 2024


@pytest.mark.parametrize(
    ("day", "next_one"),
    [
        ("2026-11-20", "2026-11-20"),  # Friday
        ("2026-11-21", "2026-11-23"),  # Saturday
        ("2026-11-22", "2026-11-23"),  # Sunday
        ("2026-12-24", "2026-12-24"),  # Christmas Eve is no holiday by law: the earlier day is the safer one to tell
        ("2026-12-25", "2026-12-28"),
        ("2026-12-31", "2026-12-31"),
        ("2027-01-01", "2027-01-04"),
        ("2026-04-02", "2026-04-07"),  # Thursday before Easter to the Tuesday after
        ("2026-05-14", "2026-05-15"),  # Ascension Day
        ("2026-05-24", "2026-05-26"),  # Whitsun
        ("2023-05-05", "2023-05-08"),  # store bededag, for the last time
        ("2024-04-26", "2024-04-26"),
    ],
)
def test_next_workday(day: str, next_one: str) -> None:
    assert next_workday(date.fromisoformat(day), HOLIDAYS) == date.fromisoformat(next_one)


@pytest.mark.parametrize(
    ("day", "amount", "end"),
    [
        ("2026-11-23", 0, "2026-11-23"),
        ("2026-11-22", 0, "2026-11-22"),
        ("2026-11-23", 1, "2026-11-24"),
        ("2026-11-20", 1, "2026-11-23"),
        ("2026-11-21", 1, "2026-11-23"),
        ("2026-11-22", 15, "2026-12-11"),
        ("2026-12-18", 5, "2026-12-28"),
        ("2026-12-23", 2, "2026-12-28"),
        ("2026-12-31", 1, "2027-01-04"),
        ("2026-04-01", 1, "2026-04-07"),
        ("2026-05-13", 8, "2026-05-27"),
    ],
)
def test_add_workdays(day: str, amount: int, end: str) -> None:
    assert add_workdays(date.fromisoformat(day), amount, HOLIDAYS) == date.fromisoformat(end)


def test_workdays_add_up() -> None:
    for start in (date(2026, 3, 20) + timedelta(n) for n in range(400)):
        assert add_workdays(start, 7, HOLIDAYS) == add_workdays(add_workdays(start, 3, HOLIDAYS), 4, HOLIDAYS)
        between = [start + timedelta(n) for n in range(1, (add_workdays(start, 7, HOLIDAYS) - start).days + 1)]
        assert sum(is_workday(day, HOLIDAYS) for day in between) == 7 and is_workday(between[-1], HOLIDAYS)


# --- time limits


@pytest.mark.parametrize(
    ("received", "limit", "end"),
    [
        # Weeks end on the weekday they began on.
        ("2026-11-09", "4 weeks", "2026-12-07"),
        ("2026-11-10", "4 weeks", "2026-12-08"),
        ("2026-11-13", "4 weeks", "2026-12-11"),
        ("2026-11-07", "4 weeks", "2026-12-07"),  # Saturday to Monday
        ("2026-11-08", "4 weeks", "2026-12-07"),  # Sunday to Monday
        ("2026-11-09", "6 weeks", "2026-12-21"),
        # Christmas and New Year
        ("2026-11-26", "4 weeks", "2026-12-24"),
        ("2026-11-27", "4 weeks", "2026-12-28"),
        ("2026-11-28", "4 weeks", "2026-12-28"),
        ("2026-12-03", "4 weeks", "2026-12-31"),
        ("2026-12-04", "4 weeks", "2027-01-04"),
        ("2026-12-21", "4 weeks", "2027-01-18"),
        # Easter, Ascension Day and Whitsun
        ("2026-03-05", "4 weeks", "2026-04-07"),
        ("2026-03-06", "4 weeks", "2026-04-07"),
        ("2026-03-09", "4 weeks", "2026-04-07"),
        ("2026-03-10", "4 weeks", "2026-04-07"),
        ("2026-03-04", "4 weeks", "2026-04-01"),
        ("2026-04-16", "4 weeks", "2026-05-15"),
        ("2026-04-27", "4 weeks", "2026-05-26"),
        # Store bededag, in its last year and after
        ("2023-04-07", "4 weeks", "2023-05-08"),
        ("2024-03-29", "4 weeks", "2024-04-26"),
        # Days
        ("2026-11-09", "1 days", "2026-11-10"),
        ("2026-10-01", "30 days", "2026-11-02"),
        ("2026-11-09", "90 days", "2027-02-08"),
        # Months and their ends
        ("2026-11-09", "3 months", "2027-02-09"),
        ("2026-12-15", "1 months", "2027-01-15"),
        ("2026-01-31", "1 months", "2026-03-02"),  # the 28th is a Saturday
        ("2028-01-31", "1 months", "2028-02-29"),
        ("2026-10-31", "1 months", "2026-11-30"),
        ("2026-03-31", "3 months", "2026-06-30"),
        ("2026-08-31", "6 months", "2027-03-01"),
        ("2026-11-30", "3 months", "2027-03-01"),
        ("2026-02-28", "1 months", "2026-03-30"),  # the 28th is a Saturday
        ("2026-12-31", "12 months", "2027-12-31"),
        # Years
        ("2026-11-22", "1 years", "2027-11-22"),
        ("2024-02-29", "2 years", "2026-03-02"),
        ("2024-02-29", "4 years", "2028-02-29"),
        ("2024-12-25", "2 years", "2026-12-28"),
    ],
)
def test_last_day(received: str, limit: str, end: str) -> None:
    assert last_day(date.fromisoformat(received), _limit(limit), HOLIDAYS) == date.fromisoformat(end)


@pytest.mark.parametrize("written", ["1 days", "4 weeks", "6 weeks", "90 days", "1 months", "6 months", "2 years"])
def test_a_time_limit_always_ends_on_a_working_day_and_never_earlier_for_a_later_letter(written: str) -> None:
    limit = _limit(written)
    ends = [last_day(date(2024, 1, 1) + timedelta(n), limit, HOLIDAYS) for n in range(3 * 366)]
    assert all(is_workday(end, HOLIDAYS) for end in ends)
    assert all(earlier <= later for earlier, later in pairwise(ends))
    assert len(set(ends)) > 600


def test_weeks_keep_their_weekday_where_that_is_a_working_day() -> None:
    kept = 0
    for start in (date(2025, 1, 1) + timedelta(n) for n in range(730)):
        end = last_day(start, _limit("4 weeks"), HOLIDAYS)
        if is_workday(start + timedelta(days=28), HOLIDAYS):
            assert end == start + timedelta(days=28) and end.weekday() == start.weekday()
            kept += 1
        else:
            assert end > start + timedelta(days=28)
    assert kept == 507  # 522 weekdays less 15 holidays between Monday and Friday


# --- the place to go and its deadline


def _to_ankestyrelsen(first: str, last: str, **changes: object) -> Referral:
    body: Body = replace(BOOK.bodies["ankestyrelsen"], deadline=replace(_limit("4 weeks"), **changes))  # type: ignore[arg-type]
    received = Interval(date.fromisoformat(first), date.fromisoformat(last))
    return to_body(body, "bskuf/familie-sundhed", received, True, GENTOFTE, TODAY)


def test_a_referral_tells_the_last_day_that_is_certain_to_be_in_time() -> None:
    found = _to_ankestyrelsen("2026-11-09", "2026-11-09")
    assert found == Referral("ekstern/ankestyrelsen", "bskuf/familie-sundhed", date(2026, 12, 7), running=True)
    assert found.to_json() == {
        "body": "ekstern/ankestyrelsen",
        "department": "bskuf/familie-sundhed",
        "deadline": "2026-12-07",
    }
    assert _to_ankestyrelsen("2026-11-01", "2026-11-15").deadline == date(2026, 11, 30)  # from the first of the days


def test_a_referral_says_on_its_last_day_that_the_limit_runs_and_the_day_after_that_it_seems_over() -> None:
    last = to_body(BOOK.bodies["ankestyrelsen"], None, Interval(date(2026, 11, 9), date(2026, 11, 9)), True, GENTOFTE, date(2026, 12, 7))
    assert (last.deadline, last.running, last.passed) == (date(2026, 12, 7), True, False)
    over = to_body(BOOK.bodies["ankestyrelsen"], None, Interval(date(2026, 11, 9), date(2026, 11, 9)), True, GENTOFTE, date(2026, 12, 8))
    assert (over.running, over.passed) == (False, True)
    assert over.to_json() == {"body": "ekstern/ankestyrelsen"}


def test_a_referral_gives_no_day_where_none_is_certain() -> None:
    assert _to_ankestyrelsen("2026-01-01", "2026-12-31").deadline is None  # some time this year
    for changes in ({"verified": False}, {"counted_from": "known"}, {"counted_from": "event"}):
        assert _to_ankestyrelsen("2026-11-09", "2026-11-09", **changes).to_json() == {
            "body": "ekstern/ankestyrelsen",
            "department": "bskuf/familie-sundhed",
        }
    unknown = to_body(BOOK.bodies["ankestyrelsen"], "bskuf/familie-sundhed", None, True, GENTOFTE, TODAY)
    assert (unknown.deadline, unknown.running, unknown.passed) == (None, True, False)
    assert not to_body(BOOK.bodies["ankestyrelsen"], None, None, False, GENTOFTE, TODAY).running


def test_a_body_that_is_written_to_directly_gets_no_department() -> None:
    body = BOOK.bodies["familieretshuset"]
    assert body.via == "direct"
    received = Interval(date(2026, 11, 9), date(2026, 11, 9))
    assert to_body(body, "bskuf/familie-sundhed", received, True, GENTOFTE, TODAY) == Referral(
        "ekstern/familieretshuset", None, date(2026, 12, 7), running=True
    )


# --- when the phone is answered


@pytest.mark.parametrize(
    ("now", "is_open"),
    [
        ("2026-11-23T09:59:59", False),
        ("2026-11-23T10:00", True),
        ("2026-11-23T11:29:59", True),
        ("2026-11-23T11:30", False),
        ("2026-11-27T10:30", True),
        ("2026-11-21T10:30", False),  # Saturday
        ("2026-11-22T10:30", False),  # Sunday
        ("2026-12-25T10:30", False),
        ("2026-04-02T10:30", False),  # Thursday before Easter
        ("2026-04-07T10:30", True),
        ("2026-03-30T10:00", True),  # the morning after the clock went forward
        ("2026-10-26T09:59", False),  # the morning after it went back
    ],
)
def test_is_open(now: str, is_open: bool) -> None:
    assert GENTOFTE.is_open(_at(now)) is is_open
    assert GENTOFTE.is_open(datetime.fromisoformat(now)) is is_open


@pytest.mark.parametrize(
    ("now", "opens"),
    [
        ("2026-11-21T23:30", "2026-11-23T10:00"),  # Saturday night
        ("2026-11-22T00:00", "2026-11-23T10:00"),
        ("2026-11-23T00:00", "2026-11-23T10:00"),
        ("2026-11-23T09:59:59", "2026-11-23T10:00"),
        ("2026-11-23T10:00", "2026-11-23T10:00"),
        ("2026-11-23T10:41:12", "2026-11-23T10:41:12"),  # it is open now
        ("2026-11-23T11:30", "2026-11-24T10:00"),
        ("2026-11-27T11:30", "2026-11-30T10:00"),  # Friday noon
        ("2026-12-24T12:00", "2026-12-28T10:00"),
        ("2026-12-31T12:00", "2027-01-04T10:00"),
        ("2026-04-01T12:00", "2026-04-07T10:00"),
        ("2026-05-13T12:00", "2026-05-15T10:00"),
    ],
)
def test_opens(now: str, opens: str) -> None:
    assert GENTOFTE.opens(_at(now)) == _at(opens)
    assert GENTOFTE.opens(datetime.fromisoformat(now)) == datetime.fromisoformat(opens)


@pytest.mark.parametrize(
    ("now", "fold", "opens", "hours_from_utc"),
    [
        ("2026-03-28T23:30", 0, "2026-03-30T10:00", 2),
        ("2026-03-29T01:59", 0, "2026-03-30T10:00", 2),
        ("2026-03-29T03:00", 0, "2026-03-30T10:00", 2),
        ("2026-10-24T23:30", 0, "2026-10-26T10:00", 1),
        ("2026-10-25T02:30", 0, "2026-10-26T10:00", 1),
        ("2026-10-25T02:30", 1, "2026-10-26T10:00", 1),
    ],
)
def test_opens_by_the_clock_on_the_wall_when_it_has_been_moved(now: str, fold: int, opens: str, hours_from_utc: int) -> None:
    found = GENTOFTE.opens(_at(now, fold))
    assert found.isoformat() == f"{opens}:00+0{hours_from_utc}:00"


def test_opens_takes_the_earliest_of_several_hours_however_they_are_listed() -> None:
    workdays = weekdays(("mon", "tue", "wed", "thu", "fri"))
    profile = _answered([Hours(weekdays(("thu",)), time(15), time(17)), Hours(workdays, time(10), time(11, 30))])
    assert profile.opens(_at("2026-11-26T08:00")) == _at("2026-11-26T10:00")
    assert profile.opens(_at("2026-11-26T11:30")) == _at("2026-11-26T15:00")
    assert profile.opens(_at("2026-11-26T17:00")) == _at("2026-11-27T10:00")
    assert profile.opens(_at("2026-11-25T12:00")) == _at("2026-11-26T10:00")


def test_nobody_answers_while_the_adviser_is_away() -> None:
    profile = _away(("2026-12-14", "2026-12-18"))
    assert [profile.is_open(_at(f"2026-12-{day}T10:30")) for day in (11, 14, 18, 21)] == [True, False, False, True]
    assert profile.opens(_at("2026-12-11T12:00")) == _at("2026-12-21T10:00")
    assert profile.opens(_at("2026-12-16T10:30")) == _at("2026-12-21T10:00")
    absent = [profile.absence(date(2026, 12, day)) for day in (13, 14, 18, 19)]
    assert absent == [None, profile.absences[0], profile.absences[0], None]
    assert GENTOFTE.opens(_at("2026-12-16T10:30")) == _at("2026-12-16T10:30")


def test_an_absence_that_meets_christmas_and_new_year() -> None:
    profile = _away(("2026-12-21", "2026-12-23"), ("2026-12-28", "2026-12-31"))
    assert profile.opens(_at("2026-12-18T12:00")) == _at("2026-12-24T10:00")
    assert profile.opens(_at("2026-12-24T12:00")) == _at("2027-01-04T10:00")


@pytest.mark.parametrize("profile", [_answered([]), _away(("2026-11-22", "2027-12-31"))], ids=["no hours", "away for a year"])
def test_a_phone_that_is_never_answered_is_said_to_be_so(profile: Profile) -> None:
    with pytest.raises(ValueError, match="gentofte: the adviser's phone is never answered within a year"):
        profile.opens(_at("2026-11-22T12:00"))


@pytest.mark.parametrize(
    ("sent", "due"),
    [
        ("2026-11-22", "2026-12-11"),  # Sunday: counted from Monday on
        ("2026-11-23", "2026-12-14"),
        ("2026-12-14", "2027-01-06"),  # over Christmas and New Year
        ("2026-03-20", "2026-04-15"),  # over Easter
        ("2026-05-04", "2026-05-27"),  # over Ascension Day and Whitsun
    ],
)
def test_answer_due_is_fifteen_working_days_later(sent: str, due: str) -> None:
    assert GENTOFTE.answer_workdays == 15
    assert GENTOFTE.answer_due(date.fromisoformat(sent)) == date.fromisoformat(due)


def test_answer_due_does_not_count_the_days_away() -> None:
    away = _away(("2026-12-14", "2026-12-20"))
    assert away.answer_due(date(2026, 12, 11)) == date(2027, 1, 12)
    assert GENTOFTE.answer_due(date(2026, 12, 11)) == date(2027, 1, 5)
    assert away.answer_due(date(2026, 11, 22)) == date(2026, 12, 11)  # due before she leaves
    assert _away(("2026-12-25", "2026-12-27")).answer_due(date(2026, 12, 14)) == date(2027, 1, 6)  # away on holidays alone
