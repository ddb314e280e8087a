"""From findings to sentences: what was understood, which deadline runs, why, and where to go.

Each function gives the texts of one or more bubbles in the citizen's language; no verdict is
told without its reason and its source.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from bot import calendar_words
from bot.crisis import Crisis
from bot.dates import Interval
from bot.directory import Body, Texts
from bot.dossier import Dossier
from bot.inference import EXTERNAL, appeal_body
from bot.municipality import Profile
from bot.phrasebook import spoken
from bot.referral import Referral
from bot.rulebook import Rulebook
from bot.triage import Assessment

SURE_POINT = 0.45  # complaint points below this are not said back to her
QUOTE = 140  # characters of her own words said back at most
WAITING = ("sagsbehandlingstid_manglende_svar", "orientering_om_sagens_gang", "opfoelgning")


@dataclass(frozen=True)
class Words:
    """Says things in one language about one municipality."""

    book: Rulebook
    profile: Profile
    language: str

    def say(self, key: str, **values: object) -> str:
        return self.book.phrases.say(key, self.language, **values)

    def pick(self, texts: Texts) -> str:
        return texts[spoken(self.language)]

    @property
    def phone(self) -> str:
        return self.profile.adviser.phone

    def place(self, path: str) -> str:
        """The name of a department, area or body."""
        if path in self.profile.departments or path.startswith(EXTERNAL):
            return self.book.where(path, self.profile, spoken(self.language))
        return self.say("several_areas")

    # --- what was understood

    def restate(self, dossier: Dossier, assessment: Assessment) -> str:
        """What was understood, in neutral words and her own."""
        facts, lines = assessment.facts, []
        feel = self._feeling(assessment, dossier)
        if feel:
            lines.append(feel)
        matter = self._matter(assessment)
        if matter:
            lines.append(self.say("heard_about", matter=matter))
        parts = self.parts(dossier, assessment)
        if parts:
            lines.append(parts)
        else:
            lines += [self.pick(self.book.points[slug].heard) for slug, score in assessment.points[:2] if score >= SURE_POINT]
            quote = self._quote(dossier)
            if quote:
                lines.append(self.say("heard_quote", quote=quote))
        role = facts.get("role")
        if role in ("relative", "company", "association", "professional"):
            lines.append(self.say(f"heard_role_{role}"))
        happened = facts.get("happened")
        open_reading = any(len(m.readings) > 1 and m.interval == happened for m in assessment.mentions)
        if isinstance(happened, Interval) and not open_reading:
            lines.append(self.say("heard_when", when=calendar_words.interval(happened, self.language)))
        lines += self._turning_facts(facts)
        return "\n".join(lines)

    def _turning_facts(self, facts: Mapping[str, Any]) -> list[str]:
        """What would turn the matter away is said back, so that she can correct it."""
        lines = []
        brought = {"ombudsman": "folketingets-ombudsmand", "supervision": "ankestyrelsens-tilsyn", "court": "domstole"}
        if facts.get("brought") in brought:
            lines.append(self.say("heard_brought", body=self.place(EXTERNAL + brought[facts["brought"]])))
        for fact in ("employment", "council", "political"):
            if facts.get(fact) == "yes":
                lines.append(self.say(f"heard_{fact}"))
        return lines

    def _feeling(self, assessment: Assessment, dossier: Dossier) -> str | None:
        if dossier.danger != "none" or dossier.reading.signal("worry") >= 0.6:
            return self.say("feel_hard")
        first = [slug for slug, score in assessment.points[:2] if score >= 0.6]
        return self.say("feel_wait") if assessment.kind == "klage" and any(slug in WAITING for slug in first) else None

    def _matter(self, assessment: Assessment) -> str | None:
        if assessment.tasks:
            own = [task for task in assessment.tasks if self._belongs(task.id, assessment.department)]
            if own or not assessment.settled:
                return self.pick((own or list(assessment.tasks))[0].name)
        if assessment.settled and assessment.department != "tvaergaaende":
            return self.place(assessment.department)
        return None

    def _belongs(self, task: str, department: str) -> bool:
        found = self.profile.departments.get(department)
        body = self.book.tasks[task].body
        return (found is not None and task in found.tasks) or (body is not None and EXTERNAL + body == department)

    def parts(self, dossier: Dossier, assessment: Assessment) -> str | None:
        """The process part and the content part, each with her own words, where there are both."""
        body = self.appeal_body(assessment)
        both = assessment.facts.get("content") == "yes" and assessment.facts.get("process") == "yes"
        if not both or body is None or not dossier.reading.sentences:
            return None
        sentences = dossier.reading.sentences
        content = max(sentences, key=lambda s: s.content - s.process, default=None)
        process = max(sentences, key=lambda s: s.process - s.content, default=None)
        heard = [self.book.points[slug] for slug, _ in assessment.points if self.book.points[slug].part == "process"]
        way = self.pick(heard[0].heard) if heard else ""
        if process is not None and process is not content:
            way = way or self.say("heard_quote", quote=shorten(process.text))
        own = self.say("heard_quote", quote=shorten(content.text)) if content is not None else ""
        return self.say("two_parts", content=own, process=way, body=self.pick(body.name))

    def _quote(self, dossier: Dossier) -> str | None:
        sentences = dossier.reading.sentences
        best = max(sentences, key=lambda s: max(s.process, s.content), default=None)
        text = best.text if best else dossier.story[-1] if dossier.story else ""
        return shorten(text) if len(text.split()) > 2 else None

    # --- deadlines

    def appeal_body(self, assessment: Assessment) -> Body | None:
        """The body that hears appeals against the content of this matter."""
        department = assessment.department
        if department.startswith(EXTERNAL):
            return self.book.bodies[department[len(EXTERNAL) :]]
        id_ = appeal_body(assessment.tasks, department, self.profile)
        return self.book.bodies[id_] if id_ else None

    def deadline(self, assessment: Assessment) -> str | None:
        """A running appeal deadline, with its day where it is known."""
        referral = next((r for r in assessment.referrals if r.deadline or r.passed or r.running), None)
        if referral is None:
            return None
        if referral.passed:
            return self.say("deadline_ask_anyway")
        if referral.deadline is None:
            return self.say("deadline_unknown")
        return self.say("deadline_first", day=calendar_words.day(referral.deadline, self.language), route=self.route(referral))

    def route(self, referral: Referral) -> str:
        """How an appeal is sent: through the department, or straight to the body."""
        if referral.department:
            return self.say("via_department", department=self.place(referral.department), body=self.place(referral.body))
        return self.say("via_body", body=self.place(referral.body))

    # --- outcomes

    def reasons(self, assessment: Assessment) -> str:
        """Why, each rule with its explanation and source; one sentence where nothing stands in the way."""
        outcome = assessment.outcome
        lines = []
        if outcome == "inside":
            lines.append(self._inside(assessment))
        elif outcome == "clarify":
            lines.append(self.say("why_clarify"))
        else:
            if outcome == "mixed":
                body = self.appeal_body(assessment)
                lines.append(self.say("why_mixed", body=self.pick(body.name)) if body else self._inside(assessment))
            seen = set()
            for finding in assessment.verdict.because:
                rule = finding.rule
                if rule.reported_as in seen:
                    continue
                seen.add(rule.reported_as)
                lines += [self.pick(rule.explanation), self.say("rule_source", source=rule.source)]
                if outcome == "mixed":
                    break
        return "\n".join(lines)

    def _inside(self, assessment: Assessment) -> str:
        names = [
            self.pick(self.book.points[slug].name).lower()
            for slug, score in assessment.points[:3]
            if score >= SURE_POINT and self.book.points[slug].part != "content"
        ]
        return self.say("why_inside", points=", ".join(names)) if names else self.say("why_inside_plain")

    def referral(self, referral: Referral, assessment: Assessment) -> str:
        """One place to go: who, how, the deadline, and how to reach it."""
        path = referral.body
        if not path.startswith(EXTERNAL):
            return self._to_department(path)
        body = self.book.bodies[path[len(EXTERNAL) :]]
        lines = [self.say("refer_body", body=self.pick(body.name), matters=self.pick(body.matters)), self.pick(body.route)]
        if referral.deadline or referral.passed or referral.running:
            lines.append(self.deadline(assessment) or "")
        if body.fee:
            lines.append(self.say("fee_body", amount=body.fee))
        contact = ", ".join(part for part in (body.phone, body.web) if part)
        if contact:
            lines.append(self.say("contact_body", contact=contact))
        return "\n".join(line for line in lines if line)

    def _to_department(self, path: str) -> str:
        phone = self.profile.adviser.main_phone
        if path == self.profile.complaints_about_adviser_to:
            return self.say("refer_adviser_complaint", phone=phone)
        return self.say("refer_department", department=self.place(path), phone=phone)

    def guidance(self, assessment: Assessment) -> str:
        """First guidance on the matter: the task's own words, else which department answers."""
        own = [task for task in assessment.tasks if self._belongs(task.id, assessment.department)]
        lines = [self.say("guidance_intro"), self.pick(own[0].guidance)] if own else []
        department = assessment.department
        if department.startswith(EXTERNAL):
            lines.append(self.referral(Referral(department), assessment))
        elif assessment.settled and department in self.profile.departments:
            lines.append(self.say("guidance_department", department=self.place(department), phone=self.profile.adviser.main_phone))
        else:
            lines.append(self.say("citizen_service"))
        return "\n".join(lines)

    def review(self, dossier: Dossier, assessment: Assessment) -> str:
        """The record as it will be sent, for her to read and correct."""
        unsaid = self.say("record_unsaid")
        happened = assessment.facts.get("happened")
        points = ", ".join(self.pick(self.book.points[slug].name).lower() for slug, _ in assessment.points[:4])
        contact = dossier.told.get("contact")
        reach = self.say("record_anonymous") if contact and contact.value == "anonymous" else contact.words if contact else unsaid
        consent = dossier.value("consent")
        lines = [
            self.say("review_intro"),
            self.say("record_story", text=shorten(" ".join(dossier.story), 600)),
            self.say("record_department", department=self.place(assessment.department)),
            self.say("record_points", points=points) if points else "",
            self.say("record_when", when=calendar_words.interval(happened, self.language)) if isinstance(happened, Interval) else "",
            self.say("record_wish", wish=dossier.told["wish"].words) if dossier.value("wish") not in (None, "unknown") else "",
            self.say("record_contact", contact=reach),
            self.say(f"record_consent_{consent}") if consent in ("yes", "no", "ask_first") else "",
        ]
        return "\n".join(line for line in lines if line)

    def next_steps(self, now: datetime) -> str:
        """When somebody reads it and by when she has an answer."""
        due = calendar_words.day(self.profile.answer_due(now.date()), self.language)
        if self.profile.is_open(now):
            return self.say("submitted_open", due=due, phone=self.phone)
        opens = calendar_words.moment(self.profile.opens(now), self.language)
        lines = [self.say("submitted_next", opens=opens, due=due, phone=self.phone)]
        absence = self.profile.absence(now.date())
        if absence is not None:
            lines.append(self.say("absence", text=self.pick(absence.text)))
        return "\n".join(lines)

    def hours(self, now: datetime) -> str:
        if self.profile.is_open(now):
            return self.say("hours_open", phone=self.phone)
        return self.say("hours_closed", when=calendar_words.moment(self.profile.opens(now), self.language), phone=self.phone)

    # --- danger

    def danger(self, crisis: Crisis) -> str:
        """Numbers at once: 112 first, then those for what she told; nothing is asked."""
        topics = set(crisis.topics)
        lines = [self.say("crisis_acute")]
        chosen = [line for line in self.profile.helplines if line.number != "112" and line.topics & topics]
        chosen.sort(key=lambda line: (not line.verified, -len(line.topics & topics)))
        if "child" in topics:
            lines.append(self.say("crisis_child"))
            chosen.sort(key=lambda line: "child" not in line.topics)
        for line in chosen[:3]:
            lines.append(
                self.say(
                    "crisis_line", number=line.number, name=self.pick(line.name), what=self.pick(line.what), hours=self.pick(line.hours)
                )
            )
        if "homeless" in topics:
            lines.append(self.say("crisis_homeless", phone=self.profile.adviser.main_phone))
        if topics & {"violence", "threat"}:
            lines += [self.say("crisis_shelter"), self.say("crisis_leave")]
        return "\n".join(lines)


def shorten(text: str, most: int = QUOTE) -> str:
    """The text in one line, cut at a word."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line.rstrip(" .")
    return line[:most].rsplit(" ", 1)[0].rstrip(" ,.") + " …"
