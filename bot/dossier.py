"""One citizen's matter while she tells of it: her words, her answers, and where the conversation is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from bot.dates import Interval
from bot.understanding import Reading


@dataclass(frozen=True)
class Told:
    """One answer: the value the rules use, and the words she used."""

    value: Any  # a text, or an Interval
    words: str

    def to_json(self) -> list[Any]:
        return [{"days": self.value.to_json()} if isinstance(self.value, Interval) else self.value, self.words]

    @classmethod
    def from_json(cls, item: list[Any]) -> Told:
        value, words = item
        return cls(Interval.from_json(value["days"]) if isinstance(value, dict) else value, words)


@dataclass(frozen=True)
class Dossier:
    """Everything the conversation needs to go on; a value, changed only by making a new one.

    `told` holds her answers by fact; `asked` the facts asked, in order; `offered` the buttons
    shown last (value -> label). `status`: talking, concluding, concluded,
    paused (she said "not now" in danger), stopped or deleted.
    """

    municipality: str = "gentofte"
    language: str = "da"
    spoken_language: str = "da"  # the language she wrote in, which may be one we do not answer in
    now: str | None = None  # a fixed day, where the settings allow it; else the clock's
    story: tuple[str, ...] = ()
    reading: Reading = field(default_factory=Reading)
    told: Mapping[str, Told] = field(default_factory=dict)
    asked: tuple[str, ...] = ()
    retries: Mapping[str, int] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)
    status: str = "talking"
    said: tuple[str, ...] = ()  # what is told only once: greeting, deadline, deadline_day, reprisal, guidance
    danger: str = "none"  # the highest level met
    contested: bool = False
    outcome: str | None = None
    reference: str | None = None
    case_number: int = 0  # how many matters this conversation has concluded
    guidance: tuple[str, ...] = ()  # what was said as guidance, word for word

    def tell(self, fact: str, value: Any, words: str) -> Dossier:
        return replace(self, told={**self.told, fact: Told(value, words)})

    def forget(self, *facts: str) -> Dossier:
        return replace(
            self,
            told={name: told for name, told in self.told.items() if name not in facts},
            asked=tuple(name for name in self.asked if name not in facts),
        )

    def once(self, note: str) -> Dossier:
        """Remember that a note has been said."""
        return self if note in self.said else replace(self, said=(*self.said, note))

    def value(self, fact: str) -> Any:
        told = self.told.get(fact)
        return told.value if told else None

    @property
    def facts(self) -> dict[str, Any]:
        return {name: told.value for name, told in self.told.items()}

    @property
    def text(self) -> str:
        return "\n".join(self.story)

    def to_json(self) -> dict[str, Any]:
        plain = {name: getattr(self, name) for name in _PLAIN}
        return {
            **plain,
            "story": list(self.story),
            "asked": list(self.asked),
            "guidance": list(self.guidance),
            "said": list(self.said),
            "retries": dict(self.retries),
            "offered": dict(self.offered),
            "reading": self.reading.to_json(),
            "told": {name: told.to_json() for name, told in self.told.items()},
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any] | None) -> Dossier:
        if not value:
            return cls()
        return cls(
            **{name: value[name] for name in _PLAIN},
            story=tuple(value["story"]),
            asked=tuple(value["asked"]),
            guidance=tuple(value["guidance"]),
            said=tuple(value["said"]),
            retries=value["retries"],
            offered=value["offered"],
            reading=Reading.from_json(value["reading"]),
            told={name: Told.from_json(item) for name, item in value["told"].items()},
        )


_PLAIN = (
    "municipality", "language", "spoken_language", "now", "status",
    "danger", "contested", "outcome", "reference", "case_number",
)  # fmt: skip
