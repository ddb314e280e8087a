"""The scope rules: every row of scope_cases.yml, and what holds for every combination of facts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import combinations_with_replacement, product
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.answer import Answer, both, either, negate
from bot.dates import Interval
from bot.rulebook import load
from bot.scope import (
    UNSURE,
    WORKED_OUT,
    AllOf,
    AnyOf,
    Covers,
    Finding,
    Is,
    Not,
    OlderThan,
    Rule,
    Verdict,
    conclude,
    evaluate,
    months_before,
)
from bot.understanding import KINDS

BOOK = load()
RULES = {rule.id: rule for rule in BOOK.rules}
NINE = (  # an id with a point is a part of one of them
    "ikke_kommunen",
    "personale",
    "indbragt",
    "foraeldet",
    "kommunalbestyrelse",
    "politisk",
    "andre_klageinstanser",
    "fagligt_indhold",
    "traeffe_aendre",
)
TODAY = date(2026, 11, 22)
YES, NO, UNKNOWN = Answer.YES, Answer.NO, Answer.UNKNOWN
MISSING = object()  # not asked; UNSURE means asked, and she does not know

# The base loader leaves yes and no as they are written, so that a jurist need not quote them.
TABLE: list[dict[str, Any]] = yaml.load((Path(__file__).parent / "scope_cases.yml").read_text(encoding="utf-8"), Loader=yaml.BaseLoader)[
    "cases"
]


def _values(fact: str) -> tuple[str, ...]:
    """The answers a citizen can give, or Vejviser can work out, apart from not knowing."""
    options = BOOK.questions[fact].options if fact in BOOK.questions else ()
    known = dict.fromkeys((*WORKED_OUT.get(fact, ()), *(option.value for option in options)))
    return tuple(value for value in known if value != UNSURE)


def _is_date(fact: str) -> bool:
    return fact in BOOK.questions and BOOK.questions[fact].type == "date"


def _fact(fact: str, written: Any) -> Any:
    if fact == "kind":
        assert written in KINDS
        return written
    if written == UNSURE:
        return UNSURE
    if _is_date(fact):
        return Interval.from_json(written if isinstance(written, list) else (written, written))
    assert written in _values(fact), f"{written} is not an answer to {fact}"
    return written


def _facts(row: Mapping[str, Any]) -> dict[str, Any]:
    return {fact: _fact(fact, written) for fact, written in row["facts"].items()}


def _evaluate(row: Mapping[str, Any]) -> tuple[Finding, ...]:
    today = date.fromisoformat(row.get("today", TODAY.isoformat()))
    return evaluate(BOOK.rules, _facts(row), today, frozenset(row.get("asked", ())), frozenset(row.get("raised", ())))


@pytest.mark.parametrize("row", TABLE, ids=[row["case"] for row in TABLE])
def test_table(row: dict[str, Any]) -> None:
    findings = _evaluate(row)
    verdicts = {finding.rule.id: str(finding.verdict) for finding in findings}
    assert {rule: verdicts.get(rule, "absent") for rule in row["verdicts"]} == row["verdicts"]
    assert conclude(findings, _facts(row)).outcome == row["outcome"]
    if "ask" in row:
        needed = [fact for f in findings if f.verdict is UNKNOWN and f.raised for fact in f.open]
        assert list(dict.fromkeys(needed)) == row["ask"]


def test_every_row_is_well_formed() -> None:
    assert tuple(dict.fromkeys(rule.slug for rule in BOOK.rules)) == NINE
    askable = set(BOOK.questions) | set(WORKED_OUT)
    outcomes = {"inside", "mixed", "clarify", *(f"outside:{rule.reported_as}" for rule in BOOK.rules)}
    for row in TABLE:
        assert set(row) <= {"case", "today", "facts", "asked", "raised", "outcome", "verdicts", "ask"}, row["case"]
        assert set(row["facts"]) <= askable | {"kind"}, row["case"]
        assert {*row.get("asked", ()), *row.get("raised", ()), *row.get("ask", ())} <= askable, row["case"]
        assert row["verdicts"] and set(row["verdicts"]) <= set(RULES), row["case"]
        assert set(row["verdicts"].values()) <= {"yes", "no", "unknown", "absent"}, row["case"]
        assert row["outcome"] in outcomes, row["case"]


def test_the_table_covers_every_rule_and_outcome() -> None:
    assert len(TABLE) >= 120
    assert [case for case, count in Counter(row["case"] for row in TABLE).items() if count > 1] == []
    shown = {(rule, verdict) for row in TABLE for rule, verdict in row["verdicts"].items()}
    assert set(product(RULES, ("yes", "no", "unknown", "absent"))) - shown == set()
    reached = {row["outcome"] for row in TABLE}
    assert reached == {"inside", "mixed", "clarify", *(f"outside:{rule.reported_as}" for rule in BOOK.rules)}
    assert {row["facts"].get("kind") for row in TABLE} == {*KINDS, None}


def test_the_table_is_not_taken_for_training_data() -> None:
    lines = (Path(__file__).parent / "scope_cases.yml").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.lstrip().startswith(("nlu:", "rules:", "stories:", "responses:"))] == []


# --- three values


def test_an_answer_is_never_true_or_false() -> None:
    for answer in Answer:
        with pytest.raises(TypeError, match="compare it with Answer"):
            bool(answer)
    assert [str(answer) for answer in Answer] == ["no", "unknown", "yes"]


AND = {(NO, NO): NO, (NO, UNKNOWN): NO, (NO, YES): NO, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, YES): UNKNOWN, (YES, YES): YES}
OR = {(NO, NO): NO, (NO, UNKNOWN): UNKNOWN, (NO, YES): YES, (UNKNOWN, UNKNOWN): UNKNOWN, (UNKNOWN, YES): YES, (YES, YES): YES}


@pytest.mark.parametrize("pair", combinations_with_replacement(Answer, 2), ids=lambda pair: f"{pair[0]}-{pair[1]}")
def test_both_and_either_of_two(pair: tuple[Answer, Answer]) -> None:
    assert both(pair) is both(pair[::-1]) is AND[pair]
    assert either(pair) is either(pair[::-1]) is OR[pair]


def test_negate_none_one_and_three() -> None:
    assert {answer: negate(answer) for answer in Answer} == {NO: YES, UNKNOWN: UNKNOWN, YES: NO}
    assert both(()) is YES and either(()) is NO
    for answer in Answer:
        assert both([answer]) is either([answer]) is answer
    for three in product(Answer, repeat=3):
        assert both(three) is both((both(three[:2]), three[2]))
        assert either(three) is either((either(three[:2]), three[2]))
        assert negate(both(three)) is either(map(negate, three))  # De Morgan


# --- conditions


def _day(text: str) -> Interval:
    return Interval.from_json((text, text))


def test_is_and_not() -> None:
    test = Is("brought", frozenset({"court", "ombudsman"}))
    told = [{"brought": value} for value in ("court", "ombudsman", "none", UNSURE)]
    assert [test.holds(facts, TODAY) for facts in (*told, {})] == [YES, YES, NO, UNKNOWN, UNKNOWN]
    assert [Not(test).holds(facts, TODAY) for facts in (*told, {})] == [NO, NO, YES, UNKNOWN, UNKNOWN]
    assert test.facts == Not(test).facts == ("brought",)


def test_conditions_name_each_fact_once_in_order() -> None:
    inner = (Is("b", frozenset("x")), AnyOf((Is("a", frozenset("x")), Not(Is("b", frozenset("y"))))), OlderThan("c", 12))
    assert AllOf(inner).facts == AnyOf(inner).facts == ("b", "a", "c")
    facts = {"b": "x", "a": "y", "c": _day("2020-01-01")}
    assert AllOf(inner).holds(facts, TODAY) is YES  # b is not y
    assert AllOf(inner).holds({**facts, "b": "y"}, TODAY) is NO
    assert AnyOf(inner).holds({"b": "y", "a": "y", "c": _day("2026-01-01")}, TODAY) is NO


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        ("2026-11-22", 12, "2025-11-22"),
        ("2028-02-29", 12, "2027-02-28"),
        ("2028-02-29", 48, "2024-02-29"),
        ("2025-02-28", 12, "2024-02-28"),
        ("2026-03-31", 1, "2026-02-28"),
        ("2028-03-31", 1, "2028-02-29"),
        ("2026-07-31", 1, "2026-06-30"),
        ("2026-05-31", 3, "2026-02-28"),
        ("2026-01-15", 1, "2025-12-15"),
        ("2026-12-31", 12, "2025-12-31"),
        ("2026-01-31", 13, "2024-12-31"),
        ("2026-11-22", 0, "2026-11-22"),
    ],
)
def test_months_before(day: str, months: int, before: str) -> None:
    assert months_before(date.fromisoformat(day), months) == date.fromisoformat(before)


# --- what the citizen adds never turns a settled answer

SPAN, NOVEMBER, EDGE = (
    Interval.from_json(pair) for pair in (("2024-01-01", "2026-11-22"), ("2025-11-01", "2025-11-30"), ("2025-11-21", "2025-11-22"))
)
OLDER, YOUNGER = Interval.from_json(("2025-11-01", "2025-11-21")), Interval.from_json(("2025-11-22", "2025-11-30"))
INTERVALS = (SPAN, NOVEMBER, EDGE, OLDER, YOUNGER, _day("2025-11-21"), _day("2025-11-22"), _day("2024-06-01"), _day("2026-11-22"))


def _domain(fact: str) -> tuple[Any, ...]:
    return (MISSING, UNSURE, *(INTERVALS if _is_date(fact) else _values(fact)))


def _refines(old: Any, new: Any) -> bool:
    """`new` says more than `old`, and nothing against it."""
    if old is MISSING:
        return new is not MISSING
    if old == UNSURE:
        return new is not MISSING and new != UNSURE
    return isinstance(old, Interval) and isinstance(new, Interval) and old != new and old.first <= new.first and new.last <= old.last


def _told(names: tuple[str, ...], values: tuple[Any, ...]) -> dict[str, Any]:
    return {name: value for name, value in zip(names, values) if value is not MISSING}


def _refinements(names: tuple[str, ...], values: tuple[Any, ...]) -> Iterator[tuple[Any, ...]]:
    for place, name in enumerate(names):
        for new in _domain(name):
            if _refines(values[place], new):
                yield (*values[:place], new, *values[place + 1 :])


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_more_knowledge_never_changes_a_settled_verdict(rule: Rule) -> None:
    names = rule.condition.facts
    verdicts = {values: rule.condition.holds(_told(names, values), TODAY) for values in product(*map(_domain, names))}
    assert set(verdicts.values()) == set(Answer)
    assert verdicts[(MISSING,) * len(names)] is verdicts[(UNSURE,) * len(names)] is UNKNOWN
    steps = 0
    for values, verdict in verdicts.items():
        for finer in _refinements(names, values):
            steps += 1
            assert verdict is UNKNOWN or verdicts[finer] is verdict, (_told(names, values), _told(names, finer))
    assert steps >= len(verdicts)


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_not_asked_and_not_known_weigh_the_same(rule: Rule) -> None:
    names = rule.condition.facts
    for values in product(*map(_domain, names)):
        unsure = tuple(UNSURE if value is MISSING else value for value in values)
        assert rule.condition.holds(_told(names, values), TODAY) is rule.condition.holds(_told(names, unsure), TODAY)


def test_a_matter_once_taken_is_never_given_back_by_more_facts() -> None:
    matter = tuple(rule for rule in BOOK.rules if rule.covers is Covers.MATTER)
    assert [rule.id for rule in matter] == ["ikke_kommunen", "personale", "indbragt", "foraeldet"]
    outside = {f"outside:{rule.id}" for rule in matter}
    names = tuple(dict.fromkeys(fact for rule in matter for fact in rule.condition.facts))

    def outcome(values: tuple[Any, ...]) -> str:
        facts = {"council": "yes", "process": "yes", **_told(names, values)}  # a content rule beside them
        return conclude(evaluate(BOOK.rules, facts, TODAY), facts).outcome

    domains = [tuple(v for v in _domain(name) if v not in INTERVALS[1:5]) for name in names]
    outcomes = {values: outcome(values) for values in product(*domains)}
    assert set(outcomes.values()) == {*outside, "mixed", "clarify"}
    for values, found in outcomes.items():
        if found in outside:
            for finer in _refinements(names, values):
                assert finer not in outcomes or outcomes[finer] in outside, (_told(names, values), _told(names, finer))


# --- unknown never turns a citizen away

#: The values that can take a matter, or its content, out of the adviser's hands.
DECIDING: dict[str, tuple[Any, ...]] = {
    "authority": ("other", "board"),
    "employment": ("yes",),
    "brought": ("court",),
    "happened": (_day("2024-06-01"),),
    "recent": ("no",),
    "council": ("yes",),
    "political": ("yes",),
    "content": ("yes",),
    "content_body": ("social", "board"),
    "appeal": ("pending",),
}


def test_the_deciding_facts_are_those_of_the_rules() -> None:
    assert set(DECIDING) == {fact for rule in BOOK.rules for fact in rule.condition.facts}
    assert all(value in _domain(fact) for fact, values in DECIDING.items() for value in values)


@pytest.mark.parametrize("process", [MISSING, UNSURE, "yes", "no"], ids=["missing", "unknown", "yes", "no"])
@pytest.mark.parametrize("raise_all", [False, True], ids=["quiet", "raised"])
def test_what_is_missing_or_unknown_is_never_outside(process: Any, raise_all: bool) -> None:
    names = (*DECIDING, "process")
    for values in product((MISSING, UNSURE), repeat=len(DECIDING)):
        facts = _told(names, (*values, process))
        findings = evaluate(BOOK.rules, facts, TODAY, raised=frozenset(DECIDING) if raise_all else frozenset())
        assert {finding.verdict for finding in findings} == {UNKNOWN}
        verdict = conclude(findings, facts)
        assert verdict.outcome in ("inside", "clarify"), facts
        if all(value == UNSURE for value in values):
            assert verdict.outcome == "inside"
        everything = evaluate(BOOK.rules, facts, TODAY, asked=frozenset(DECIDING))
        assert conclude(everything, facts).outcome == "inside"


def _takes(facts: Mapping[str, Any]) -> tuple[bool, bool]:
    """Whether the matter, and whether its content, is out by the words of the rules: written down a second time."""
    matter = (
        facts.get("authority") == "other"
        or facts.get("employment") == "yes"
        or facts.get("brought") == "court"
        or (isinstance(facts.get("happened"), Interval) and facts.get("recent") == "no")
    )
    # A wish to have the decision changed is out whichever body hears the appeal.
    return matter, (
        "yes" in (facts.get("council"), facts.get("political"), facts.get("content"))
        or facts.get("authority") == "board"
        or facts.get("appeal") == "pending"
    )


def test_outside_needs_a_rule_that_is_certainly_met() -> None:
    names = tuple(DECIDING)
    seen: Counter[str] = Counter()
    for values in product(*((MISSING, UNSURE, *DECIDING[name]) for name in names)):
        facts = _told(names, values)
        findings = evaluate(BOOK.rules, facts, TODAY)
        matter, content = _takes(facts)
        ways: dict[Any, Verdict] = {way: conclude(findings, {**facts, "process": way}) for way in ("yes", "no", UNSURE)}
        ways[MISSING] = conclude(findings, facts)
        outcomes = {way: verdict.outcome for way, verdict in ways.items()}
        if matter:
            assert len(set(outcomes.values())) == 1 and outcomes["no"].startswith("outside:"), facts
            assert RULES[outcomes["no"][8:]].covers is Covers.MATTER, facts
            seen["matter"] += 1
        elif "clarify" in outcomes.values():
            assert set(outcomes.values()) == {"clarify"}, facts
            assert any(finding.open for finding in ways["no"].because), facts
            seen["clarify"] += 1
        elif content:
            # The way it was done is the adviser's even where the content is not, and doubt of it is left to a human.
            assert outcomes["yes"] == outcomes[UNSURE] == "mixed", facts
            assert outcomes["no"] == outcomes[MISSING] and outcomes["no"].startswith("outside:"), facts
            assert RULES[outcomes["no"][8:]].covers is Covers.CONTENT, facts
            seen["content"] += 1
        else:
            assert set(outcomes.values()) == {"inside"}, facts
            seen["inside"] += 1
    assert min(seen[part] for part in ("matter", "clarify", "content", "inside")) > 100


# --- findings


def test_because_names_what_the_outcome_rests_on() -> None:
    def because(facts: dict[str, Any], **more: frozenset[str]) -> list[str]:
        return [f.rule.id for f in conclude(evaluate(BOOK.rules, facts, TODAY, **more), facts).because]

    social = {"authority": "municipality", "content": "yes", "content_body": "social", "appeal": "none"}
    assert because({"brought": "court", "council": "yes"}) == ["indbragt"]
    assert because({**social, "process": "no"}) == ["fagligt_indhold", "traeffe_aendre"]
    assert because({**social, "process": "yes", "council": "yes"}) == ["kommunalbestyrelse", "fagligt_indhold", "traeffe_aendre"]
    assert because({"recent": "no"}, raised=frozenset({"political"})) == ["foraeldet", "politisk"]
    assert because({"brought": "none"}) == []


def test_a_finding_knows_what_is_open_and_whether_it_was_raised() -> None:
    def age(facts: dict[str, Any], **more: frozenset[str]) -> tuple[Answer, tuple[str, ...], bool]:
        finding = next(f for f in evaluate(BOOK.rules, facts, TODAY, **more) if f.rule.id == "foraeldet")
        return finding.verdict, finding.open, finding.raised

    assert age({}) == (UNKNOWN, ("happened", "recent"), False)
    assert age({}, raised=frozenset({"recent"})) == (UNKNOWN, ("happened", "recent"), True)
    assert age({}, raised=frozenset({"council"})) == (UNKNOWN, ("happened", "recent"), False)
    assert age({}, asked=frozenset({"happened"})) == (UNKNOWN, ("recent",), False)
    assert age({"authority": "municipality", "content_body": "social"}) == (UNKNOWN, ("happened", "recent"), False)
    assert age({"happened": UNSURE}) == (UNKNOWN, ("recent",), True)
    assert age({"happened": NOVEMBER, "recent": "no"}) == (UNKNOWN, ("happened",), True)
    assert age({"happened": NOVEMBER, "recent": "no"}, asked=frozenset({"happened"})) == (UNKNOWN, (), True)
    assert age({"happened": OLDER, "recent": "no"}) == (YES, (), True)
    assert age({"happened": YOUNGER}) == (NO, (), True)


def test_because_of_clarify_names_only_rules_that_can_still_be_asked_about() -> None:
    facts = {"council": UNSURE, "recent": "no"}
    verdict = conclude(evaluate(BOOK.rules, facts, TODAY), facts)
    assert verdict.outcome == "clarify"
    assert [finding.rule.id for finding in verdict.because] == ["foraeldet"]


def test_a_month_that_is_wholly_too_old_is_not_asked_for_again() -> None:
    facts = {"happened": Interval.from_json(("2024-05-01", "2024-05-31"))}
    finding = next(f for f in evaluate(BOOK.rules, facts, TODAY) if f.rule.id == "foraeldet")
    assert finding.open == ("recent",)


def test_an_old_month_of_which_nothing_new_is_known_does_not_stay_unclear_for_ever() -> None:
    facts = {"happened": Interval.from_json(("2024-05-01", "2024-05-31")), "recent": UNSURE}
    assert conclude(evaluate(BOOK.rules, facts, TODAY), facts).outcome == "inside"


def test_the_appeal_body_is_not_open_where_she_does_not_complain_of_the_decision() -> None:
    facts = {"authority": UNSURE, "content": "no"}
    finding = next(f for f in evaluate(BOOK.rules, facts, TODAY) if f.rule.id == "andre_klageinstanser")
    assert finding.open == ()


def test_a_rule_lasts_from_its_first_to_its_last_day() -> None:
    rule = RULES["politisk"]
    assert (rule.first_day, rule.last_day) == (date(2023, 2, 1), None)
    ended = Rule(**{**vars(rule), "last_day": date(2026, 11, 22)})
    days = (date(2023, 1, 31), date(2023, 2, 1), date(2026, 11, 22), date(2026, 11, 23))
    assert [rule.in_force(day) for day in days] == [False, True, True, True]
    assert [ended.in_force(day) for day in days] == [False, True, True, False]
    assert [len(evaluate([ended], {"political": "yes"}, day)) for day in days] == [0, 1, 1, 0]


def test_a_rule_meets_only_its_kinds() -> None:
    kinds = {rule.id: [kind for kind in KINDS if evaluate([rule], {"kind": kind}, TODAY)] for rule in BOOK.rules}
    assert kinds == {
        "ikke_kommunen": ["klage", "raad", "oevrige"],
        "personale": ["klage", "raad", "oevrige"],
        "indbragt": ["klage"],
        "foraeldet": ["klage"],
        "kommunalbestyrelse": ["klage"],
        "politisk": ["klage", "oevrige"],
        "andre_klageinstanser": ["klage", "raad", "oevrige"],
        "andre_klageinstanser.afgjort": ["klage", "raad", "oevrige"],
        "fagligt_indhold": ["klage", "raad"],
        "traeffe_aendre": ["klage", "raad"],
    }
