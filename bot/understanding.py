"""What has been understood from the citizen's own words, each part with a score between 0 and 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

KINDS = ("klage", "raad", "oevrige")


@dataclass(frozen=True)
class Sentence:
    """One sentence of hers and how much it tells of the way (process) and of the decision (content)."""

    text: str
    process: float
    content: float


@dataclass(frozen=True)
class Reading:
    """The learned part of the understanding; dates, tasks and danger are read by rule beside it."""

    language: str = "da"
    kind: Mapping[str, float] = field(default_factory=dict)
    departments: Mapping[str, float] = field(default_factory=dict)  # id -> score, sums to at most 1
    points: Mapping[str, float] = field(default_factory=dict)
    signals: Mapping[str, float] = field(default_factory=dict)
    sentences: tuple[Sentence, ...] = ()

    def signal(self, name: str) -> float:
        return self.signals.get(name, 0.0)

    def to_json(self) -> dict[str, Any]:
        return {
            "language": self.language,
            "kind": dict(self.kind),
            "departments": dict(self.departments),
            "points": dict(self.points),
            "signals": dict(self.signals),
            "sentences": [[s.text, s.process, s.content] for s in self.sentences],
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Reading:
        if not value:
            return cls()
        sentences = tuple(Sentence(*item) for item in value["sentences"])
        return cls(**{**value, "sentences": sentences})


def merge(earlier: Reading, later: Reading) -> Reading:
    """Two messages of one story: what either shows is shown.

    The departments of the surer message weigh most, so that "og ingen svarer mig" does not
    dilute what the first message said of the matter.
    """
    if not later.departments and not later.signals:
        return earlier
    first, second = max(earlier.departments.values(), default=0.0), max(later.departments.values(), default=0.0)
    weight = first**2 / (first**2 + second**2) if first + second else 0.5

    def mixed(one: Mapping[str, float], two: Mapping[str, float], share: float) -> dict[str, float]:
        names = {**one, **two}
        return {n: share * one.get(n, 0.0) + (1 - share) * two.get(n, 0.0) for n in names}

    def highest(one: Mapping[str, float], two: Mapping[str, float]) -> dict[str, float]:
        return {n: max(one.get(n, 0.0), two.get(n, 0.0)) for n in {**one, **two}}

    return Reading(
        earlier.language if earlier.kind else later.language,
        mixed(earlier.kind, later.kind, 0.6) if earlier.kind else later.kind,  # the first message says why she came
        mixed(earlier.departments, later.departments, weight),
        highest(earlier.points, later.points),
        highest(earlier.signals, later.signals),
        earlier.sentences + later.sentences,
    )
