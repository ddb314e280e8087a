"""What the borgerrådgiver may take up: rules, the facts they need, and the verdict with its reason.

The rules themselves are data (`data/scope.yml`); the one-year rule is `foraeldet` there and
`older_than` here. Pure: no clock, no file; "today" is an argument.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from enum import Enum
from typing import Any, Protocol

from bot.answer import Answer, both, either, negate
from bot.dates import Interval

#: What the citizen has told: fact id -> value. A missing key means "not asked";
#: `UNSURE` means that she was asked and does not know.
Facts = Mapping[str, Any]
UNSURE = "unknown"
#: Facts worked out from the matter itself: always there, so that they raise no question by being there.
WORKED_OUT = {"content_body": ("social", "board", "none"), "authority": ("municipality", "board", "other")}


class Covers(Enum):
    """How much of the matter a rule takes out of the borgerrådgiver's hands."""

    MATTER = "matter"
    CONTENT = "content"


class Condition(Protocol):
    """A test on the facts; `facts` names those it looks at, in the order they are best asked."""

    @property
    def facts(self) -> tuple[str, ...]: ...

    def holds(self, facts: Facts, today: date) -> Answer: ...

    def open(self, facts: Facts, today: date) -> tuple[str, ...]:
        """The facts of the parts that are still unknown: only these can settle it."""


@dataclass(frozen=True)
class Is:
    """The fact has one of the values."""

    fact: str
    values: frozenset[str]

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def holds(self, facts: Facts, today: date) -> Answer:
        value = facts.get(self.fact, UNSURE)
        if value == UNSURE:
            return Answer.UNKNOWN
        return Answer.YES if value in self.values else Answer.NO

    def open(self, facts: Facts, today: date) -> tuple[str, ...]:
        return self.facts if self.holds(facts, today) is Answer.UNKNOWN else ()


@dataclass(frozen=True)
class OlderThan:
    """The whole of the fact's interval lies more than `months` before today.

    An interval that straddles the limit leaves the answer open; to the day is not yet older.
    """

    fact: str
    months: int

    @property
    def facts(self) -> tuple[str, ...]:
        return (self.fact,)

    def holds(self, facts: Facts, today: date) -> Answer:
        interval = facts.get(self.fact, UNSURE)
        if not isinstance(interval, Interval):
            return Answer.UNKNOWN
        limit = months_before(today, self.months)
        if interval.last < limit:
            return Answer.YES
        return Answer.NO if interval.first >= limit else Answer.UNKNOWN

    def open(self, facts: Facts, today: date) -> tuple[str, ...]:
        return self.facts if self.holds(facts, today) is Answer.UNKNOWN else ()


@dataclass(frozen=True)
class Not:
    inner: Condition

    @property
    def facts(self) -> tuple[str, ...]:
        return self.inner.facts

    def holds(self, facts: Facts, today: date) -> Answer:
        return negate(self.inner.holds(facts, today))

    def open(self, facts: Facts, today: date) -> tuple[str, ...]:
        return self.inner.open(facts, today)


@dataclass(frozen=True)
class AllOf:
    parts: tuple[Condition, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f for part in self.parts for f in part.facts))

    def holds(self, facts: Facts, today: date) -> Answer:
        return both(part.holds(facts, today) for part in self.parts)

    def open(self, facts: Facts, today: date) -> tuple[str, ...]:
        return _open(self, facts, today)


@dataclass(frozen=True)
class AnyOf:
    parts: tuple[Condition, ...]

    @property
    def facts(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(f for part in self.parts for f in part.facts))

    def holds(self, facts: Facts, today: date) -> Answer:
        return either(part.holds(facts, today) for part in self.parts)

    def open(self, facts: Facts, today: date) -> tuple[str, ...]:
        return _open(self, facts, today)


def _open(whole: AllOf | AnyOf, facts: Facts, today: date) -> tuple[str, ...]:
    if whole.holds(facts, today) is not Answer.UNKNOWN:
        return ()
    return tuple(dict.fromkeys(fact for part in whole.parts for fact in part.open(facts, today)))


def months_before(day: date, months: int) -> date:
    """The same day `months` earlier; 29 February becomes the 28th where there is none."""
    index = day.year * 12 + day.month - 1 - months
    year, month = divmod(index, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True)
class Rule:
    """One exclusion, with the words it comes from.

    `always`: its facts are asked even where the citizen has said nothing about them; the others
    only when something she said has raised them. `kinds`: the kinds of enquiry it applies to
    (guidance may always be given, so most rules concern complaints alone). `reported_as`: the rule
    the outcome is counted under. `referral`: a department, a body, or what the matter itself says.
    """

    id: str
    covers: Covers
    condition: Condition
    source: str
    quote: str
    kinds: frozenset[str]
    always: bool
    reported_as: str
    referral: str
    verified: bool
    first_day: date
    last_day: date | None
    version: str
    explanation: Mapping[str, str]
    otherwise: Mapping[str, str]

    @property
    def slug(self) -> str:
        """The exclusion it is a part of: `andre_klageinstanser.afgjort` is one of two halves."""
        return self.id.split(".")[0]

    def in_force(self, today: date) -> bool:
        return self.first_day <= today and (self.last_day is None or today <= self.last_day)


@dataclass(frozen=True)
class Finding:
    """What one rule says of one matter, with all that is needed to replay and explain it."""

    rule: Rule
    verdict: Answer
    open: tuple[str, ...]  # facts that could still settle it, in the order they are best asked
    raised: bool  # something the citizen said, or was asked, bears on it


@dataclass(frozen=True)
class Verdict:
    """`outcome` is inside, mixed, outside:<rule> or clarify; advice with its reasons, never a decision."""

    outcome: str
    findings: tuple[Finding, ...]

    @property
    def because(self) -> tuple[Finding, ...]:
        """The findings that the outcome rests on."""
        if self.outcome == "clarify":
            return tuple(f for f in self.findings if f.verdict is Answer.UNKNOWN and f.raised and f.open)
        yes = tuple(f for f in self.findings if f.verdict is Answer.YES)
        if self.outcome.startswith("outside:"):
            return tuple(f for f in yes if f.rule.reported_as == self.outcome[8:])
        return yes


def evaluate(
    rules: Sequence[Rule],
    facts: Facts,
    today: date,
    asked: Set[str] = frozenset(),
    raised: Set[str] = frozenset(),
) -> tuple[Finding, ...]:
    """One finding for each rule that is in force and applies to this kind of enquiry.

    `asked`: facts that have been asked already, so that a vague answer is not asked for twice.
    `raised`: facts that something she said bears on without settling them.
    """
    findings = []
    for rule in rules:
        if not rule.in_force(today) or facts.get("kind", "klage") not in rule.kinds:
            continue
        verdict = rule.condition.holds(facts, today)
        names = rule.condition.facts
        unsettled = rule.condition.open(facts, today)
        still_open = tuple(n for n in unsettled if n not in asked and (n not in facts or _vague(facts[n])))
        bears = any((name in facts and name not in WORKED_OUT) or name in raised for name in names)
        findings.append(Finding(rule, verdict, still_open, bears))
    return tuple(findings)


def _vague(value: Any) -> bool:
    """An interval longer than a day may still be narrowed by a question; nothing else may."""
    return isinstance(value, Interval) and value.first != value.last


def conclude(findings: Sequence[Finding], facts: Facts) -> Verdict:
    """Join the findings; what is unknown never turns the citizen away.

    A rule about which nothing was said does not apply. One that what she did say leaves open
    makes the outcome `clarify`, unless a settled rule has taken the whole matter already.
    """
    settled = [f for f in findings if f.verdict is Answer.YES]
    whole = next((f for f in settled if f.rule.covers is Covers.MATTER), None)
    if whole is not None:
        return Verdict(f"outside:{whole.rule.reported_as}", tuple(findings))
    if any(f.verdict is Answer.UNKNOWN and f.raised and f.open for f in findings):
        return Verdict("clarify", tuple(findings))
    content = next((f for f in settled if f.rule.covers is Covers.CONTENT), None)
    if content is None:
        return Verdict("inside", tuple(findings))
    # She may not know whether she complains of the way it was done: then a human decides.
    if facts.get("process") in ("yes", UNSURE):
        return Verdict("mixed", tuple(findings))
    return Verdict(f"outside:{content.rule.reported_as}", tuple(findings))
