"""What is asked next: only what the rules still need, then what the adviser's record needs."""

from __future__ import annotations

from bot.dossier import Dossier
from bot.inference import EXTERNAL
from bot.phrasebook import bare_words
from bot.triage import GUESS_DEPARTMENT, Assessment

#: What the adviser needs in a record, in the order it is asked.
RECORD = ("role", "authorised", "complained_before", "caseworker_changes", "wish", "contact", "consent", "review")
ROUNDS = 2  # times a restatement is corrected before the talk goes on
TRIES = 2  # times an answer that cannot be read is asked for
TERSE = 4  # words of a story that says hardly more than a topic
HOME_TASKS = frozenset({"kommunal-bolig", "skimmel-kommunal-bolig", "husleje-privat", "depositum-privat", "skimmel-privat", "almen-bolig"})


def next_fact(dossier: Dossier, assessment: Assessment) -> str | None:
    """The one question to ask now; None where everything needed is known."""
    told = dossier.told
    if dossier.danger == "check" and "danger" not in told:
        return "danger"
    if _thin(dossier, assessment):
        return "matter"
    if dossier.value("understood") == "no":
        return "correction" if dossier.retries.get("understood", 0) <= ROUNDS else _after(dossier, assessment)
    if "understood" not in told:
        # One word such as "skimmelsvamp" cannot be restated before it is known whose home it is.
        terse = len(bare_words(dossier.text).split()) <= TERSE and _place_question(dossier, assessment) == "home"
        return "home" if terse else "understood"
    return _after(dossier, assessment)


def _after(dossier: Dossier, assessment: Assessment) -> str | None:
    told, asked = dossier.told, dossier.asked
    if place := _place_question(dossier, assessment):
        return place
    if not dossier.contested:
        if about_adviser(assessment):
            return None
        if assessment.unasked:
            return assessment.unasked[0]
        if _deadline_day_needed(assessment) and "decision_received" not in asked and "decision_received" not in assessment.facts:
            return "decision_received"
        if assessment.outcome.startswith("outside:"):
            return None
        if assessment.kind != "klage":
            if "wants_adviser" not in told:
                return "wants_adviser"
            if dossier.value("wants_adviser") != "yes":
                return None
    for fact in RECORD:
        if fact not in told and _wanted(fact, dossier, assessment):
            return fact
    return "correction" if dossier.value("review") == "edit" else None


def about_adviser(assessment: Assessment) -> bool:
    """A complaint about the borgerrådgiver herself never goes to her."""
    return assessment.department.endswith("/borgerraadgiver") and assessment.kind == "klage" and assessment.settled


def _thin(dossier: Dossier, assessment: Assessment) -> bool:
    """So little has been said that nothing can be restated; asked for once."""
    if "understood" in dossier.told or dossier.retries.get("matter", 0) >= TRIES or assessment.tasks:
        return False
    words = len(bare_words(dossier.text).split())
    best = assessment.departments[0][1] if assessment.departments else 0.0
    vague = dossier.reading.signal("unclear") >= 0.5 and not assessment.points
    return len(dossier.story) < 2 and ((words <= 1 and best < GUESS_DEPARTMENT) or (words <= 4 and vague))


def _place_question(dossier: Dossier, assessment: Assessment) -> str | None:
    """One question at most on whose matter it is, and only where the answer changes something."""
    if "area" in dossier.asked or "home" in dossier.asked or dossier.contested:
        return None
    if any(task.id in HOME_TASKS for task in assessment.tasks[:2]) and not assessment.home_told:
        return "home"
    if assessment.settled:
        return None
    best = [id_ for id_, score in assessment.departments[:3] if score >= GUESS_DEPARTMENT / 2]
    if assessment.department == "tvaergaaende" or len(best) < 2:
        return None
    return "area"


def _deadline_day_needed(assessment: Assessment) -> bool:
    return any(r.running and r.deadline is None and r.body.startswith(EXTERNAL) for r in assessment.referrals)


def _wanted(fact: str, dossier: Dossier, assessment: Assessment) -> bool:
    role = dossier.value("role") or assessment.facts.get("role")
    if fact == "role":
        score = dossier.reading.signal("relative")
        return role is None and score >= 0.4
    if fact == "authorised":
        return role == "relative"
    if fact in ("complained_before", "caseworker_changes"):
        # asked only where a complaint goes to the adviser, and not of what she has told
        return assessment.kind == "klage" and fact not in assessment.facts
    return True


def remaining(dossier: Dossier, assessment: Assessment) -> int:
    """At most how many questions are left."""
    record = sum(1 for fact in RECORD if fact not in dossier.told and _wanted(fact, dossier, assessment))
    # What an answer may still raise counts as well: "at most" is a promise.
    may_come = {"understood", "area", "wants_adviser", "decision_received", "process", "appeal"} - set(dossier.asked) - set(dossier.told)
    return len(may_come | set(assessment.unasked)) + record
