"""Dates in citizens' own words, read as closed intervals of days that are never narrower than the words."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from bot import date_cues as cues
from bot import date_words as words
from bot.date_rules import RULES, Reading, Scene
from bot.date_spans import Interval, hull, pattern, related, search, value

__all__ = ["Interval", "Mention", "find", "ongoing", "read", "readings"]


@dataclass(frozen=True)
class Mention:
    """One date expression: text[start:end] == words.

    `readings` holds every plausible interval, most likely first; `interval` is their hull.
    `role` is "start", "letter_dated", "received", "event" or "future".
    """

    interval: Interval
    words: str
    start: int
    end: int
    role: str
    readings: tuple[Interval, ...]


def _role(scene: Scene) -> str:
    if search(words.LETTER_DATED, scene.before):
        return "letter_dated"
    if search(words.RECEIVED_AFTER, scene.after):
        return "received"
    received = search(words.RECEIVED_BEFORE, scene.before) and not search(cues.DENIED, scene.before)
    return "received" if received else "event"


def _mention(m: re.Match[str], scene: Scene, reading: Reading) -> Mention | None:
    relation = value(words.RELATIONS, m.groupdict().get("rel"))
    role = reading[0] or ("start" if relation == "since" else _role(scene))
    readings = [related(interval, relation, scene.today) for interval in reading[1]]
    past = [Interval(i.first, min(i.last, scene.today)) for i in readings if i.first <= scene.today]
    if not past and role in ("received", "letter_dated", "start"):
        return None  # nobody has received, or waited since, what is still to come
    if past and role != "future":
        readings = past  # what has happened did not happen after today
    if not readings:
        return None
    role = role if past else "future"
    return Mention(hull(readings), m[0], m.start(), m.end(), role, tuple(dict.fromkeys(readings)))


def _scan(text: str, today: date, language: str, answer: bool) -> list[Mention]:
    """All mentions; where expressions overlap, the first and then the longest wins."""
    matches = [(m.start(), -m.end(), order, m) for order, (rule, _) in enumerate(RULES) for m in rule.finditer(text)]
    mentions: list[Mention] = []
    end = sentence = 0
    for start, _, order, m in sorted(matches, key=lambda match: match[:3]):
        if start < end:
            continue
        end = m.end()
        # "Brev af 3. maj den 9. maj" and "brev af 3. maj kom den 9. maj" share what stands before them.
        between = text[mentions[-1].end : start] if mentions else ""
        if between.strip() and not search(rf"^ {words.GOT} (?:den )?$", between):
            sentence = mentions[-1].end
        # "brev af", "dateret" and "den" may belong to the expression, yet tell its role.
        lead = m.end("lead") if m.groupdict().get("lead") else start
        before = re.split(r"[!?;]\s|(?<![\d\s])(?<!\bd)\.\s|\n", text[max(sentence, lead - 120) : lead])[-1]
        after = re.split(r"[.!?;]\s|\n", text[end : end + 80])[0]
        scene = Scene(today, language == "en", answer, before, after)
        reading = RULES[order][1](m, scene)
        if reading and (mention := _mention(m, scene, reading)):
            mentions.append(mention)
    return mentions


def find(text: str, today: date, language: str = "da") -> list[Mention]:
    """All date expressions in a text, left to right, not overlapping."""
    return _scan(text, today, language, answer=False)


def readings(text: str, today: date, language: str = "da") -> tuple[Interval, ...]:
    """Every plausible reading of the answer to "hvornår?", most likely first; empty where there is none."""
    mentions = _scan(text, today, language, answer=len(text.split()) <= 12)
    if not mentions and pattern(r"\W*<quantity>\W*").fullmatch(text):
        completed = f"for {text.strip(' .,!?')} siden"
        # A long time may be an age.
        mentions = [m for m in find(completed, today) if m.interval.last.year > today.year - 20]
    mentions = [m for m in mentions if m.role != "future"] or mentions
    if mentions:
        found = pattern(cues.CORRECTION).finditer(text, 0, mentions[-1].start)
        corrected = max((cue.end() for cue in found), default=0)
        mentions = [m for m in mentions if m.start >= corrected]
    result: tuple[Interval, ...] = ()
    for mention in mentions:
        # Expressions that can mean the same days narrow each other; others stand side by side.
        pairs = [(a, b) for a in result for b in mention.readings if a.intersects(b)]
        shared = [Interval(max(a.first, b.first), min(a.last, b.last)) for a, b in pairs]
        result = tuple(dict.fromkeys(shared or (*result, *mention.readings)))
    return result


def read(text: str, today: date, language: str = "da") -> Interval | None:
    """The days an answer to "hvornår?" can mean; after a correction, those of the corrected answer."""
    found = readings(text, today, language)
    return hull(found) if found else None


def ongoing(text: str, language: str = "da") -> bool:
    """Whether the words say that the matter still goes on."""
    if search(cues.ENDED, text):
        return False
    # A day after every date a citizen may write, so that all of them are past.
    return search(cues.ONGOING, text) or any(m.role == "start" for m in find(text, date(2100, 1, 1), language))
