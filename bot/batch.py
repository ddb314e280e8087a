"""Batch triage: JSON lines in, one assessment a line out; a bad line is answered and the others go on."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import Any

from bot.dossier import Dossier
from bot.errors import InputError
from bot.message import LONGEST, clean, day, identifier
from bot.scope import Finding
from bot.triage import Assessment, Triage, citizens_words
from bot.understanding import Reading

Read = Callable[[str], Reading]


def triage_lines(lines: Iterable[str], triage: Triage, read: Read, today: date, municipality: str) -> Iterator[dict[str, Any]]:
    """One answer for each line that is not empty: an assessment, or {"id"?, "error"}."""
    for line in lines:
        if not line.strip():
            continue
        given: Any = None
        try:
            given = _object(line)
            yield assess_one(given, triage, read, today, municipality)
        except InputError as error:
            answer: dict[str, Any] = {"error": str(error)}
            if isinstance(given, dict) and isinstance(given.get("id"), (str, int)):
                answer = {"id": given["id"], **answer}
            yield answer


def assess_one(given: dict[str, Any], triage: Triage, read: Read, today: date, municipality: str) -> dict[str, Any]:
    """The assessment of one story that nobody has been asked about.

    Raises:
        InputError: id, text, day or municipality cannot be used.
    """
    identifier(given.get("id"), "id")
    text, where = given.get("text"), given.get("municipality") or municipality
    if not isinstance(text, str) or not text.strip():
        raise InputError("text", "must be a text that is not empty")
    if where not in triage.book.profiles:
        raise InputError("municipality", f"{where!r} has no profile; known: {', '.join(sorted(triage.book.profiles))}")
    on = date.fromisoformat(day(given["received_on"], "received_on")) if given.get("received_on") else today
    words = clean(citizens_words(text)[:LONGEST]).text
    reading = read(words)
    dossier = Dossier(municipality=where, language=reading.language, story=(words,), reading=reading)
    return {"id": given["id"], **describe(dossier, triage.assess(dossier, on, assume=True), triage)}


def describe(dossier: Dossier, assessment: Assessment, triage: Triage) -> dict[str, Any]:
    """An assessment as the interface promises it."""
    language = "da" if dossier.language == "da" else "en"
    return {
        "language": dossier.language,
        "kind": assessment.kind,
        "departments": [{"id": id_, "score": round(score, 3)} for id_, score in assessment.departments[:5]],
        "complaint_points": [{"id": slug, "score": round(score, 3)} for slug, score in assessment.points],
        "scope": {
            "outcome": assessment.outcome,
            "findings": [_finding(finding, language) for finding in _by_slug(assessment)],
            "ask": list(assessment.unasked) if assessment.outcome == "clarify" else [],
        },
        "referrals": [referral.to_json() for referral in assessment.referrals],
        "crisis": triage.book.crisis.detect(dossier.text).level.value,
    }


def _object(line: str) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        raise InputError("line", "is not JSON") from None
    if not isinstance(found, dict):
        raise InputError("line", "must be a JSON object with id and text")
    return found


def _by_slug(assessment: Assessment) -> list[Finding]:
    """One finding for each exclusion; of one that is written as two rules, the one that says most."""
    found: dict[str, Finding] = {}
    for finding in assessment.verdict.findings:
        slug = finding.rule.slug
        if slug not in found or finding.verdict > found[slug].verdict:
            found[slug] = finding
    return list(found.values())


def _finding(finding: Finding, language: str) -> dict[str, str]:
    rule = finding.rule
    return {"rule": rule.slug, "verdict": str(finding.verdict), "source": rule.source, "explanation": rule.explanation[language]}
