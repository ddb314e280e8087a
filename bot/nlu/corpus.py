"""Reads `data/corpus/`: one training utterance a line, with what it shows.

    kind | departments | complaint points | scope | signals | text

A plain text format, because a borgerrådgiver or a jurist should be able to read and extend it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from bot.errors import DataError
from bot.understanding import KINDS

SIGNALS = (
    "process", "content", "decision", "pending", "political", "council", "council?", "employment", "ombudsman",
    "supervision", "court", "considering", "appealed", "appeal_decided", "remitted", "ongoing", "ended", "relative",
    "company", "association", "professional", "nonresident", "minor", "repeat", "caseworkers", "anonymous", "private",
    "unclear", "acute", "worry", "writing",
)  # fmt: skip


@dataclass(frozen=True)
class Example:
    """One utterance and its labels."""

    text: str
    language: str
    kind: str
    departments: tuple[str, ...]
    points: tuple[str, ...]
    scope: str
    signals: tuple[str, ...]


def read_corpus(folder: Path) -> list[Example]:
    """Every example below `folder`; the language is the beginning of the file's name (`da_skole.txt`).

    Raises:
        DataError: a line has not six fields, or an unknown kind or signal.
    """
    examples = []
    for path in sorted(folder.glob("*.txt")):
        language = path.stem.split("_")[0]
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if line.strip() and not line.startswith("#"):
                examples.append(_example(line, language, path.name, number))
    if not examples:
        raise DataError(str(folder), "(folder)", "holds no training examples")
    return examples


def _example(line: str, language: str, file: str, number: int) -> Example:
    fields = [field.strip() for field in line.split(" | ", 5)]
    if len(fields) != 6 or not all(fields):
        raise DataError(file, f"line {number}", f"has {len(fields)} fields, not 6")
    kind, departments, points, scope, signals, text = fields
    if kind not in KINDS:
        raise DataError(file, f"line {number}", f"`{kind}` is not one of {', '.join(KINDS)}")
    for signal in _items(signals):
        if signal not in SIGNALS:
            raise DataError(file, f"line {number}", f"`{signal}` is not a signal")
    return Example(text, language, kind, _items(departments), _items(points), scope, _parts(scope, kind, _items(signals)))


def _parts(scope: str, kind: str, signals: tuple[str, ...]) -> tuple[str, ...]:
    """The scope says which parts there are, also where the writer of the line did not name them as signals."""
    content = scope in ("mixed", "outside:fagligt_indhold", "outside:andre_klageinstanser")
    process = scope == "mixed" or (scope == "inside" and kind == "klage")
    named = [*signals, *(["content"] if content else []), *(["process"] if process else [])]
    if scope == "inside":
        named = [signal for signal in named if signal != "content"]
    return tuple(dict.fromkeys(named))


def _items(field: str) -> tuple[str, ...]:
    return () if field == "-" else tuple(item.strip() for item in field.split(","))
