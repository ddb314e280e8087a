"""Reads one municipality's profile and checks it against the common directory."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, time
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import holidays

from bot.crisis import TOPICS
from bot.deadlines import WEEKDAYS
from bot.directory import Body, Department, Task
from bot.municipality import Absence, Adviser, Helpline, Hours, Profile, weekdays
from bot.reader import LANGUAGES, Node
from bot.rulebook.directory import body_id

CONFIG = (
    "time_limit_basis", "time_limit_hard", "exhaust_dialogue", "adviser_dialogues_first", "anonymous_advice", "anonymous_complaint",
    "brought", "bisidder", "fuldmagt",
)  # fmt: skip
YEARS = range(2010, 2061)  # the holidays that dates in a case can meet


def profile(top: Node, tasks: Mapping[str, Task], bodies: Mapping[str, Body]) -> Profile:
    promise = top["response_promise"]
    promise["unit"].one_of("workdays"), promise["note"].texts()
    answer, verified = promise["amount"].number(), promise["verified"].flag()
    if answer < 1:
        raise promise.fail("amount must be at least one working day")
    promise.done()
    departments = _departments(top["organisation"], tasks, bodies)
    for name in ("residents_of", "legal_basis", "competences", "parking_unit_department"):
        top.get(name)  # read by the pages and the report
    service, director = top["borgerservice_department"], top["complaints_about_adviser_to"]
    if service.text() not in departments:
        raise service.fail(f"`{service.value}` is not a department of the organisation")
    if not any(path.startswith(f"{director.value}/") for path in departments):
        raise director.fail(f"`{director.value}` is not an area of the organisation")
    found = Profile(
        id=top["id"].text(),
        name=top["name"].text(),
        timezone=_timezone(top["timezone"]),
        aliases=tuple(_alias(node) for node in top["aliases"].each()),
        adviser=_adviser(top["adviser"]),
        departments=departments,
        helplines=_helplines(top["crisis"]),
        answer_workdays=answer,
        answer_verified=verified,
        absences=tuple(_absence(node) for node in top["absence"].each()),
        holidays=frozenset(holidays.country_holidays("DK", years=YEARS)),
        complaints_about_adviser_to=director.text(),
        citizen_service=service.text(),
        config=_config(top["scope_config"]),
        must_verify=top["must_verify"].words(),
    )
    top.done()
    return found


def _adviser(node: Node) -> Adviser:
    node.get("visit")
    adviser = Adviser(
        title=node["title"].texts(),
        phone=node["phone"].text(),
        email=node["email"].text(),
        phone_hours=tuple(_hours(item) for item in node["phone_hours"].each()),
        address=node["address"].text(),
        main_phone=node["main_phone"].text(),
    )
    if not any(day < 5 for hours in adviser.phone_hours for day in hours.days):
        raise node["phone_hours"].fail("the phone is never answered on a working day")
    node.done()
    return adviser


def _hours(node: Node) -> Hours:
    days = tuple(day.one_of(*WEEKDAYS) for day in node["days"].each())
    hours = Hours(weekdays(days), _time(node["from"]), _time(node["to"]))
    node.done()
    if hours.first >= hours.last:
        raise node.fail("closes before it opens")
    return hours


def _time(node: Node) -> time:
    try:
        return time.fromisoformat(node.text())
    except ValueError as error:
        raise node.fail('must be a time as "10:00"') from error


def _absence(node: Node) -> Absence:
    absence = Absence(_day(node["from"]), _day(node["to"]), node["text"].texts())
    node.done()
    if absence.last < absence.first:
        raise node.fail("ends before it begins")
    return absence


def _day(node: Node) -> date:
    try:
        return date.fromisoformat(node.value) if isinstance(node.value, str) else node.day()
    except ValueError:
        raise node.fail("must be a date as 2026-11-22") from None


def _timezone(node: Node) -> str:
    try:
        return ZoneInfo(node.text()).key
    except (ZoneInfoNotFoundError, ValueError):
        raise node.fail(f"`{node.value}` is not a timezone") from None


def _alias(node: Node) -> str:
    name = node["name"].text().lower()
    node["verified"].flag()
    node.done()
    return name


def _config(top: Node) -> dict[str, str | bool]:
    found = {}
    for name in CONFIG:
        node = top[name]
        found[name] = node["value"].value
        node["verified"].flag(), node["source"].text()
        node.done()
    top.done()
    return found


def _helplines(top: Node) -> tuple[Helpline, ...]:
    found = tuple(_helpline(node) for node in top.each())
    ids = [line.id for line in found]
    for id_ in ids:
        if ids.count(id_) > 1:
            raise top.fail(f"the id `{id_}` stands twice")
    return found


def _helpline(node: Node) -> Helpline:
    topics = tuple(topic.one_of(*TOPICS, "loneliness") for topic in node["topics"].each())
    line = Helpline(
        id=node["id"].text(),
        number=node["number"].text(),
        name=node["name"].texts(),
        what=node["what"].texts(),
        hours=node["hours"].texts(),
        topics=frozenset(topics),
        verified=node["verified"].flag(),
    )
    node.done()
    return line


def _departments(top: Node, tasks: Mapping[str, Task], bodies: Mapping[str, Body]) -> dict[str, Department]:
    found: dict[str, Department] = {}
    owners: dict[str, str] = {}
    for area in top.each():
        name, prefix = area["name"].texts(), area["id"].text()
        area.get("source_name"), area.get("complaint_points_2024")
        for node in area["departments"].each():
            path = node["id"].text()
            if not path.startswith(f"{prefix}/"):
                raise node.fail(f"`{path}` does not begin with its area `{prefix}/`")
            mine = node["tasks"].words()
            for task in mine:
                if task not in tasks:
                    raise node.fail(f"the task `{task}` is not in tasks.yml")
                if task in owners:
                    raise node.fail(f"the task `{task}` stands under `{owners[task]}` too")
                owners[task] = path
            appeal = body_id(node.get("appeal_body"), bodies)
            texts = {language: node["name"][language].text() for language in LANGUAGES}
            node.done()
            found[path] = Department(path, texts, name, mine, appeal)
        area.done()
    for known in tasks.values():
        if known.body is None and known.id not in owners:
            raise top.fail(f"the task `{known.id}` of tasks.yml has neither a department here nor a body")
    return found
