"""The directory a citizen is shown: bodies, tasks, departments, complaint points, terms and questions."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

Texts = Mapping[str, str]  # language -> text


@dataclass(frozen=True)
class Deadline:
    """A time limit, e.g. 4 weeks from the day the decision was received."""

    amount: int
    unit: str  # days, weeks, months or years
    counted_from: str  # received, known or event
    verified: bool
    note: Texts | None


@dataclass(frozen=True)
class Body:
    """A body outside the municipality. `scope_rule` None: one may be guided about it."""

    id: str
    name: Texts
    matters: Texts
    scope_rule: str | None
    deadline: Deadline | None
    via: str  # municipality or direct
    route: Texts
    fee: int | None  # kroner, only where verified
    phone: str | None
    web: str | None
    source: str
    verified: bool

    @property
    def path(self) -> str:
        return f"ekstern/{self.id}"


@dataclass(frozen=True)
class Task:
    """A finer matter than a department: what the citizen calls it, and where its content is appealed."""

    id: str
    name: Texts
    words: re.Pattern[str]
    appeal_body: str | None
    body: str | None  # set where the task is not the municipality's own
    kle: str | None
    guidance: Texts


@dataclass(frozen=True)
class Department:
    """`path` as in `social-sundhed/pleje-sundhed`."""

    path: str
    name: Texts
    area: Texts
    tasks: tuple[str, ...]
    appeal_body: str | None  # where the content of its decisions is normally appealed


@dataclass(frozen=True)
class ComplaintPoint:
    """One of the 33 klagepunkter. `part`: process, content or both."""

    slug: str
    name: Texts
    category: str
    heard: Texts
    part: str


@dataclass(frozen=True)
class Term:
    """A term of art in plain words."""

    slug: str
    name: Texts
    words: re.Pattern[str]
    plain: Texts


@dataclass(frozen=True)
class Option:
    """One possible answer; `words` are other ways to write it."""

    value: str
    label: Texts
    words: re.Pattern[str]


@dataclass(frozen=True)
class Question:
    """One fact that Vejviser can ask for. `type`: choice, date, text or contact."""

    fact: str
    type: str
    text: Texts
    again: Texts
    explain: Texts
    options: tuple[Option, ...]
    skip: bool
    optional: bool


def pattern(words: tuple[str, ...]) -> re.Pattern[str]:
    """One expression for a list of words in which `*` stands for any letters.

    A word stands on its own: `rotte*` finds "rotter", not "karotter".
    """
    if not words:
        return re.compile(r"(?!)")
    parts = (re.escape(word.lower()).replace(r"\*", r"[\w\- ]*?" if " " in word else r"\w*") for word in words)
    return re.compile(r"(?<!\w)(?:" + "|".join(sorted(parts, key=len, reverse=True)) + r")(?!\w)", re.IGNORECASE)
