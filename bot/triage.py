"""The one use case: from a citizen's words and answers to an assessment, and from that to a record or a referral."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.answer import Answer
from bot.dates import Interval, Mention
from bot.directory import Task
from bot.dossier import Dossier
from bot.inference import EXTERNAL, appeal_body, infer
from bot.municipality import Profile
from bot.referral import Referral, to_body
from bot.rulebook import Rulebook
from bot.scope import Covers, Finding, Verdict, conclude, evaluate
from bot.understanding import Reading

PROPOSE_POINT = 0.2  # complaint points below this are not proposed
SURE_DEPARTMENT, GUESS_DEPARTMENT = 0.45, 0.2  # between the two she is asked with the best guesses

#: What an answer to "who owns the home?" says of whose matter it is.
HOME = {
    "municipal": "klima-miljoe-teknik/gentofte-ejendomme",
    "housing_company": "ekstern/beboerklagenaevn",
    "private_landlord": "ekstern/huslejenaevn",
    "own": "tvaergaaende",  # nobody's but hers: guidance, and the adviser decides
}


@dataclass(frozen=True)
class Assessment:
    """Advice with its reasons; nothing here is a decision."""

    kind: str
    departments: tuple[tuple[str, float], ...]  # best first
    points: tuple[tuple[str, float], ...]
    tasks: tuple[Task, ...]
    facts: Mapping[str, Any]
    verdict: Verdict
    unasked: tuple[str, ...]  # facts the rules still need, in the order they are best asked
    referrals: tuple[Referral, ...]
    mentions: tuple[Mention, ...]
    home_told: bool  # her words say who owns the home, where it is about a home
    settled: bool  # the department is certain enough not to be asked for

    @property
    def department(self) -> str:
        return self.departments[0][0] if self.departments else "tvaergaaende"

    @property
    def outcome(self) -> str:
        return self.verdict.outcome


class Triage:
    """Assesses stories by one rulebook; holds no state of its own."""

    def __init__(self, book: Rulebook) -> None:
        self.book = book

    def assess(self, dossier: Dossier, today: date, assume: bool = False) -> Assessment:
        """What is known of this matter now.

        `assume`: what the text makes likely and nobody has been asked about counts as told
        (batch triage); the chat asks instead.
        """
        profile = self.book.profiles[dossier.municipality]
        tasks = self.tasks(dossier.text)
        departments = self._departments(dossier, tasks, profile)
        department = departments[0][0] if departments else "tvaergaaende"
        inferred = infer(
            dossier.text, dossier.reading, tasks, department, profile, self.book.bodies, today, assume, bool(self._chosen(dossier))
        )
        facts = _settle({**inferred.facts, **(inferred.assumed if assume else {})}, dossier)
        asked = frozenset(dossier.asked)
        findings = evaluate(self.book.rules, facts, today, asked, inferred.raised - asked)
        verdict = conclude(findings, facts)
        return Assessment(
            kind=facts["kind"],
            departments=departments,
            points=self._points(dossier.reading),
            tasks=tasks,
            facts=facts,
            verdict=verdict,
            unasked=_unasked(findings, facts, asked, verdict),
            referrals=self._referrals(verdict, facts, tasks, department, profile, today),
            mentions=inferred.mentions,
            home_told=any(option.words.search(dossier.text) for option in self.book.questions["home"].options),
            settled=bool(departments) and (departments[0][1] >= SURE_DEPARTMENT or self._chosen(dossier) is not None),
        )

    def tasks(self, text: str) -> tuple[Task, ...]:
        """The tasks named in the text: the longest name first, since "depositum i privat lejemål" says more than "leje"."""
        found: list[tuple[int, int, Task]] = []
        for task in self.book.tasks.values():
            hits = [match[0] for match in task.words.finditer(text)]
            if hits:
                found.append((max(map(len, hits)), len({hit.lower() for hit in hits}), task))
        return tuple(task for _, _, task in sorted(found, key=lambda item: item[:2], reverse=True))

    def _departments(self, dossier: Dossier, tasks: Sequence[Task], profile: Profile) -> tuple[tuple[str, float], ...]:
        """Her own answer first, else the learned scores, lifted where a task of the department is named."""
        scores = {
            id_: score
            for id_, score in dossier.reading.departments.items()
            if id_ in profile.departments or id_ == "tvaergaaende" or id_.removeprefix(EXTERNAL) in self.book.bodies
        }
        chosen = self._chosen(dossier)
        if chosen:
            scores = {**{id_: score * 0.2 for id_, score in scores.items()}, chosen: 0.9}
        elif not scores and tasks:
            owner = self.owner(tasks[0], profile)
            scores = {owner: GUESS_DEPARTMENT} if owner else {}
        return tuple(sorted(scores.items(), key=lambda item: -item[1]))

    def _chosen(self, dossier: Dossier) -> str | None:
        """Whose matter it is by her own answer."""
        said = dossier.value("area") or HOME.get(dossier.value("home") or "")
        return said if said and said != "unknown" else None

    def owner(self, task: Task, profile: Profile) -> str | None:
        """The department or body that has the task."""
        if task.body is not None:
            return EXTERNAL + task.body
        return next((path for path, department in profile.departments.items() if task.id in department.tasks), None)

    def _points(self, reading: Reading) -> tuple[tuple[str, float], ...]:
        known = [(slug, score) for slug, score in reading.points.items() if slug in self.book.points and score >= PROPOSE_POINT]
        return tuple(sorted(known, key=lambda item: -item[1]))

    def _referrals(
        self, verdict: Verdict, facts: Mapping[str, Any], tasks: Sequence[Task], department: str, profile: Profile, today: date
    ) -> tuple[Referral, ...]:
        """Where to go with what the adviser does not take, and with which deadline."""
        received = facts.get("decision_received")
        received = received if isinstance(received, Interval) else None
        decided = facts.get("content") == "yes"
        found: dict[str, Referral] = {}

        def add(referral: Referral) -> None:
            found.setdefault(referral.body, referral)

        for finding in verdict.because if verdict.outcome != "inside" else ():
            if finding.verdict is not Answer.YES:
                continue
            where = finding.rule.referral
            if where == "authority":
                add(Referral(department))
            elif where == "brought":
                body = {"ombudsman": "folketingets-ombudsmand", "supervision": "ankestyrelsens-tilsyn", "court": "domstole"}
                add(Referral(EXTERNAL + body[facts["brought"]]))
            elif where == "department" or (where == "appeal_body" and department.startswith(EXTERNAL)):
                add(Referral(department))
            elif where == "appeal_body":
                appeal = facts.get("appeal")
                body_id = "folketingets-ombudsmand" if appeal == "decided" else appeal_body(tasks, department, profile)
                if body_id is None:
                    add(Referral(department))  # no body hears appeals: the department can look again
                elif appeal in ("pending", "decided"):
                    add(Referral(EXTERNAL + body_id))  # she has appealed: no deadline is told again
                else:
                    add(to_body(self.book.bodies[body_id], department, received, decided, profile, today))
            else:
                add(Referral(where))
        return tuple(found.values())


def _settle(inferred: Mapping[str, Any], dossier: Dossier) -> dict[str, Any]:
    """Her answers over what was inferred; one answer may settle two facts."""
    facts = {**inferred, **dossier.facts}
    if facts.get("content") == "both":
        facts["content"] = facts["process"] = "yes"
    elif dossier.value("content") == "no":
        facts["process"] = "yes"
    if dossier.value("authority") == "municipality" and inferred.get("authority") != "municipality":
        facts["process"] = dossier.value("process") or "yes"
    return facts


def _unasked(findings: Sequence[Finding], facts: Mapping[str, Any], asked: frozenset[str], verdict: Verdict) -> tuple[str, ...]:
    """Only what the rules still need: nothing, once a settled rule has taken the whole matter."""
    needed: dict[str, None] = {}
    whole = any(f.verdict is Answer.YES and f.rule.covers is Covers.MATTER for f in findings)
    if verdict.outcome.startswith("outside:") and (whole or facts.get("process") == "no"):
        return ()
    # What she has touched on herself comes first; then what every complaint is asked.
    for finding in sorted(findings, key=lambda finding: not finding.raised):
        if finding.verdict is Answer.UNKNOWN and (finding.rule.always or finding.raised):
            needed.update(dict.fromkeys(finding.open))
    content = any(f.verdict is Answer.YES and f.rule.covers is Covers.CONTENT for f in findings)
    if content and facts.get("process") is None and "process" not in asked:
        # Before her complaint of a decision is shown away, ask for the part that could stay.
        needed["process"] = None
    worked_out = ("content_body",)
    return tuple(fact for fact in needed if fact not in worked_out and fact not in asked)


_SPEAKER = re.compile(r"^\s*(borger|citizen|bot|vejviser|assistent)\s*:\s*", re.IGNORECASE)


def citizens_words(text: str) -> str:
    """What the citizen said, where the text is a conversation with a line for each speaker."""
    lines = text.splitlines()
    if sum(bool(_SPEAKER.match(line)) for line in lines) < 2:
        return text
    mine, speaking = [], True
    for line in lines:
        speaker = _SPEAKER.match(line)
        if speaker:
            speaking = speaker[1].lower() in ("borger", "citizen")
        if speaking:
            mine.append(_SPEAKER.sub("", line))
    return "\n".join(mine)
