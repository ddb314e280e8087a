"""How a talk ends: a record filed, a referral, guidance given, or nothing sent; each with a human to turn to."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from bot import agenda, gate
from bot.dossier import Dossier
from bot.explanation import Words
from bot.intake import Case, prepare
from bot.interview import Interview
from bot.referral import Referral
from bot.taking import Bubble, Button
from bot.triage import Assessment


class Office(Protocol):
    """Where a concluded matter goes."""

    def file(self, case: Case) -> tuple[str, str]:
        """Keep the record; the reference and the receipt code, the same for the same matter."""

    def count(self, case: Case, places: Sequence[str]) -> None:
        """Count a referral, without a person in it."""

    def keep_guidance(self, case: Case, texts: Sequence[str]) -> None:
        """Keep what was said as guidance, word for word."""


class Conclusion:
    """Draws the end of one talk. `model` names the language model, so that a verdict can be replayed."""

    def __init__(self, interview: Interview, office: Office, model: str) -> None:
        self._interview, self._office, self._model = interview, office, model

    def draw(self, dossier: Dossier, conversation: str, now: datetime) -> tuple[Dossier, tuple[Bubble, ...]]:
        """The last bubbles; the one that concludes carries `outcome`."""
        assessment = self._interview.triage.assess(dossier, now.date())
        words = self._interview.words(dossier)
        case = self._case(conversation, dossier, assessment, now)
        if dossier.value("review") == "send":
            dossier, bubbles = self._filed(dossier, assessment, case, words, now)
        elif dossier.value("review") == "cancel":
            bubbles = (self._end(words.say("not_sent", phone=words.phone), "guidance", assessment, words, ()),)
        elif agenda.about_adviser(assessment) and not dossier.contested:
            director = Referral(words.profile.complaints_about_adviser_to)
            self._office.count(case, [director.body])
            bubbles = (self._end(words.referral(director, assessment), assessment.outcome, assessment, words, (director,)),)
        elif assessment.outcome.startswith("outside:") and not dossier.contested:
            bubbles = self._referred(assessment, case, words)
        else:
            self._office.keep_guidance(case, dossier.guidance)
            place = Referral(assessment.department)
            bubbles = (self._end(words.say("guidance_end", phone=words.phone), "guidance", assessment, words, (place,)),)
        offered = {"contest": words.say("button_contest")} if any(b.buttons for b in bubbles) else {}
        return replace(dossier, status="concluded", outcome=assessment.outcome, offered=offered), bubbles

    def _case(self, conversation: str, dossier: Dossier, assessment: Assessment, now: datetime) -> Case:
        book, profile = self._interview.book, self._interview.book.profiles[dossier.municipality]
        versions = {"content": book.version, "rules": book.rules[0].version, "model": self._model}
        return prepare(conversation, dossier, assessment, now, profile.answer_due(now.date()), profile.is_open(now), versions)

    def _filed(
        self, dossier: Dossier, assessment: Assessment, case: Case, words: Words, now: datetime
    ) -> tuple[Dossier, tuple[Bubble, ...]]:
        reference, code = self._office.file(case)
        if assessment.referrals:
            self._office.count(case, [referral.body for referral in assessment.referrals])
        if dossier.guidance:
            self._office.keep_guidance(case, dossier.guidance)
        receipt = words.say("submitted", reference=reference, code=code) + "\n" + words.next_steps(now)
        elsewhere = tuple(Bubble(words.referral(referral, assessment)) for referral in assessment.referrals)
        custom = self._custom(assessment.outcome, assessment, assessment.referrals) | {"reference": reference}
        return replace(dossier, reference=reference), (*elsewhere, Bubble(receipt, custom=custom))

    def _referred(self, assessment: Assessment, case: Case, words: Words) -> tuple[Bubble, ...]:
        """Why not here, where instead, and how to have a human look at it anyway."""
        self._office.count(case, [referral.body for referral in assessment.referrals] or [assessment.department])
        places = [words.referral(referral, assessment) for referral in assessment.referrals]
        if assessment.kind == "klage":
            text = "\n".join([words.reasons(assessment), words.pick(assessment.verdict.because[0].rule.otherwise)])
        else:  # a question is not a complaint to be turned down: she is guided to whoever has the matter
            text, places = words.guidance(assessment), []
        if any(r.body == "ekstern/anden-kommune" for r in assessment.referrals):
            text += "\n" + words.say("other_municipality")
        last = self._end(words.say("anyway", phone=words.phone), assessment.outcome, assessment, words, assessment.referrals)
        buttons = tuple(
            Button(words.say(f"button_{name}"), payload)
            for name, payload in (("contest", gate.payload("contest", "contest")), ("restart", gate.payload("contest", "restart")))
        )
        return (Bubble(text), *(Bubble(place) for place in places), replace(last, buttons=buttons))

    def _end(self, text: str, outcome: str, assessment: Assessment, words: Words, referrals: tuple[Referral, ...]) -> Bubble:
        return Bubble(text, custom=self._custom(outcome, assessment, referrals))

    def _custom(self, outcome: str, assessment: Assessment, referrals: tuple[Referral, ...]) -> dict[str, Any]:
        because = [{"rule": f.rule.reported_as, "source": f.rule.source} for f in assessment.verdict.because]
        return {"outcome": outcome, "referrals": [referral.to_json() for referral in referrals], "because": because}
