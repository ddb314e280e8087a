"""The record the adviser opens: what a citizen sent, as she saw it, with the reasons worked out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from bot.dates import Interval
from bot.dossier import Dossier
from bot.triage import Assessment


@dataclass(frozen=True)
class Case:
    """One matter, ready to be filed. `record` is what the desk shows; everything else is for finding it."""

    conversation: str
    case_number: int
    municipality: str
    created_at: datetime
    answer_due: date
    kind: str
    department: str
    outcome: str
    language: str
    acute: bool
    contested: bool
    record: Mapping[str, Any]


def prepare(
    conversation: str, dossier: Dossier, assessment: Assessment, now: datetime, due: date, open_hours: bool, versions: Mapping[str, str]
) -> Case:
    """The record of a dossier the citizen has read and sent. `versions`: rules, content and model."""
    record = {
        "story": list(dossier.story),
        "told": {fact: {"value": _plain(told.value), "words": told.words} for fact, told in dossier.told.items()},
        "facts": {fact: _plain(value) for fact, value in assessment.facts.items()},
        "findings": [
            {
                "rule": f.rule.id,
                "verdict": str(f.verdict),
                "raised": f.raised,
                "quote": f.rule.quote,
                "source": f.rule.source,
                "explanation": f.rule.explanation["da"],
            }
            for f in assessment.verdict.findings
        ],
        "departments": [[id_, score] for id_, score in assessment.departments[:3]],
        "points": [[slug, score] for slug, score in assessment.points[:6]],
        "tasks": [task.id for task in assessment.tasks[:3]],
        "kle": next((task.kle for task in assessment.tasks if task.kle), None),
        "referrals": [referral.to_json() for referral in assessment.referrals],
        "times": [{"words": m.words, "role": m.role, "days": m.interval.to_json()} for m in assessment.mentions],
        "sentences": [[s.text, s.process, s.content] for s in dossier.reading.sentences],
        "signals": {name: score for name, score in dossier.reading.signals.items() if score >= 0.3},
        "guidance": list(dossier.guidance),
        "contact": _said(dossier, "contact"),
        "anonymous": dossier.value("contact") == "anonymous",
        "consent": dossier.value("consent"),
        "wish": _said(dossier, "wish"),
        "spoken_language": dossier.spoken_language,
        "danger": dossier.danger,
        "in_open_hours": open_hours,
        "versions": dict(versions),
    }
    return Case(
        conversation=conversation,
        case_number=dossier.case_number,
        municipality=dossier.municipality,
        created_at=now,
        answer_due=due,
        kind=assessment.kind,
        department=assessment.department,
        outcome=assessment.outcome,
        language=dossier.spoken_language,
        acute=dossier.danger == "acute",
        contested=dossier.contested,
        record=record,
    )


def _said(dossier: Dossier, fact: str) -> str | None:
    """Her own words, where she gave any."""
    told = dossier.told.get(fact)
    return told.words if told and told.value not in ("anonymous", "unknown") else None


def _plain(value: Any) -> Any:
    return value.to_json() if isinstance(value, Interval) else value
