"""Faults inside a turn: she is told, her words are kept, and the talk goes on where it was."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import uuid
from collections.abc import AsyncIterator
from datetime import datetime, timezone
from typing import Any

import pytest
import pytest_asyncio
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from conftest import COMPLAINT, asks, file_a_case, is_fault, made_server, new_sender, rows_of, say, settings, talk, texts, visitor

from bot.errors import StoreError
from bot.web import keys

STORY = "Jeg har ventet ni måneder på svar fra jobcentret om mine sygedagpenge."
SECONDS = 0.5  # what an action may take here


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def hasty(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[web.Application]:
    """An application whose actions and turns may take only a moment, by its settings."""
    from bot.web.app import create

    made = await create(settings(tmp_path_factory.mktemp("hasty"), ACTION_SECONDS=str(SECONDS), TURN_SECONDS="6"))
    server = TestServer(made)
    await server.start_server()
    made_server[made] = server
    async with visitor(made) as first:
        await talk(first, STORY)  # the first turn of a process is slower
    yield made
    await server.close()


@pytest_asyncio.fixture(loop_scope="session")
async def client(hasty: web.Application) -> AsyncIterator[TestClient]:
    async with visitor(hasty) as found:
        yield found


def phone(app: web.Application) -> str:
    return app[keys.book].profiles["gentofte"].adviser.phone


def break_action(monkeypatch: pytest.MonkeyPatch, app: web.Application, action: str, behaviour: Any) -> None:
    """Put something else where Rasa's executor finds the action."""
    actions = app[keys.dialogue]._actions.executor.actions
    assert action in actions
    monkeypatch.setitem(actions, action, behaviour)


def raising(error: Any) -> Any:
    async def run(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        raise error() if callable(error) else error

    return run


async def hanging(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
    await asyncio.sleep(30)
    return []


def returning(value: Any) -> Any:
    async def run(dispatcher: Any, tracker: Any, domain: Any) -> Any:
        return value

    return run


async def half_said(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
    dispatcher.utter_message(text="Halvt")
    raise RuntimeError("after the first bubble")


def surrogate() -> Exception:
    try:
        "\ud800".encode()
    except UnicodeEncodeError as error:
        return error
    raise AssertionError


def not_json() -> Exception:
    try:
        json.loads("{")
    except ValueError as error:
        return error
    raise AssertionError


FAULTS = {
    "raises": raising(RuntimeError("hemmeligtord")),
    "raises value error": raising(ValueError("hemmeligtord")),
    "raises key error": raising(KeyError("hemmeligtord")),
    "raises a json error": raising(not_json),
    "raises a unicode error": raising(surrogate),
    "raises store error": raising(StoreError("the database refused")),
    "raises assertion": raising(AssertionError("hemmeligtord")),
    "hangs": hanging,
    "half said, then raises": half_said,
    "returns text": returning("rubbish"),
    "returns a number": returning(5),
    "returns numbers": returning([1, 2]),
    "returns nonsense events": returning([{"event": "no such event", "name": 5}]),
    "returns events without names": returning([{}]),
}


@pytest.mark.parametrize("behaviour", FAULTS.values(), ids=FAULTS.keys())
async def test_a_failed_action_is_told_kept_and_gone_on_from(
    client: TestClient, hasty: web.Application, behaviour: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sender = new_sender()
    _, before = await talk(client, STORY, "ja", sender=sender)
    state = rows_of(hasty, "conversations", sender)[0]["state"]
    assert asks(before) == "brought"
    started = asyncio.get_running_loop().time()
    with monkeypatch.context() as broken:
        break_action(broken, hasty, "validate_intake_form", behaviour)
        answers = await say(client, sender, "nej, hemmeligtord")
    assert asyncio.get_running_loop().time() - started < 5
    assert is_fault(answers)
    assert phone(hasty) in texts(answers) and "gemt" in texts(answers)
    assert "Halvt" not in texts(answers)
    assert [row["text"] for row in rows_of(hasty, "inbound", sender)][-1] == "nej, hemmeligtord"
    assert rows_of(hasty, "conversations", sender)[0]["state"] == state
    assert "hemmeligtord" not in caplog.text
    after = await say(client, sender, "nej")
    assert not is_fault(after)
    assert rows_of(hasty, "conversations", sender)[0]["state"]["slots"]["brought"][0] == "none", "the same question was answered"


@pytest.mark.parametrize("action", ["action_ask_understood", "validate_intake_form"])
@pytest.mark.parametrize("behaviour", [FAULTS["raises"], FAULTS["hangs"], FAULTS["raises a json error"]], ids=["raises", "hangs", "json"])
async def test_a_failed_first_turn(
    client: TestClient, hasty: web.Application, action: str, behaviour: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = new_sender()
    with monkeypatch.context() as broken:
        break_action(broken, hasty, action, behaviour)
        answers = await say(client, sender, STORY)
    assert is_fault(answers) and phone(hasty) in texts(answers)
    assert rows_of(hasty, "inbound", sender)[0]["text"] == STORY
    after = await say(client, sender, STORY)
    assert asks(after) == "understood"


async def test_a_failed_conclusion_files_nothing_twice(client: TestClient, hasty: web.Application, monkeypatch: pytest.MonkeyPatch) -> None:
    """The record is stored, then the action fails: the next "send" gives the same case."""
    sender = new_sender()
    real = hasty[keys.dialogue]._actions.executor.actions["action_conclude"]

    async def file_and_fail(dispatcher: Any, tracker: Any, domain: Any) -> list[Any]:
        await _run(real, dispatcher, tracker, domain)
        raise RuntimeError("after it was filed")

    async def ask(text: str) -> list[dict[str, Any]]:
        if text != "send":
            return await say(client, sender, text)
        with monkeypatch.context() as broken:
            break_action(broken, hasty, "action_conclude", file_and_fail)
            failed = await say(client, sender, text)
        assert is_fault(failed)
        return await say(client, sender, text)

    filed, _ = await file_a_case(ask, COMPLAINT)
    assert "Nu er det sendt" in texts(filed)
    assert len(rows_of(hasty, "cases", sender)) == 1


async def _run(action: Any, *args: Any) -> Any:
    found = action(*args)
    return await found if asyncio.iscoroutine(found) else found


async def test_the_language_model_fails(client: TestClient, hasty: web.Application, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = new_sender()

    async def broken(text: str) -> dict[str, Any]:
        raise RuntimeError(text)

    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.dialogue], "parse", broken)
        answers = await say(client, sender, STORY)
    assert is_fault(answers) and phone(hasty) in texts(answers)
    assert asks(await say(client, sender, STORY)) == "understood"


async def test_the_language_model_hangs(client: TestClient, hasty: web.Application, monkeypatch: pytest.MonkeyPatch) -> None:
    sender = new_sender()

    async def hung(text: str) -> dict[str, Any]:
        await asyncio.sleep(60)
        return {}

    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.dialogue], "parse", hung)
        patch.setattr(hasty[keys.dialogue], "_turn_seconds", 0.3)
        answers = await say(client, sender, STORY)
    assert is_fault(answers)
    assert asks(await say(client, sender, STORY)) == "understood"


# --- a database that refuses


def refuse(*_: Any) -> Any:
    raise StoreError("the database refused: OperationalError: hemmeligtord")


@pytest.mark.parametrize("call", ["receive"])
async def test_a_message_that_cannot_be_kept_is_not_acknowledged(
    client: TestClient, hasty: web.Application, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, id_ = new_sender(), uuid.uuid4().hex
    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.store], call, refuse)
        answers = await say(client, sender, STORY, message_id=id_)
    assert is_fault(answers) and "kunne ikke gemme" in texts(answers) and phone(hasty) in texts(answers)
    assert answers[0]["custom"]["resend"] is True
    assert rows_of(hasty, "inbound", sender) == []
    again = await say(client, sender, STORY, message_id=id_)
    assert asks(again) == "understood"


@pytest.mark.parametrize("call", ["answer"])
async def test_a_database_that_fails_half_way_loses_nothing(
    client: TestClient, hasty: web.Application, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender, id_ = new_sender(), uuid.uuid4().hex
    await say(client, sender, STORY)
    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.store], call, refuse)
        answers = await say(client, sender, "ja", message_id=id_)
    assert is_fault(answers) and phone(hasty) in texts(answers)
    assert "kunne ikke gemme" not in texts(answers), "it is in the ledger: to say that it is lost is not true"
    again = await say(client, sender, "ja", message_id=id_)
    assert asks(again) == "brought"
    assert len(rows_of(hasty, "inbound", sender)) == 2


async def test_a_database_that_fails_half_way_is_made_good_by_the_next_message(
    client: TestClient, hasty: web.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    sender = new_sender()
    await say(client, sender, STORY)
    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.store], "answer", refuse)
        await say(client, sender, "ja")
    await say(client, sender, "nej")
    slots = rows_of(hasty, "conversations", sender)[0]["state"]["slots"]
    assert slots["understood"][0] == "yes" and slots["brought"][0] == "none"
    assert all(row["answered_at"] for row in rows_of(hasty, "inbound", sender))


async def test_the_page_keeps_her_words_when_the_database_refuses(
    client: TestClient, hasty: web.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.store], "receive", refuse)
        response = await client.post("/", data={"client_id": "x1", "text": STORY}, allow_redirects=False)
        page = await response.text()
    assert response.status == 503
    assert "kunne ikke gemme" in page and STORY in page and 'value="x1"' in page


# --- a process that stops


async def test_what_was_acknowledged_is_answered_after_a_restart(hasty: web.Application) -> None:
    store, dialogue, sender = hasty[keys.store], hasty[keys.dialogue], new_sender()
    now = datetime.now(timezone.utc)
    for number, text in enumerate((STORY, "ja")):
        store.receive(sender, f"m{number}", text, {"received_on": "2026-11-21"}, "gentofte", now)
    assert (sender, "gentofte") in store.waiting()
    assert await dialogue.resume() >= 1
    assert (sender, "gentofte") not in store.waiting()
    outbound = rows_of(hasty, "outbound", sender)
    assert [row["inbound"] for row in outbound] == sorted(row["inbound"] for row in outbound)
    assert outbound[-1]["answer"]["custom"]["asks"] == "brought"
    async with visitor(hasty) as client:
        same = await say(client, sender, "ja", message_id="m1")
        assert texts(same) == "\n".join(row["answer"]["text"] for row in outbound if row["inbound"] == outbound[-1]["inbound"])
        assert asks(await say(client, sender, "nej")) not in ("brought", None)


async def test_one_broken_conversation_does_not_keep_the_others_from_their_answer(
    hasty: web.Application, monkeypatch: pytest.MonkeyPatch
) -> None:
    store, dialogue = hasty[keys.store], hasty[keys.dialogue]
    broken, sound = new_sender(), new_sender()
    for sender in (broken, sound):
        store.receive(sender, "m", STORY, {}, "gentofte", datetime.now(timezone.utc))
    real = store.state

    def state(conversation: str) -> Any:
        return refuse() if conversation == broken else real(conversation)

    with monkeypatch.context() as patch:
        patch.setattr(store, "state", state)
        with contextlib.suppress(StoreError):  # whether told or not: the sound one must have its answer
            await dialogue.resume()
    waiting = store.waiting()
    await dialogue.resume()
    assert (sound, "gentofte") not in waiting


async def test_a_resume_that_fails_does_not_end_the_process_in_an_error(hasty: web.Application, monkeypatch: pytest.MonkeyPatch) -> None:
    from bot.web.app import _resume

    with monkeypatch.context() as patch:
        patch.setattr(hasty[keys.store], "waiting", refuse)
        await _resume(hasty)


# --- long conversations


async def test_turn_200_keeps_as_little_as_turn_5(client: TestClient, hasty: web.Application) -> None:
    sender, sizes, costs = new_sender(), {}, {}
    asides = ("hvem læser det her", "er du et menneske", "hvor længe tager det", "hvornår har I åbent")
    await say(client, sender, STORY)
    loop = asyncio.get_running_loop()
    for turn in range(2, 201):
        started = loop.time()
        answers = await say(client, sender, asides[turn % len(asides)])
        costs[turn] = loop.time() - started
        assert not is_fault(answers)
        sizes[turn] = len(json.dumps(rows_of(hasty, "conversations", sender)[0]["state"]))
    assert abs(sizes[200] - sizes[5]) <= 0.05 * sizes[5], (sizes[5], sizes[200])
    assert STORY in rows_of(hasty, "conversations", sender)[0]["state"]["slots"]["dossier"]["story"]
    early, late = sorted(costs[turn] for turn in range(5, 45))[20], sorted(costs[turn] for turn in range(160, 200))[20]
    assert late < 2 * early + 0.02, "a late turn takes as long as an early one"


async def test_unreadable_messages_and_corrections_do_not_grow_without_end(client: TestClient, hasty: web.Application) -> None:
    sender, sizes = new_sender(), {}
    await say(client, sender, STORY)
    for turn in range(60):
        await say(client, sender, ("tilbage", "ja", "?", "hvad")[turn % 4])
        sizes[turn] = len(json.dumps(rows_of(hasty, "conversations", sender)[0]["state"]))
    assert sizes[59] <= 1.05 * sizes[11], (sizes[11], sizes[59])
