"""Reads `data/scope.yml`: the exclusions and their conditions, in five closed words."""

from __future__ import annotations

from collections.abc import Mapping, Set

from bot.directory import Body, Question
from bot.errors import DataError
from bot.reader import Node
from bot.scope import WORKED_OUT, AllOf, AnyOf, Condition, Covers, Is, Not, OlderThan, Rule
from bot.understanding import KINDS

REFERRALS = ("authority", "appeal_body", "brought", "department")


def rules(top: Node, questions: Mapping[str, Question], bodies: Mapping[str, Body], departments: Set[str]) -> tuple[Rule, ...]:
    """The rules in the order in which their reasons are given."""
    version = top["version"].text()
    found = [_rule(node, questions, version) for node in top["exclusions"].each()]
    top.done()
    ids = [rule.id for rule in found]
    places = departments | {body.path for body in bodies.values()} | set(REFERRALS)
    for node, rule in zip(top["exclusions"].each(), found):
        if ids.count(rule.id) > 1:
            raise node.fail(f"the id `{rule.id}` stands twice")
        if rule.reported_as not in ids:
            raise node.fail(f"reported_as `{rule.reported_as}` is not a rule")
        if rule.referral not in places:
            raise node.fail(f"referral `{rule.referral}` is neither a department, a body nor one of {', '.join(REFERRALS)}")
    for body in bodies.values():
        if body.scope_rule is not None and body.scope_rule not in ids:
            raise DataError("bodies.yml", f"bodies.{body.id}.scope_rule", f"`{body.scope_rule}` is not a rule of scope.yml")
    return tuple(found)


def _rule(node: Node, questions: Mapping[str, Question], version: str) -> Rule:
    force = node["in_force"]
    first, last = force["from"].day(), force.get("until")
    force.done()
    until = last.day() if last else None
    if until is not None and until < first:
        raise force.fail("ends before it begins")
    reported = node.get("reported_as")
    rule = Rule(
        id=node["id"].text(),
        covers=Covers(node["covers"].one_of("matter", "content")),
        condition=_condition(node["condition"], questions),
        source=node["source"].text(),
        quote=node["quote"].text(),
        kinds=frozenset(kind.one_of(*KINDS) for kind in node["kinds"].each()),
        always=node["always"].flag(),
        reported_as=reported.text() if reported else node["id"].text(),
        referral=node["referral"].text(),
        verified=node["verified"].flag(),
        first_day=first,
        last_day=until,
        version=version,
        explanation=node["explanation"].texts(),
        otherwise=node["otherwise"].texts(),
    )
    node.done()
    return rule


def _condition(node: Node, questions: Mapping[str, Question]) -> Condition:
    entries = list(node.entries())
    if len(entries) != 1:
        raise node.fail("must hold exactly one of is, is_not, older_than, all_of, any_of")
    word, inner = entries[0]
    if word in ("is", "is_not"):
        fact, values = inner["fact"].text(), inner["value"]
        wanted = values.words() if isinstance(values.value, list) else (values.text(),)
        inner.done()
        if not wanted:
            raise values.fail("names no value, so the rule would never hold")
        _check_values(values, fact, wanted, questions)
        test = Is(fact, frozenset(wanted))
        return test if word == "is" else Not(test)
    if word == "older_than":
        test_age = OlderThan(inner["fact"].text(), inner["months"].number())
        inner.done()
        if test_age.months < 1:
            raise inner.fail("months must be at least 1")
        if test_age.fact not in questions or questions[test_age.fact].type != "date":
            raise inner.fail(f"`{test_age.fact}` is not a date of facts.yml")
        return test_age
    if word in ("all_of", "any_of"):
        parts = tuple(_condition(part, questions) for part in inner.each())
        if not parts:
            raise inner.fail("holds no condition, so the rule would be the same for everyone")
        return AllOf(parts) if word == "all_of" else AnyOf(parts)
    raise node.fail(f"`{word}` is not one of is, is_not, older_than, all_of, any_of")


def _check_values(node: Node, fact: str, wanted: tuple[str, ...], questions: Mapping[str, Question]) -> None:
    known: tuple[str, ...] = WORKED_OUT.get(fact, ())
    if fact in questions:
        known += tuple(option.value for option in questions[fact].options)
    if not known:
        raise node.fail(f"`{fact}` is not a fact of facts.yml")
    for value in wanted:
        if value not in known:
            raise node.fail(f"`{value}` is not an answer to `{fact}`; known: {', '.join(known)}")
