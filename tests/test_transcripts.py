"""The conversations of README.md and docs/samtaler.md, replayed over HTTP against the real model."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiohttp.test_utils import TestClient
from conftest import Answers, asks, is_fault, new_sender, say, texts

ROOT = Path(__file__).parents[1]
SOURCES = ("README.md", "docs/samtaler.md")
FENCE = re.compile(r"^```samtale[ \t]+(\S+)[ \t]*(.*?)[ \t]*\n(.*?)^```[ \t]*$", re.MULTILINE | re.DOTALL)
KEYS = {"asks", "outcome", "body", "deadline", "reference", "says", "not"}

#: What the conversations must show between them: what the chat concludes, and who or what is met on the way.
OUTCOMES = {
    "inside", "mixed", "guidance", "crisis",
    *(f"outside:{rule}" for rule in ("ikke_kommunen", "personale", "indbragt", "foraeldet", "kommunalbestyrelse", "politisk",
                                     "andre_klageinstanser", "fagligt_indhold")),
}  # fmt: skip
TOPICS = {
    "rolle-paaroerende", "rolle-virksomhed", "rolle-forening", "rolle-fagperson", "rolle-anden-kommune", "rolle-anonym",
    "borgerraadgiveren-selv", "uenig-i-udfald", "afklaring", "krise", "traeffe-aendre",
    "sidespor", "styring", "cpr", "engelsk", "et-ord", "vrede", "langt-brev", "tom-besked", "emoji",
    "gammelt-men-staar-paa", "nyt-brev", "sidste-sommer", "overvejer-ombudsmand", "klage-afgjort", "hjemvist", "datalaek",
}  # fmt: skip


@dataclass
class Turn:
    """What the citizen writes, and what must hold for the answers."""

    message: str
    conditions: list[tuple[str, str]] = field(default_factory=list)


@dataclass
class Conversation:
    id: str
    title: str
    source: str
    on: str = "2026-11-21"
    turns: list[Turn] = field(default_factory=list)


def parsed(id: str, title: str, body: str, source: str) -> Conversation:
    """One fenced block; a line that is not understood is an error, not a comment."""
    found = Conversation(id, title, source)
    for line in filter(str.strip, body.splitlines()):
        mark, _, rest = line.partition(":")
        rest = rest.strip()
        match mark:
            case "on":
                found.on = rest
            case "B":
                assert not found.turns or found.turns[-1].conditions, f"{id}: no V line before {line!r}"
                found.turns.append(Turn(rest.replace(r"\n", "\n")))
            case "V":
                assert found.turns and not found.turns[-1].conditions, f"{id}: no B line before {line!r}"
                conditions = [(key, value) for key, _, value in (part.partition("=") for part in shlex.split(rest))]
                assert conditions and all(key in KEYS and value for key, value in conditions), f"{id}: {line!r}"
                found.turns[-1].conditions = conditions
            case _:
                raise AssertionError(f"{id}: {line!r}")
    assert found.turns and found.turns[-1].conditions, f"{id}: ends without a V line"
    return found


def read() -> list[Conversation]:
    return [
        parsed(id, title, body, name)
        for name in SOURCES
        if (ROOT / name).exists()
        for id, title, body in FENCE.findall((ROOT / name).read_text("utf-8"))
    ]


def values(answers: Answers, key: str) -> set[str]:
    """Every value of a key the conditions speak of, in the answers to one message."""
    customs: list[dict[str, Any]] = [answer.get("custom") or {} for answer in answers]
    referrals = [referral for custom in customs for referral in custom.get("referrals") or ()]
    match key:
        case "asks":
            return {asks(answers) or "nothing"}
        case "outcome":
            return {custom["outcome"] for custom in customs if custom.get("outcome")}
        case "reference":
            return {"yes" if any(custom.get("reference") for custom in customs) else "no"}
        case _:
            return {referral[key] for referral in referrals if referral.get(key)}


def broken(turn: Turn, answers: Answers) -> list[str]:
    """The conditions of the turn that do not hold."""
    text = texts(answers)
    wrong = ["fault=no"] if is_fault(answers) else []
    for key, value in turn.conditions:
        held = {"says": value in text, "not": value not in text}.get(key)
        if held is None:
            held = value in values(answers, key)
        if not held:
            wrong.append(f"{key}={value}" if key in ("says", "not") else f"{key}={value} (was {sorted(values(answers, key))})")
    return wrong


CONVERSATIONS = read()


def test_there_are_enough_and_each_has_its_own_id() -> None:
    ids = [conversation.id for conversation in CONVERSATIONS]
    assert len(ids) >= 40
    assert not sorted({id for id in ids if ids.count(id) > 1})


def test_no_block_is_left_out() -> None:
    """A fence with a slip in its first line would otherwise be skipped in silence."""
    opened = sum((ROOT / name).read_text("utf-8").count("\n```samtale") for name in SOURCES if (ROOT / name).exists())
    assert opened == len(CONVERSATIONS)


def test_every_rule_and_outcome_is_reached() -> None:
    reached = {value for c in CONVERSATIONS for turn in c.turns for key, value in turn.conditions if key == "outcome"}
    assert not OUTCOMES - reached


def test_every_role_and_situation_is_met() -> None:
    """A topic is met where an id is that topic or goes on after it: `krise`, `krise-ikke-nu`."""
    assert not {topic for topic in TOPICS if not any(c.id == topic or c.id.startswith(f"{topic}-") for c in CONVERSATIONS)}


@pytest.mark.parametrize("conversation", CONVERSATIONS, ids=lambda conversation: conversation.id)
async def test_conversation(conversation: Conversation, client: TestClient) -> None:
    sender = new_sender()
    for number, turn in enumerate(conversation.turns, 1):
        answers = await say(client, sender, turn.message, conversation.on)
        wrong = broken(turn, answers)
        assert not wrong, f"{conversation.source}, {conversation.id}, B {number} {turn.message!r}: {wrong}\n{texts(answers)}"
