"""Answers to what the citizen asks on the way; the conversation goes on where it was."""

from __future__ import annotations

from datetime import datetime

from bot import agenda, gate
from bot.dossier import Dossier
from bot.explanation import Words
from bot.triage import Triage

PLAIN = frozenset({"who_reads", "is_ai", "about", "documents", "thanks", "vent", "smalltalk"})


def answer(words: Words, triage: Triage, dossier: Dossier, control: gate.Control, asked: str | None, now: datetime) -> str:
    """The answer to a question of hers; the conversation goes on where it was."""
    name = control.name
    if name == "term":
        return _term(words, control.detail)
    if name == "why":
        return words.pick(words.book.questions[asked or "matter"].explain)
    if name == "hours":
        return words.hours(now)
    if name == "human":
        return words.say("human", phone=words.phone, hours=words.hours(now).split(".")[0])
    if name == "how_long":
        return words.say("how_long", count=agenda.remaining(dossier, triage.assess(dossier, now.date())))
    if name == "summary":
        return words.review(dossier, triage.assess(dossier, now.date())) if dossier.story else words.say("unreadable")
    if name in ("greet", "resend"):
        return words.say("hello_again") if name == "greet" and dossier.story else ""
    if name in PLAIN:
        return words.say(name)
    return words.say("again_short")


def _term(words: Words, term: str) -> str:
    """The term in plain words; the longest name that fits, or an honest "I cannot"."""
    found = max(
        ((len(match[0]), entry) for entry in words.book.terms.values() if (match := entry.words.search(term))),
        key=lambda item: item[0],
        default=None,
    )
    return words.pick(found[1].plain) if found else words.say("term_unknown", phone=words.phone)
