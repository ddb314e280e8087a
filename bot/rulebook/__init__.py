"""All of `data/` in memory, read and cross-checked once, before anything is served."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.crisis import Detector
from bot.directory import Body, ComplaintPoint, Question, Task, Term, Texts
from bot.errors import DataError
from bot.municipality import Profile
from bot.phrasebook import Controls, Phrasebook
from bot.reader import read
from bot.rulebook import directory, profile, rules
from bot.scope import Rule

DATA = Path(__file__).parents[2] / "data"


@dataclass(frozen=True)
class Rulebook:
    """What Vejviser knows. `version` names the content, so that guidance given can be found again."""

    rules: tuple[Rule, ...]
    questions: Mapping[str, Question]
    bodies: Mapping[str, Body]
    tasks: Mapping[str, Task]
    categories: Mapping[str, Texts]
    points: Mapping[str, ComplaintPoint]
    terms: Mapping[str, Term]
    phrases: Phrasebook
    controls: Controls
    crisis: Detector
    profiles: Mapping[str, Profile]
    version: str

    def where(self, department: str, profile: Profile, language: str) -> str:
        """The name of a department or body as a citizen knows it."""
        if department.startswith("ekstern/"):
            return self.bodies[department[8:]].name[language]
        if department in profile.departments:
            return profile.departments[department].name[language]
        return self.phrases.say("several_areas", language)


def load(data: Path = DATA) -> Rulebook:
    """Read and cross-check every file below `data`.

    Raises:
        DataError: names file, key and reason of the first thing that is wrong.
    """
    questions = directory.questions(read(data / "facts.yml"))
    bodies = directory.bodies(read(data / "bodies.yml"))
    tasks = directory.tasks(read(data / "tasks.yml"), bodies)
    categories, points = directory.points(read(data / "complaint_points.yml"))
    profiles = {}
    for path in sorted((data / "municipalities").glob("*.yml")):
        top = read(path)
        found = profile.profile(top, tasks, bodies)
        if found.id in profiles:
            raise top["id"].fail(f"`{found.id}` has a profile already")
        profiles[found.id] = found
    if not profiles:
        raise DataError("municipalities", "(folder)", f"holds no profile; one .yml file for each municipality belongs in {data}")
    departments = {path for found in profiles.values() for path in found.departments}
    phrasebook_node, controls_node = read(data / "texts.yml"), read(data / "controls.yml")
    return Rulebook(
        rules=rules.rules(read(data / "scope.yml"), questions, bodies, departments),
        questions=questions,
        bodies=bodies,
        tasks=tasks,
        categories=categories,
        points=points,
        terms=directory.terms(read(data / "glossary.yml")),
        phrases=Phrasebook.from_node(phrasebook_node),
        controls=Controls.from_node(controls_node),
        crisis=directory.crisis(read(data / "crisis.yml")),
        profiles=profiles,
        version=_version(data),
    )


def _version(data: Path) -> str:
    """Twelve hexadecimal digits that change when any file of rules, texts or directory changes."""
    digest = hashlib.sha256()
    for path in sorted(data.rglob("*.yml")):
        if path.parent.name not in ("nlu", "rules"):
            digest.update(path.relative_to(data).as_posix().encode() + b"\0" + path.read_bytes())
    return digest.hexdigest()[:12]
