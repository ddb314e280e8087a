"""From what has been understood to the facts the rules use, so that she is not asked what she has told.

A signal above `told` is taken as told (and said back to her before it counts), one between
`raised` and `told` only raises the question. What a text does not say is left out, never false.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import dates
from bot.dates import Interval, Mention
from bot.directory import Body, Task
from bot.municipality import Profile
from bot.scope import months_before
from bot.understanding import Reading

EXTERNAL = "ekstern/"


@dataclass(frozen=True)
class Band:
    """Thresholds on a score. `assumed`: what batch triage takes as told, since it can ask nobody."""

    raised: float
    told: float
    assumed: float = 2.0  # never, unless it is told


#: Where a decision has been made and its content has an appeal body, a complaint of it is a
#: complaint of its content too, unless she says otherwise.
ADVERSE_DECISION = 0.4
#: An external body has the matter only where the scores of all external bodies together reach this.
EXTERNAL_SHARE = 0.5

#: Fact, the value it gets, the signal it is read from, and the thresholds, chosen on labelled
#: cases that were not trained on, so that few matters are turned away by mistake.
SIGNALS: tuple[tuple[str, str, str, Band], ...] = (
    ("brought", "ombudsman", "ombudsman", Band(0.35, 0.6)),
    ("brought", "supervision", "supervision", Band(0.35, 0.6)),
    ("brought", "court", "court", Band(0.35, 0.6)),
    ("brought", "none", "considering", Band(1.1, 0.5)),
    ("council", "yes", "council", Band(0.35, 0.6)),
    ("employment", "yes", "employment", Band(0.35, 0.6)),
    ("political", "yes", "political", Band(0.35, 0.5)),
    ("appeal", "remitted", "remitted", Band(1.1, 0.5)),
    ("appeal", "decided", "appeal_decided", Band(0.4, 0.5)),
    ("appeal", "pending", "appealed", Band(0.4, 0.5)),
    ("content", "yes", "content", Band(0.2, 0.5, 0.4)),
    ("process", "yes", "process", Band(1.1, 0.5)),
    ("role", "company", "company", Band(1.1, 0.5)),
    ("role", "association", "association", Band(1.1, 0.5)),
    ("role", "professional", "professional", Band(1.1, 0.5)),
    ("role", "relative", "relative", Band(1.1, 0.6)),
    ("complained_before", "yes", "repeat", Band(1.1, 0.5)),
)


#: Said in so many words that it has been brought before somebody; what she only thinks of is not.
CONSIDERING = 0.5
_DONE = r"\b(?:har|havde|er|blev|have|has)\b(?:(?! (?:overvejet|tænkt|ikke klaget|aldrig))[^.!?]){0,40}?"
_BROUGHT = (
    (
        "ombudsman",
        re.compile(_DONE + r"\b(?:klaget|skrevet|indbragt|sendt|henvendt|complained|written)\b[^.!?,]{0,30}\bombuds(?:mand|man)", re.I),
    ),
    (
        "supervision",
        re.compile(_DONE + r"\b(?:klaget|skrevet|indbragt|anmeldt)\b[^.!?,]{0,30}\b(?:ankestyrelsens |kommunale? )?tilsyn", re.I),
    ),
    (
        "court",
        re.compile(_DONE + r"\b(?:stævnet|anlagt sag|indbragt[^.!?,]{0,30}(?:byret|domstol|retten)|sued|taken[^.!?,]{0,20}to court)", re.I),
    ),
)
_OWN_CHILD = re.compile(
    r"\b(?:min|mit|vores|mine|my|our) (?:\w+ ){0,2}(?:søn\w*|soen|datter\w*|barn\w*|børn\w*|dreng\w*|pige\w*|"
    r"baby\w*|tvilling\w*|son|daughter|child\w*|kid\w*)",
    re.IGNORECASE,
)
_SOMEONE_ELSE = re.compile(
    r"\b(?:mor|far|mand|kone|bror|søster|nabo|ven|veninde|svigermor|svigerfar|bedste\w+|mormor|farmor|morfar|farfar|ægtefælle|kæreste|"
    r"voksne?|fyldt (?:1[89]|[2-9]\d)|på (?:1[89]|[2-9]\d)(?: år)?|mother|father|husband|wife|brother|sister|neighbour|friend|adult)\b",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Inferred:
    """`facts` as the rules use them; `raised` those a question should settle; `assumed` those
    that hold only as long as nobody has been asked (batch triage uses them, the chat asks)."""

    facts: Mapping[str, Any]
    raised: frozenset[str]
    assumed: Mapping[str, Any]
    mentions: tuple[Mention, ...]


def infer(
    text: str,
    reading: Reading,
    tasks: Sequence[Task],
    department: str,
    profile: Profile,
    bodies: Mapping[str, Body],
    today: date,
    assume: bool = False,
    chosen: bool = False,
) -> Inferred:
    """The facts of one story. `department` is the likeliest id; `tasks` those named in the text.

    `assume`: nobody can be asked, so what is likely counts as told and little is left to raise.
    `chosen`: she has said herself whose matter it is.
    """
    facts: dict[str, Any] = {}
    raised: set[str] = set()
    for fact, value, signal, band in SIGNALS:
        score = reading.signal(signal)
        if score >= (min(band.told, band.assumed) if assume else band.told):
            facts.setdefault(fact, value)
        elif score >= band.raised and not assume:
            raised.add(fact)
    if reading.signal("considering") < CONSIDERING:
        for value, words in _BROUGHT:
            if words.search(text):
                facts["brought"] = value
    if reading.signal("council?") >= 0.4 and facts.get("council") != "yes":
        raised.add("council")
    if facts.get("role", "relative") == "relative" and _OWN_CHILD.search(text) and not _SOMEONE_ELSE.search(text):
        facts["role"] = "self"  # a parent of a minor: no power of attorney is asked for
    facts["kind"] = max(reading.kind, key=lambda kind: reading.kind[kind]) if reading.kind else "klage"
    body = _owner(facts, reading, tasks, department, profile, bodies, chosen)
    if assume and body and facts["kind"] == "klage" and reading.signal("decision") >= ADVERSE_DECISION:
        facts.setdefault("content", "yes")
    mentions = tuple(dates.find(text, today, reading.language))
    assumed = _times(facts, text, mentions, reading, today)
    return Inferred(facts, frozenset(raised - facts.keys()), assumed, mentions)


def _owner(
    facts: dict[str, Any],
    reading: Reading,
    tasks: Sequence[Task],
    department: str,
    profile: Profile,
    bodies: Mapping[str, Body],
    chosen: bool,
) -> str | None:
    """Whose matter it is, and where the content of its decisions is appealed."""
    share = sum(score for id_, score in reading.departments.items() if id_.startswith(EXTERNAL))
    if department.startswith(EXTERNAL) and (chosen or share >= EXTERNAL_SHARE or not reading.departments):
        rule = bodies[department[len(EXTERNAL) :]].scope_rule
        facts["authority"] = {"ikke_kommunen": "other", "andre_klageinstanser": "board", None: "municipality"}[rule]
        if facts["authority"] != "municipality":
            # How another body works is not the municipality's process.
            facts["process"] = "no"
            facts["content"] = "yes"
    else:
        facts["authority"] = "municipality"
    if department == "kommunaldirektoer/hr" and facts.get("employment") is None:
        facts["employment"] = "yes"
    if facts["authority"] == "municipality" and facts["kind"] == "raad":
        # Guidance is always a part of the matter that the adviser may take.
        facts["process"] = "yes"
    body = appeal_body(tasks, department, profile)
    facts["content_body"] = "none" if body is None else "social" if body == "ankestyrelsen" else "board"
    return body


def appeal_body(tasks: Sequence[Task], department: str, profile: Profile) -> str | None:
    """The body that hears appeals against the content: the task's own, else the department's."""
    named = next((task.appeal_body for task in tasks if task.appeal_body), None)
    if named is not None:
        return named
    if department in profile.departments:
        return profile.departments[department].appeal_body
    return None


def _times(facts: dict[str, Any], text: str, mentions: Sequence[Mention], reading: Reading, today: date) -> dict[str, Any]:
    """The latest event, the day the decision was received, and whether it is still going on."""
    past = [m for m in mentions if m.role in ("event", "received", "letter_dated")]
    limit = months_before(today, 12)
    received = [m.interval for m in past if m.role in ("received", "letter_dated")]
    if received:
        facts["decision_received"] = _latest(received)
    if past:
        facts["happened"] = _latest([m.interval for m in past])
    starts = [m.interval for m in mentions if m.role == "start"]
    going_on = dates.ongoing(text, reading.language) or reading.signal("ongoing") >= 0.5 or reading.signal("pending") >= 0.5
    if going_on or (starts and reading.signal("ended") < 0.5):
        facts["recent"] = "yes"
    happened = facts.get("happened")
    if happened is not None and happened.first >= limit:
        facts["recent"] = "yes"
    if happened is not None and happened.last < limit and "recent" not in facts:
        return {"recent": "no"}
    return {}


def _latest(intervals: Sequence[Interval]) -> Interval:
    return max(intervals, key=lambda interval: (interval.last, interval.first))
