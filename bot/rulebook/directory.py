"""Reads the directory files: questions, bodies, tasks, complaint points, terms and the signs of danger."""

from __future__ import annotations

from collections.abc import Mapping

from bot.crisis import Detector
from bot.directory import Body, ComplaintPoint, Deadline, Option, Question, Task, Term, Texts, pattern
from bot.needed import FACTS, needed
from bot.reader import LANGUAGES, Node

YES_NO = (
    ("yes", {"da": "Ja", "en": "Yes"}),
    ("no", {"da": "Nej", "en": "No"}),
    ("unknown", {"da": "Ved ikke", "en": "Don't know"}),
)


def questions(top: Node) -> dict[str, Question]:
    """The facts that can be asked for, in the order of the file."""
    needed(top["facts"], FACTS)
    found = {}
    for fact, node in top["facts"].entries():
        kind = node["type"].one_of("yes_no", "choice", "date", "text", "contact")
        again, question = node.get("again"), node["question"].texts()
        found[fact] = Question(
            fact=fact,
            type="choice" if kind == "yes_no" else kind,
            text=question,
            again=again.texts() if again else question,
            explain=node["explain"].texts(),
            options=_yes_no(node) if kind == "yes_no" else tuple(_options(node)) if kind == "choice" else (),
            skip=_flag(node, "skip"),
            optional=_flag(node, "optional"),
        )
        node.done()
    top.done()
    return found


def _yes_no(node: Node) -> tuple[Option, ...]:
    label = node.get("no_label")
    labels = dict(YES_NO) | ({"no": label.texts()} if label else {})
    wanted = ("yes", "no", "unknown") if _flag(node, "unknown") else ("yes", "no")
    return tuple(Option(value, labels[value], pattern(())) for value in wanted)


def _options(node: Node) -> list[Option]:
    found = []
    for item in node["options"].each():
        words = item.get("words")
        label = {language: item[language].text() for language in LANGUAGES}
        found.append(Option(item["value"].text(), label, pattern(words.words() if words else ())))
        item.done()
    values = [option.value for option in found]
    for value in values:
        if values.count(value) > 1:
            raise node.fail(f"two options have the value `{value}`")
    return found


def bodies(top: Node) -> dict[str, Body]:
    found = {}
    for id_, node in top["bodies"].entries():
        rule, phone, fee, contact = node.get("scope_rule"), None, node.get("fee"), node["contact"]
        phone, web = contact.get("phone"), contact.get("web")
        contact.done()
        found[id_] = Body(
            id=id_,
            name=node["name"].texts(),
            matters=node["matters"].texts(),
            scope_rule=rule.text() if rule else None,
            deadline=_deadline(node.get("deadline")),
            via=node["via"].one_of("municipality", "direct"),
            route=node["route"].texts(),
            fee=_fee(fee),
            phone=phone.text() if phone else None,
            web=web.text() if web else None,
            source=node["source"].text(),
            verified=node["verified"].flag(),
        )
        node.done()
    top.done()
    return found


def _deadline(node: Node | None) -> Deadline | None:
    if node is None:
        return None
    note = node.get("note")
    deadline = Deadline(
        node["amount"].number(),
        node["unit"].one_of("days", "weeks", "months", "years"),
        node["counted_from"].one_of("received", "known", "event"),
        node["verified"].flag(),
        note.texts() if note else None,
    )
    node.done()
    return deadline


def _fee(node: Node | None) -> int | None:
    """The amount, only where it was read in a source: an unverified one is never told to a citizen."""
    if node is None:
        return None
    amount, verified = node["dkk"].number(), node["verified"].flag()
    node["year"].number()
    node.done()
    return amount if verified else None


def tasks(top: Node, bodies: Mapping[str, Body]) -> dict[str, Task]:
    found = {}
    for id_, node in top["tasks"].entries():
        appeal, body, kle = node.get("appeal_body"), node.get("body"), node.get("kle")
        node["kle_verified"].flag()
        found[id_] = Task(
            id=id_,
            name=node["name"].texts(),
            words=pattern(node["words"].words()),
            appeal_body=body_id(appeal, bodies),
            body=body_id(body, bodies),
            kle=kle.text() if kle else None,
            guidance=node["guidance"].texts(),
        )
        node.done()
    top.done()
    return found


def body_id(node: Node | None, bodies: Mapping[str, Body]) -> str | None:
    if node is None:
        return None
    if not isinstance(node.value, str) or node.value not in bodies:
        raise node.fail(f"`{node.value}` is not a body of bodies.yml")
    return str(node.value)


def points(top: Node) -> tuple[dict[str, Texts], dict[str, ComplaintPoint]]:
    categories: dict[str, Texts] = {}
    for node in top["categories"].each():
        categories[node["id"].text()] = node["name"].texts()
        node["count_2024"].number()
        node.done()
    found = {}
    for slug, node in top["points"].entries():
        node["assigned_in_source"].flag(), node["law_verified"].flag(), node.get("law")
        found[slug] = ComplaintPoint(
            slug,
            node["name"].texts(),
            node["category"].one_of(*categories),
            node["heard"].texts(),
            node["part"].one_of("process", "content", "both"),
        )
        node.done()
    top.done()
    return categories, found


def terms(top: Node) -> dict[str, Term]:
    found = {}
    for slug, node in top["terms"].entries():
        plain = {language: node[language].text() for language in LANGUAGES}
        found[slug] = Term(slug, node["name"].texts(), pattern(node["words"].words()), plain)
        node.done()
    top.done()
    return found


def crisis(top: Node) -> Detector:
    try:
        return Detector(top.value)
    except ValueError as error:
        raise top.fail(str(error)) from error


def _flag(node: Node, name: str) -> bool:
    found = node.get(name)
    return found.flag() if found else False
