"""A conversation made ready to be shown: who said what, with labels for the buttons that were pressed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot.gate import pressed

Entry = Mapping[str, Any]  # as `Store.transcript` gives it
_CODE = re.compile(r"\b[0-9A-HJKMNP-TV-Z]{4}(?:-[0-9A-HJKMNP-TV-Z]{4}){3}\b")


@dataclass(frozen=True)
class Line:
    """One bubble. `choices` are (label, payload)."""

    citizen: bool
    at: datetime
    text: str
    choices: tuple[tuple[str, str], ...] = ()


def lines(entries: Sequence[Entry]) -> list[Line]:
    """Every bubble in order; a forgotten answer has none, and a pressed button reads as its label."""
    found: list[Line] = []
    labels: dict[str, str] = {}
    for entry in entries:
        text = str(entry.get("text") or "")
        if entry["from"] == "citizen":
            found.append(Line(True, entry["at"], _spoken(text, labels)))
            continue
        choices = tuple((str(b["title"]), str(b["payload"])) for b in entry.get("buttons") or ())
        labels.update({payload: title for title, payload in choices})
        if text or choices:
            found.append(Line(False, entry["at"], text, choices))
    return found


def _spoken(text: str, labels: Mapping[str, str]) -> str:
    button = pressed(text)
    return text if button is None else labels.get(text.strip(), button[1])


def of_case(entries: Sequence[Entry], story: Sequence[str], reference: str) -> list[Entry]:
    """The part of a conversation that belongs to one case.

    She may have talked of other matters in the same window and not sent them: those are not the
    adviser's to read. The part runs from the first words of the story to the answer that filed it.
    """
    end = next((i + 1 for i, e in enumerate(entries) if (e.get("custom") or {}).get("reference") == reference), len(entries))
    begin = 0
    if story:
        first = _bare(story[0])
        hers = ((i, str(entry.get("text") or "")) for i, entry in enumerate(entries[:end]) if entry["from"] == "citizen")
        begin = max((i for i, text in hers if _bare(text) == first), default=0)
    return list(entries[begin:end])


def without_code(text: str) -> str:
    """The receipt code opens the record as the citizen: it is hers alone."""
    return _CODE.sub("[kode, kun til borgeren]", text)


def _bare(text: str) -> str:
    return text.strip().lstrip("/").strip()
