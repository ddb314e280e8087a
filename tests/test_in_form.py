"""Answers against control phrases: what may never be misread, over two tables of replies in a form."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot import gate
from bot.rulebook import load

BOOK = load()
ROWS = [
    row
    for name in ("in_form", "in_form_held_out")
    for row in yaml.safe_load((Path(__file__).parent / f"{name}.yml").read_text("utf-8"))["rows"]
]
UNDOING = {"restart", "stop", "delete", "contest"}


def heard(row: dict[str, Any]) -> Any:
    """What the gate takes the reply for, the language model having found nothing but a story in it."""
    question = BOOK.questions[row["asked"]]
    offered = {option.value: option.label["da"] for option in question.options}
    return gate.read(gate.Message(row["says"], "tell", 0.9), question, offered, BOOK.controls, date(2026, 11, 21), "da")


def test_the_tables_are_large_enough() -> None:
    assert len(ROWS) >= 700


@pytest.mark.parametrize("row", [row for row in ROWS if not row["means"].startswith("control")], ids=lambda row: row["says"][:40])
def test_no_answer_undoes_or_ends_anything(row: dict[str, Any]) -> None:
    found = heard(row)
    assert not (isinstance(found, gate.Control) and found.name in UNDOING)


@pytest.mark.parametrize("row", [row for row in ROWS if row["asked"] in ("review", "consent")], ids=lambda row: row["says"][:40])
def test_nothing_is_sent_or_allowed_without_a_yes(row: dict[str, Any]) -> None:
    found = heard(row)
    if isinstance(found, gate.Answer) and found.value in ("send", "yes"):
        assert row["means"] == "answer" and row.get("value", found.value) == found.value
