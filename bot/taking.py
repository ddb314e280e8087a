"""Taking in an answer: the value she gave, the words she used, and what she wrote beyond it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from bot import agenda, calendar_words, dates, gate
from bot.dates import Interval
from bot.dossier import Dossier
from bot.explanation import Words
from bot.rulebook import Rulebook
from bot.triage import Triage
from bot.understanding import Reading, merge


@dataclass(frozen=True)
class Button:
    title: str
    payload: str


@dataclass(frozen=True)
class Bubble:
    """One message to the citizen; `asks` names the fact it asks for."""

    text: str
    buttons: tuple[Button, ...] = ()
    custom: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Turn:
    """What one message led to. `ask`: the fact to ask for next; None ends the talk for now."""

    dossier: Dossier
    bubbles: tuple[Bubble, ...]
    ask: str | None


ONGOING = "ongoing"  # the button "det står stadig på" under a question for a date


class Taking:
    """What an answer does to the dossier. `Interview` builds on it."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book
        self.triage = Triage(book)

    def words(self, dossier: Dossier) -> Words:
        return Words(self.book, self.book.profiles[dossier.municipality], dossier.language)

    def _bubble(self, dossier: Dossier, key: str, **values: object) -> Bubble:
        return Bubble(self.words(dossier).say(key, **values))

    def _answer(self, dossier: Dossier, answer: gate.Answer, reading: Reading, asked: str, today: date) -> Turn:
        value, said = answer.value, answer.value if isinstance(answer.value, str) else answer.rest
        bubbles: tuple[Bubble, ...] = ()
        if asked == "matter":
            return Turn(self._add(dossier, said, reading), (), asked)
        if asked == "correction":
            dossier = self._add(dossier, said, reading)
            fixed = self._fix_date(dossier, said, today)
            again = "review" if dossier.value("review") == "edit" else "understood"
            return Turn(fixed.forget(again), (self._bubble(fixed, "correct_it"),), asked)
        if asked == "understood" and value == "no":
            rounds = dossier.retries.get("understood", 0) + 1
            dossier = replace(dossier.tell("understood", "no", "nej"), retries={**dossier.retries, "understood": rounds})
            if answer.rest:
                dossier = self._fix_date(self._add(dossier, answer.rest, reading), answer.rest, today).forget("understood")
                return Turn(dossier, (self._bubble(dossier, "correct_it"),), asked)
            return Turn(dossier, (), asked)
        if self.book.questions[asked].type == "date" and value == ONGOING:
            # "det står stadig på", said to "hvornår": that is the answer to the next question as well
            dossier = dossier.tell("recent", "yes", dossier.offered.get(value, "")).tell(asked, "unknown", "")
        elif self.book.questions[asked].type == "date" and value != "unknown":
            dossier, bubbles = self._date(dossier, asked, answer, today)
        else:
            label = dossier.offered.get(value) or self._label(asked, value, dossier.language)
            dossier = dossier.tell(asked, value, label if self.book.questions[asked].type == "choice" else value)
        dossier = replace(dossier, asked=(*(f for f in dossier.asked if f != asked), asked))
        if answer.rest and not isinstance(value, Interval):
            # "nej, og det var forresten min datter": the answer counts, and the rest is kept.
            dossier = self._add(dossier, answer.rest, reading)
            bubbles += (self._bubble(dossier, "story_added"),)
        if asked == "danger" and value == "no":
            bubbles += (self._bubble(dossier, "danger_no"),)
        if asked == "resume" and value == "not_now":
            dossier = replace(dossier.forget("resume"), status="paused")
            return Turn(dossier, (self._bubble(dossier, "not_now"),), None)
        if asked == "contact" and value == "anonymous":
            bubbles += (self._bubble(dossier, "anonymous_note"),)
        if asked == "authorised" and value != "yes":
            bubbles += (self._bubble(dossier, "authorised_note"),)
        return Turn(dossier, bubbles, asked)

    def _date(self, dossier: Dossier, asked: str, answer: gate.Answer, today: date) -> tuple[Dossier, tuple[Bubble, ...]]:
        """A day or a span; of several dates in one answer the latest counts, and a letter's day is its own fact."""
        value = answer.value if isinstance(answer.value, Interval) else Interval.from_json(answer.value.split("/"))
        mentions = [m for m in dates.find(answer.rest, today, dossier.language) if m.role != "future"] if answer.rest else []
        if len(mentions) > 1 and value not in [m.interval for m in mentions]:
            value = max((m.interval for m in mentions), key=lambda interval: (interval.last, interval.first))
        shown = [Interval.from_json(key.split("/")) for key in dossier.offered if "/" in key]
        within = [reading for reading in shown if reading.intersects(value)]
        if len(within) == 1 and not value.is_day:
            value = within[0]  # "2025", to "sommeren 2026 eller sommeren 2025?"
        received = next((m for m in mentions if m.role == "received"), None)
        if received is not None and asked != "decision_received":
            dossier = dossier.tell("decision_received", received.interval, received.words)
        when = calendar_words.interval(value, dossier.language)
        return dossier.tell(asked, value, answer.rest or when), (self._bubble(dossier, "noted_date", when=when),)

    def _label(self, fact: str, value: str, language: str) -> str:
        found = next((o for o in self.book.questions[fact].options if o.value == value), None)
        return found.label["da" if language == "da" else "en"] if found else value

    def _add(self, dossier: Dossier, text: str, reading: Reading) -> Dossier:
        """Her words are kept in order, and what they show is added to what was understood."""
        if not text.strip():
            return dossier
        return replace(dossier, story=(*dossier.story, text), reading=merge(dossier.reading, reading))

    def _fix_date(self, dossier: Dossier, text: str, today: date) -> Dossier:
        found = dates.read(text, today, dossier.language)
        return dossier.tell("happened", found, text) if found else dossier

    def _unfit(self, dossier: Dossier, heard: gate.Unfit, asked: str | None) -> Turn:
        if heard.stale:
            return Turn(dossier, (self._bubble(dossier, "stale_button"),), asked or "matter")
        fact = asked or "matter"
        tries = dossier.retries.get(fact, 0) + 1
        dossier = replace(dossier, retries={**dossier.retries, fact: tries})
        question = self.book.questions[fact]
        if tries >= agenda.TRIES and fact not in ("matter", "review", "correction", "understood"):
            dossier = self._unsure(dossier, fact)
            return Turn(dossier, (self._bubble(dossier, "no_matter"),) if fact != "danger" else (), fact)
        key = "unreadable" if question.type == "text" else "again_short"
        return Turn(dossier, (self._bubble(dossier, key),), fact)

    def _unsure(self, dossier: Dossier, fact: str) -> Dossier:
        """She does not know: the fact stays open, is not asked again and turns nobody away."""
        value = {"resume": "go_on", "wants_adviser": "no", "consent": "ask_first", "contact": "unknown"}.get(fact, "unknown")
        dossier = dossier.tell(fact, value, "")
        return replace(dossier, asked=(*(f for f in dossier.asked if f != fact), fact))
