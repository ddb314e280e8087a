"""Figures on labelled cases: how often department, kind, complaint points, scope and crisis come out right."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from bot.batch import describe
from bot.dossier import Dossier
from bot.message import clean
from bot.triage import Triage, citizens_words
from bot.understanding import Reading


@dataclass
class Tally:
    """Right and counted, by name; `wrong` keeps ids and labels, never texts."""

    right: Counter[str] = field(default_factory=Counter)
    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)

    def add(self, name: str, right: bool, note: str = "") -> None:
        self.counted[name] += 1
        self.right[name] += right
        if not right and note:
            self.wrong.append(f"{name}: {note}")

    def line(self, name: str) -> str:
        total = self.counted[name]
        return f"{name:24} {self.right[name] / total:6.3f}  ({self.right[name]} of {total})" if total else f"{name:24}      –"


def evaluate(files: Sequence[str], triage: Triage, read: Callable[[str], Reading], show_wrong: bool = False) -> str:
    """A table for the cases of all files; fields that a case does not label are not counted."""
    tally, hit, proposed, labelled = Tally(), 0, 0, 0
    for case in _cases(files):
        told, found = _told(case), _assess(case, triage, read)
        ids = [item["id"] for item in found["departments"]]
        if "department" in told:
            tally.add("department top-1", ids[:1] == [told["department"]], f"{case['id']} {told['department']} ≠ {ids[:1]}")
            tally.add("department area", ids[0].split("/")[0] == told["department"].split("/")[0])
            tally.add("department top-3", told["department"] in ids[:3])
        if "kind" in told:
            tally.add("kind", found["kind"] == told["kind"], f"{case['id']} {told['kind']} ≠ {found['kind']}")
        if "points" in told:
            mine = {item["id"] for item in found["complaint_points"]}
            hit, proposed, labelled = hit + len(mine & told["points"]), proposed + len(mine), labelled + len(told["points"])
        outcome = found["scope"]["outcome"]
        tally.add("scope", outcome == told["scope"], f"{case['id']} {told['scope']} ≠ {outcome}")
        if told["scope"] in ("inside", "mixed"):
            tally.add("not falsely deflected", not outcome.startswith("outside"), f"{case['id']} {told['scope']} → {outcome}")
        if told.get("crisis"):
            tally.add("crisis found", found["crisis"] != "none", case["id"])
        elif "crisis" in told:
            tally.add("no false alarm", found["crisis"] != "acute", case["id"])
    f1 = 2 * hit / (proposed + labelled) if proposed + labelled else 0.0
    names = (
        "department top-1",
        "department area",
        "department top-3",
        "kind",
        "scope",
        "not falsely deflected",
        "crisis found",
        "no false alarm",
    )
    lines = [tally.line(name) for name in names] + [
        f"{'complaint points F1':24} {f1:6.3f}  (proposed {proposed}, labelled {labelled}, both {hit})"
    ]
    return "\n".join(lines + (tally.wrong if show_wrong else []))


def _cases(files: Iterable[str]) -> Iterable[dict[str, Any]]:
    for name in files:
        for line in Path(name).read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def _told(case: dict[str, Any]) -> dict[str, Any]:
    """The labels, whichever of the two forms of case it is."""
    told: dict[str, Any] = {"scope": case.get("scope") or case["expected_scope"]}
    if "department" in case:
        told |= {"department": case["department"], "kind": case["type"], "points": set(case["klagepunkter"])}
    if "crisis" in case:
        told["crisis"] = case["crisis"]
    return told


def _assess(case: dict[str, Any], triage: Triage, read: Callable[[str], Reading]) -> dict[str, Any]:
    words = clean(citizens_words(case["utterance"])).text
    reading = read(words)
    on = case.get("reference_date") or case.get("facts", {}).get("reference_date")
    dossier = Dossier(language=reading.language, story=(words,), reading=reading)
    return describe(dossier, triage.assess(dossier, date.fromisoformat(on) if on else date.today(), assume=True), triage)
