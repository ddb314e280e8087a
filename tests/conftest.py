"""The real application, served once for the whole run: its own database, the model of the repository, every route."""

from __future__ import annotations

import json
import uuid
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot import model_file
from bot.errors import ModelError
from bot.settings import Settings
from bot.store import schema as t
from bot.web import keys

ROOT = Path(__file__).parents[1]
REST = "/webhooks/rest/webhook"
Answers = list[dict[str, Any]]


def settings(folder: Path, **more: str) -> Settings:
    """Settings of an application that keeps everything below `folder`."""
    try:
        model_file.checked(ROOT / "models")
    except ModelError:
        model_file.train(ROOT / "models")
    return Settings.from_environment(
        {
            "VEJVISER_DATABASE_URL": f"sqlite:///{folder / 'vejviser.db'}",
            "VEJVISER_SECRET_FILE": str(folder / "secret.key"),
            "VEJVISER_MODELS": str(ROOT / "models"),
            "VEJVISER_ALLOW_RECEIVED_ON": "true",
            "VEJVISER_HOST": "127.0.0.1",
            "VEJVISER_PORT": "0",
            **{f"VEJVISER_{name}": value for name, value in more.items()},
        }
    )


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def app(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[web.Application]:
    """Loaded and served once; tests keep apart by their own senders and cookies."""
    from bot.web.app import create

    made = await create(settings(tmp_path_factory.mktemp("vejviser")))
    server = TestServer(made)
    await server.start_server()
    made_server[made] = server
    yield made
    await server.close()


made_server: dict[web.Application, TestServer] = {}


@pytest_asyncio.fixture(loop_scope="session")
async def client(app: web.Application) -> AsyncIterator[TestClient]:
    """A browser of its own (fresh cookies) to the one application."""
    async with visitor(app) as found:
        yield found


def visitor(app: web.Application) -> TestClient:
    """Another browser to the same application; closing it leaves the server running."""
    return _Visitor(made_server[app])


class _Visitor(TestClient):  # type: ignore[misc]
    async def start_server(self) -> None:
        pass  # it runs already

    async def close(self) -> None:
        for response in self._responses:
            response.close()
        await self._session.close()


def new_sender() -> str:
    return f"test-{uuid.uuid4().hex}"


async def post(client: TestClient, body: Any, **headers: str) -> tuple[int, Any]:
    """Status and JSON of one request to the REST channel; `body` is sent as it is where it is bytes."""
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    response = await client.post(REST, data=data, headers={"Content-Type": "application/json", **headers})
    text = await response.text()
    try:
        return response.status, json.loads(text)
    except ValueError:
        raise AssertionError(f"not JSON ({response.status} {response.content_type}): {text[:200]!r}") from None


async def say(client: TestClient, sender: str, message: str, on: str = "2026-11-21", **more: Any) -> Answers:
    """One message of a conversation; the answers, which are never none."""
    metadata = {"received_on": on, **more.pop("metadata", {})}
    status, answers = await post(client, {"sender": sender, "message": message, "metadata": metadata, **more})
    assert status == 200, answers
    assert answers and all(answer["recipient_id"] == sender for answer in answers)
    return answers


async def talk(client: TestClient, *messages: str, on: str = "2026-11-21", sender: str = "") -> list[Answers]:
    """A whole conversation of a new sender: the answers to each message in turn."""
    sender = sender or new_sender()
    return [await say(client, sender, message, on) for message in messages]


def texts(answers: Answers) -> str:
    return "\n".join(answer.get("text") or "" for answer in answers)


def asks(answers: Answers) -> str | None:
    """The fact the last answer asks for."""
    found = [answer["custom"]["asks"] for answer in answers if (answer.get("custom") or {}).get("asks")]
    return found[-1] if found else None


def payloads(answers: Answers) -> dict[str, str]:
    """Label → payload of every button shown."""
    return {button["title"]: button["payload"] for answer in answers for button in answer.get("buttons") or ()}


def is_fault(answers: Answers) -> bool:
    return any((answer.get("custom") or {}).get("fault") for answer in answers)


def button(fact: str, value: str) -> str:
    return "/answer" + json.dumps({"fact": fact, "value": value}, ensure_ascii=False, separators=(",", ":"))


#: What a citizen answers until her complaint is filed, by the fact that is asked.
REPLIES = {
    "understood": "ja", "happened": "i sidste uge", "recent": "ja", "brought": "nej", "council": "nej", "political": "min egen sag",
    "employment": "nej", "authority": "kommunen", "appeal": "nej", "process": "ja", "complained_before": "nej", "caseworker_changes": "nej",
    "decision_received": "ved ikke", "role": "mig selv", "area": "ved ikke", "home": "ved ikke", "wish": "Jeg ønsker et svar",
    "contact": "20 45 77 34", "consent": "ja", "review": "send", "danger": "nej", "wants_adviser": "ja", "authorised": "ja",
}  # fmt: skip
COMPLAINT = (
    "Jeg har ventet ni måneder på svar fra jobcentret om min ansøgning om sygedagpenge. "
    "De svarer ikke på mine mails, og ingen ringer tilbage."
)


async def file_a_case(ask: Callable[[str], Awaitable[Answers]], story: str = COMPLAINT, **replies: str) -> tuple[Answers, list[str]]:
    """Talk until the case is filed; the last answers and everything she wrote."""
    said, known = [story], {**REPLIES, **replies}
    answers = await ask(story)
    for _ in range(25):
        if any((answer.get("custom") or {}).get("reference") for answer in answers):
            return answers, said
        fact = asks(answers)
        assert fact in known, f"asked for {fact!r}: {texts(answers)}"
        said.append(known[fact])
        answers = await ask(known[fact])
    raise AssertionError(f"no case after {len(said)} messages; last: {texts(answers)}")


def reference(answers: Answers) -> str:
    return next(a["custom"]["reference"] for a in answers if (a.get("custom") or {}).get("reference"))


@pytest.fixture
def ledger(app: web.Application) -> Callable[..., list[dict[str, Any]]]:
    """Rows of a table that belong to one conversation, as they stand in the database."""

    def rows(table: str, conversation: str) -> list[dict[str, Any]]:
        return rows_of(app, table, conversation)

    return rows


def rows_of(app: web.Application, table: str, conversation: str) -> list[dict[str, Any]]:
    found: sa.Table = getattr(t, table)
    column = found.c.id if table == "conversations" else found.c.conversation
    with app[keys.store].read() as connection:
        return [
            dict(row._mapping) for row in connection.execute(sa.select(found).where(column == conversation).order_by(*found.primary_key))
        ]
