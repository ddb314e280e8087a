"""Dates in citizens' own words: the table in date_phrases.yml, and what holds for every text."""

from __future__ import annotations

import random
import time
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import dates
from bot.date_words import NUMBERS, easter_sunday
from bot.dates import Interval

TODAY = date(2026, 11, 21)
TABLE: list[dict[str, Any]] = yaml.safe_load((Path(__file__).parent / "date_phrases.yml").read_text(encoding="utf-8"))
ROLES = {"start", "letter_dated", "received", "event", "future"}


def _row_id(row: dict[str, Any]) -> str:
    return f"{row['phrase']} ({row['today']})"


@pytest.mark.parametrize("row", TABLE, ids=_row_id)
def test_table(row: dict[str, Any]) -> None:
    phrase, today, language = row["phrase"], row["today"], row.get("language", "da")
    assert dates.ongoing(phrase, language) is row.get("ongoing", False)
    mentions = dates.find(phrase, today, language)
    if row.get("none"):
        assert mentions == [] and dates.read(phrase, today, language) is None
        return
    expected = Interval(row["first"], row["last"])
    assert dates.read(phrase, today, language) == expected
    readings = [Interval(*pair) for pair in row.get("readings", [[row["first"], row["last"]]])]
    assert list(dates.readings(phrase, today, language)) == readings
    if mentions:
        assert mentions[-1].role == row.get("role", "event")


def test_table_is_large_and_has_no_row_twice() -> None:
    keys = [(row["phrase"], row["today"], row.get("language")) for row in TABLE]
    assert len(keys) >= 250
    assert len(keys) == len(set(keys))


def _roles(text: str, today: date = TODAY) -> list[tuple[str, str]]:
    return [(mention.words, mention.role) for mention in dates.find(text, today)]


def test_a_whole_complaint() -> None:
    text = (
        "Min mor på 84 år har fået 20 minutters rengøring hver tredje uge siden 2019. "
        "Jeg klagede d. 12. juni, og den 9. november modtog jeg afgørelsen, dateret 3/11-2026 (§ 19, stk. 2). "
        "Vi skal til møde den 3. december kl. 14. Ring på 20 19 20 25."
    )
    assert _roles(text) == [
        ("siden 2019", "start"),
        ("d. 12. juni", "event"),
        ("den 9. november", "received"),
        ("dateret 3/11-2026", "letter_dated"),
        ("den 3. december", "future"),
    ]


def test_letter_date_and_receipt_side_by_side() -> None:
    assert _roles("Jeg fik brev af 3. maj den 9. maj, og i går ringede jeg.") == [
        ("af 3. maj", "letter_dated"),
        ("den 9. maj", "received"),
        ("i går", "event"),
    ]


def test_letter_that_came_later() -> None:
    assert [role for _, role in _roles("Afgørelsen af 3. maj kom 5. maj")] == ["letter_dated", "received"]


def test_not_having_received_is_no_receipt() -> None:
    assert [role for _, role in _roles("Jeg har ikke modtaget brevet i marts")] == ["event"]


def test_interval() -> None:
    week = Interval(date(2026, 3, 2), date(2026, 3, 8))
    assert week.contains(date(2026, 3, 8)) and not week.contains(date(2026, 3, 9))
    assert week.intersects(Interval(date(2026, 3, 8), date(2026, 4, 1)))
    assert not week.intersects(Interval(date(2026, 3, 9), date(2026, 4, 1)))
    assert not week.is_day and week.days == 7
    assert week.to_json() == ["2026-03-02", "2026-03-08"]
    assert Interval.from_json(week.to_json()) == week
    with pytest.raises(ValueError, match="before it begins"):
        Interval(date(2026, 3, 2), date(2026, 3, 1))


@pytest.mark.parametrize(
    ("words", "precision"),
    [
        ("i går", "day"), ("i sidste uge", "week"), ("i marts", "month"), ("i sommer", "season"),
        ("sidste år", "year"), ("sidste sommer", "vague"), ("i månedsvis", "vague"), ("i ugevis", "vague"),
    ],
)  # fmt: skip
def test_precision(words: str, precision: str) -> None:
    found = dates.read(words, TODAY)
    assert found is not None and found.precision == precision


@pytest.mark.parametrize("day", [TODAY + timedelta(n) for n in range(0, 1500, 13)])
def test_about_a_year_ago_leaves_the_one_year_rule_open(day: date) -> None:
    limit = day - timedelta(365)
    for words in ("for et år siden", "for ca. et år siden", "for 12 måneder siden", "a year ago"):
        found = dates.read(words, day)
        assert found is not None and found.first < limit < found.last
    long_ago, lately = dates.read("for halvandet år siden", day), dates.read("for et halvt år siden", day)
    assert long_ago is not None and long_ago.last < limit
    assert lately is not None and lately.first > limit


@pytest.mark.parametrize("day", [date(2026, 1, 1) + timedelta(n) for n in range(365)])
def test_jul_is_christmas_and_past_on_every_day_of_the_year(day: date) -> None:
    for words in ("jul", "i julen", "lige før jul", "siden jul"):
        found = dates.read(words, day)
        assert found is not None and found.first.month == found.last.month == 12 and found.last <= day
    july = dates.read("i juli", day)
    assert july is not None and july.first.month == july.last.month == 7


@pytest.mark.parametrize("day", [date(2026, 1, 1) + timedelta(n) for n in range(0, 800, 37)])
def test_past_words_never_reach_past_today(day: date) -> None:
    for row in TABLE:
        if row.get("role") != "future" and "202" not in row["phrase"]:
            for mention in dates.find(row["phrase"], day, row.get("language", "da")):
                assert mention.role == "future" or mention.interval.last <= day, row


def test_what_was_received_is_never_to_come() -> None:
    for words in ("den 3. december 2027", "i morgen", "næste uge", "på torsdag"):
        assert all(mention.role != "received" for mention in dates.find(f"Jeg modtog brevet {words}", TODAY))


def test_easter() -> None:
    assert [easter_sunday(year) for year in (2008, 2011, 2024, 2025, 2026, 2038)] == [
        date(2008, 3, 23), date(2011, 4, 24), date(2024, 3, 31), date(2025, 4, 20), date(2026, 4, 5), date(2038, 4, 25),
    ]  # fmt: skip


def test_numbers_in_words_read_like_digits() -> None:
    danish = {n: words.split("|")[0] for n, words in NUMBERS.items() if n < 21 or n % 10 == 0}
    danish |= {25: "femogtyve", 38: "otteogtredive", 57: "syvoghalvtreds", 99: "nioghalvfems"}
    for number, words in danish.items():
        assert dates.read(f"for {words} uger siden", TODAY) == dates.read(f"for {number} uger siden", TODAY), words


@pytest.mark.parametrize("phrase", ["for 8 måneder siden", "i påsken", "i forgårs", "næste år", "på torsdag"])
def test_other_spellings_of_the_danish_letters(phrase: str) -> None:
    expected = dates.read(phrase, TODAY)
    assert expected is not None
    for spelling in ({"å": "aa", "æ": "ae", "ø": "oe"}, {"å": "a\u030a"}, {" ": "  "}, {" ": "\n"}):
        assert dates.read("".join(spelling.get(letter, letter) for letter in phrase), TODAY) == expected
    assert dates.read(phrase.upper(), TODAY) == expected


def _arbitrary_texts() -> list[str]:
    """Noise, and words of the table thrown together."""
    chance = random.Random(1)
    letters = "abcdefghijklmnopqrstuvwxyzæøåÆØÅİßé0123456789 .,-/:'’§%½()\n\t\u0301\U0001f600"
    known = [word for row in TABLE for word in row["phrase"].split()]
    noise = ["".join(chance.choices(letters, k=chance.randrange(60))) for _ in range(600)]
    salad = [" ".join(chance.choices(known, k=chance.randrange(1, 14))) for _ in range(1200)]
    digits = ["".join(chance.choices("0123456789./- ", k=chance.randrange(14))) for _ in range(600)]
    return noise + salad + digits


def test_any_text_gives_ordered_mentions_that_quote_it() -> None:
    for text in _arbitrary_texts():
        for language in ("da", "en"):
            mentions = dates.find(text, TODAY, language)
            for mention in mentions:
                assert text[mention.start : mention.end] == mention.words != ""
                assert mention.role in ROLES
                assert mention.readings and len(set(mention.readings)) == len(mention.readings)
                assert mention.interval.first == min(r.first for r in mention.readings)
                assert mention.interval.last == max(r.last for r in mention.readings)
            assert all(a.end <= b.start for a, b in pairwise(mentions))
            found, readings = dates.read(text, TODAY, language), dates.readings(text, TODAY, language)
            assert (found is None) == (readings == ())
            dates.ongoing(text, language)


@pytest.mark.parametrize("piece", [" ", "1 ", "1.", "12/", "i ", "en to ", "fra ", "for en og ", "den ", "2019-"])
def test_long_and_odd_texts_take_no_long_time(piece: str) -> None:
    began = time.perf_counter()
    dates.find(piece * (6000 // len(piece)), TODAY)
    assert time.perf_counter() - began < 3


def test_the_table_cannot_be_taken_for_training_data() -> None:
    lines = (Path(__file__).parent / "date_phrases.yml").read_text(encoding="utf-8").splitlines()
    assert not any(line.strip().startswith(("nlu:", "rules:", "stories:", "responses:")) for line in lines)
