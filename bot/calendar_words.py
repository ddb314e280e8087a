"""Days and intervals in words, in the citizen's language."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from bot.dates import Interval
from bot.phrasebook import spoken

LOCALES = {"da": "da_DK", "en": "en_GB"}
_DAY = {"da": "EEEE 'den' d. MMMM y", "en": "EEEE d MMMM y"}
_SPAN = {"da": "{} til {}", "en": "{} to {}"}


def day(value: date, language: str) -> str:
    """ "torsdag den 19. november 2026" """
    spoken_in = spoken(language)
    return format_date(value, _DAY[spoken_in], locale=LOCALES[spoken_in])


def interval(value: Interval, language: str) -> str:
    """As precisely as the interval itself: a day, a month, a year, or from one day to another."""
    spoken_in = spoken(language)
    locale = LOCALES[spoken_in]
    first, last = value.first, value.last
    if value.is_day:
        return day(first, language)
    if first.day == 1 and (last.year, last.month) == (first.year, first.month) and last.day >= 28:
        return format_date(first, "MMMM y", locale=locale)
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year}–{last.year}"
    pattern = "d. MMMM y" if spoken_in == "da" else "d MMMM y"
    return _SPAN[spoken_in].format(*(format_date(end, pattern, locale=locale) for end in (first, last)))


def moment(value: datetime, language: str) -> str:
    """ "mandag den 23. november 2026 kl. 10.00" """
    spoken_in = spoken(language)
    clock = f"kl. {value:%H.%M}" if spoken_in == "da" else f"at {value:%H:%M}"
    return f"{day(value.date(), language)} {clock}"
