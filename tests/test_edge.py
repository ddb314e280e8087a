# ruff: noqa: E501
"""The edge: whatever is sent is answered clearly, kept once, in order, and without a CPR number."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import unicodedata
import uuid
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient
from conftest import (
    COMPLAINT,
    REST,
    button,
    file_a_case,
    is_fault,
    new_sender,
    payloads,
    post,
    rows_of,
    say,
    talk,
    texts,
    visitor,
)  # fmt: skip

from bot.masking import MASK, mask
from bot.message import clean
from bot.web import keys

STORY = "Jeg har ventet ni måneder på svar fra jobcentret om mine sygedagpenge."


def check(status: int, body: Any) -> None:
    """An answer with text, or an error that names a field and a reason."""
    assert status < 500, body
    if isinstance(body, list):
        assert status == 200
        assert body, "an empty list is silence"
        assert any((answer.get("text") or "").strip() for answer in body), body
        assert not is_fault(body) or "kender jeg ikke" in texts(body), body
    else:
        assert 400 <= status < 500
        assert body["error"]["field"] and body["error"]["reason"], body


# --- messages of every kind

MESSAGES = {
    "empty": "",
    "space": "   ",
    "white": "\n\t \r\n",
    "narrow spaces": "\u00a0\u2003\u200b",
    "nul": "\x00",
    "nul inside": "Jeg har ventet\x00 ni måneder",
    "control": "\x01\x07\x1b[31m",
    "turned": "\u202eJeg har ventet\u202c \u2066ni\u2069 måneder",
    "only marks": "\u202e\u202c\u200f",
    "emoji": "😡😡😡",
    "family": "👨‍👩‍👧‍👦",
    "thumb": "👍",
    "question mark": "???",
    "dots": "...",
    "combining": "e" + "\u0301" * 500,
    "html": "<script>alert(1)</script><img src=x onerror=alert(1)>",
    "template": "{{ 7*7 }} {phone} %s ${x}",
    "sql": "'; DROP TABLE inbound; --",
    "one letter": "a",
    "digits": "1234567",
    "arabic": "أنتظر الرد من البلدية منذ تسعة أشهر",
    "chinese": "我等了九个月",
    "one word": "a" * 9_000,
    "lines": "\n".join("linje" for _ in range(1500)),
    "unknown payload": '/answer{"fact":"x","value":"y"}',
    "payload no json": "/answer{",
    "payload a list": "/answer[1,2]",
    "payload deep": "/answer{" + '"a":{' * 900 + "}" * 901,
    "payload types": '/answer{"fact":{"a":1},"value":[2]}',
    "payload no value": '/answer{"fact":"matter"}',
    "payload of text question": '/answer{"fact":"matter","value":"x"}',
    "restart": "/restart",
    "session start": "/session_start",
    "back": "/back",
    "intent": '/intent{"x": "y"}',
    "known intent": '/tell{"requested_slot": "review"}',
    "set slots": '/SetSlots(review=send)',
    "slashes": "//////",
    "entities": "[jobcenter](department) @all #tag",
}  # fmt: skip


@pytest.mark.parametrize("message", MESSAGES.values(), ids=MESSAGES.keys())
async def test_any_message_as_the_first_is_answered(client: TestClient, message: str) -> None:
    sender = new_sender()
    check(*await post(client, {"sender": sender, "message": message}))
    after = await say(client, sender, STORY)  # and the talk can go on
    assert not is_fault(after)
    assert rows_of(client.server.app, "inbound", sender)[-1]["answered_at"] is not None


async def test_any_message_inside_a_talk_leaves_the_talk_intact(client: TestClient) -> None:
    """What cannot be read never loses the question that stands open, nor what was told."""
    sender = new_sender()
    await say(client, sender, STORY)
    for name in (
        "empty",
        "nul",
        "emoji",
        "only marks",
        "unknown payload",
        "payload deep",
        "restart",
        "session start",
        "intent",
        "known intent",
        "set slots",
    ):
        answers = await say(client, sender, MESSAGES[name])
        assert not is_fault(answers), name
        state = rows_of(client.server.app, "conversations", sender)[0]["state"]
        if name not in ("restart",):  # typed /restart is the citizen's "restart"
            assert STORY in state["slots"]["dossier"]["story"], (name, texts(answers))
        else:
            sender = new_sender()
            await say(client, sender, STORY)


async def test_no_typed_intent_steers_the_dialogue(client: TestClient) -> None:
    """A typed /answer for another question, or Rasa's own commands, files nothing."""
    sender = new_sender()
    await say(client, sender, STORY)
    for text in (button("review", "send"), button("consent", "yes"), "/action_conclude", '/answer{"fact":"understood","value":"send"}'):
        answers = await say(client, sender, text)
        assert not is_fault(answers), text
    assert rows_of(client.server.app, "cases", sender) == []


async def test_a_long_text_is_cut_and_said_and_kept(client: TestClient) -> None:
    words = "Jeg har ventet ni måneder på svar fra jobcentret om mine sygedagpenge, og ingen ringer. "
    long = (words * 400)[:20_000]
    sender = new_sender()
    answers = await say(client, sender, long)
    assert "10000" in texts(answers).replace(".", "") and "meget lang" in texts(answers)
    assert not is_fault(answers)
    (row,) = rows_of(client.server.app, "inbound", sender)
    assert row["text"] == long[:10_000]
    assert row["notes"]["cut"] == 10_000


async def test_text_at_the_limit_is_not_cut(client: TestClient) -> None:
    text = ("Jeg har ventet på svar fra jobcentret. " * 300)[:10_000]
    sender = new_sender()
    answers = await say(client, sender, text)
    assert "meget lang" not in texts(answers)
    assert rows_of(client.server.app, "inbound", sender)[0]["text"] == text


async def test_signs_that_turn_text_or_end_it_are_not_kept(client: TestClient) -> None:
    sender = new_sender()
    await say(client, sender, "Jeg\x00 har \u202eventet\u202c ni\x1b[0m måneder på svar \ue000fra kommunen")
    text = rows_of(client.server.app, "inbound", sender)[0]["text"]
    assert text == "Jeg har ventet ni[0m måneder på svar fra kommunen"


async def test_a_stale_button_says_so_and_asks_again(client: TestClient) -> None:
    first, second = await talk(client, STORY, "ja")
    assert payloads(first)
    sender = first[0]["recipient_id"]
    again = await say(client, sender, next(iter(payloads(first).values())))
    assert "tidligere spørgsmål" in texts(again)
    assert next(a["custom"]["asks"] for a in reversed(again) if "asks" in (a.get("custom") or {})) == next(
        a["custom"]["asks"] for a in reversed(second) if "asks" in (a.get("custom") or {})
    )


# --- requests of every kind

RAW: dict[str, bytes] = {
    "lone surrogate": rb'{"sender": "raw-1", "message": "Jeg venter \ud83d p\u00e5 svar"}',
    "surrogate alone": rb'{"sender": "raw-2", "message": "\udc00"}',
    "surrogate sender": rb'{"sender": "raw\ud800", "message": "hej"}',
    "surrogate language": rb'{"sender": "raw-3", "message": "hej", "metadata": {"language": "\ud800"}}',
    "surrogate message id": rb'{"sender": "raw-4", "message": "hej", "message_id": "\ud800"}',
    "deep array": b"[" * 50_000,
    "deep object": b'{"a":' * 20_000 + b"1" + b"}" * 20_000,
    "deep metadata": b'{"sender": "raw-5", "message": "hej", "metadata": {"x": ' + b"[" * 400 + b"]" * 400 + b"}}",
    "broken": b'{"sender": "x", "message": ',
    "empty body": b"",
    "array": b'[{"sender": "x", "message": "hej"}]',
    "text": b'"hej"',
    "number": b"1",
    "null": b"null",
    "nan": b'{"sender": "raw-6", "message": NaN}',
    "huge number": b'{"sender": "raw-7", "message": 1' + b"0" * 100_000 + b"}",
    "no sender": b'{"message": "Jeg venter paa svar"}',
    "sender null": b'{"sender": null, "message": "hej"}',
    "sender empty": b'{"sender": "", "message": "hej"}',
    "sender long": json.dumps({"sender": "s" * 500, "message": "hej"}).encode(),
    "sender list": b'{"sender": ["x"], "message": "hej"}',
    "sender object": b'{"sender": {"x": 1}, "message": "hej"}',
    "sender number": b'{"sender": 17, "message": "hej"}',
    "sender true": b'{"sender": true, "message": "hej"}',
    "sender newline": b'{"sender": "a\\nb", "message": "hej"}',
    "no message": b'{"sender": "raw-8"}',
    "message null": b'{"sender": "raw-9", "message": null}',
    "message number": b'{"sender": "raw-10", "message": 5}',
    "message list": b'{"sender": "raw-11", "message": ["hej"]}',
    "message object": b'{"sender": "raw-12", "message": {"text": "hej"}}',
    "message true": b'{"sender": "raw-13", "message": true}',
    "metadata list": b'{"sender": "raw-14", "message": "hej", "metadata": []}',
    "metadata text": b'{"sender": "raw-15", "message": "hej", "metadata": "da"}',
    "municipality unknown": b'{"sender": "raw-16", "message": "hej", "metadata": {"municipality": "atlantis"}}',
    "municipality list": b'{"sender": "raw-17", "message": "hej", "metadata": {"municipality": ["gentofte"]}}',
    "municipality empty": b'{"sender": "raw-18", "message": "hej", "metadata": {"municipality": ""}}',
    "municipality path": b'{"sender": "raw-19", "message": "hej", "metadata": {"municipality": "../../etc/passwd"}}',
    "language unknown": b'{"sender": "raw-20", "message": "hej", "metadata": {"language": "xx"}}',
    "language empty": b'{"sender": "raw-21", "message": "hej", "metadata": {"language": ""}}',
    "language long": json.dumps({"sender": "raw-22", "message": "hej", "metadata": {"language": "d" * 5000}}).encode(),
    "language number": b'{"sender": "raw-23", "message": "hej", "metadata": {"language": 5}}',
    "message id list": b'{"sender": "raw-24", "message": "hej", "message_id": ["x"]}',
    "message id long": json.dumps({"sender": "raw-25", "message": "hej", "message_id": "m" * 500}).encode(),
    "message id in metadata": b'{"sender": "raw-26", "message": "hej", "metadata": {"message_id": {"x": 1}}}',
    "latin-1": '{"sender": "raw-27", "message": "Jeg venter på svar"}'.encode("latin-1"),
    "not text": b"\xff\xfe\x00\x01\x80",
    "bom": b"\xef\xbb\xbf" + b'{"sender": "raw-28", "message": "hej"}',
    "twice": b'{"sender": "raw-29", "message": "a", "message": "Jeg venter"}',
    "unknown keys": b'{"sender": "raw-30", "message": "hej", "x": {"y": 1}, "input_channel": "callback"}',
}
for number, day in enumerate(
    (
        "nonsense",
        "2026-13-01",
        "",
        "2026-02-30",
        "21-11-2026",
        5,
        True,
        [],
        {},
        "2026-11-21T10:00",
        "0001-01-01",
        "9999-12-31",
        "2026-W47-6",
        "२०२६-११-२१",
    )
):
    RAW[f"received_on {day!r}"] = json.dumps(
        {"sender": f"raw-day-{number}", "message": "Det skete sidste år", "metadata": {"received_on": day}}
    ).encode()


@pytest.mark.parametrize("body", RAW.values(), ids=RAW.keys())
async def test_any_body_gets_a_clear_answer(client: TestClient, body: bytes) -> None:
    check(*await post(client, body))


ERRORS = {
    "deep array": "body", "deep object": "body", "broken": "body", "empty body": "body", "array": "body", "null": "body", "latin-1": "body", "not text": "body",
    "sender empty": "sender", "sender long": "sender", "sender list": "sender", "surrogate sender": "sender", "sender newline": "sender",
    "no message": "message", "message number": "message", "message null": "message", "nan": "message",
    "metadata list": "metadata", "municipality list": "metadata.municipality", "language number": "metadata.language",
    "message id list": "message_id", "message id long": "message_id", "message id in metadata": "message_id",
    "received_on 'nonsense'": "metadata.received_on", "received_on 5": "metadata.received_on", "received_on '2026-02-30'": "metadata.received_on",
}  # fmt: skip


@pytest.mark.parametrize(("name", "field"), ERRORS.items())
async def test_an_error_names_the_field(client: TestClient, name: str, field: str) -> None:
    status, body = await post(client, RAW[name])
    assert status == 400
    assert body["error"]["field"] == field


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/xml", "rubbish", "application/json; charset=nonsense", "application/json; charset=rot13", "application/json; charset=utf-16"])  # fmt: skip
async def test_another_content_type(client: TestClient, kind: str) -> None:
    status, body = await post(client, json.dumps({"sender": new_sender(), "message": "hej"}).encode(), **{"Content-Type": kind})
    check(status, body)


async def test_a_body_too_large_is_refused_with_its_limit(client: TestClient) -> None:
    status, body = await post(client, json.dumps({"sender": new_sender(), "message": "x" * 1_000_000}).encode())
    assert status == 413
    assert body["error"]["field"] == "body" and "256 kB" in body["error"]["reason"]


@pytest.mark.parametrize("path", [REST, "/chat", "/forget"])
@pytest.mark.parametrize("method", ["GET", "PUT", "DELETE"])
async def test_another_method_is_answered_in_json(client: TestClient, method: str, path: str) -> None:
    response = await client.request(method, path, allow_redirects=False)
    assert response.status == 405
    assert "POST" in response.headers["Allow"]
    body = await response.json()
    assert body["error"]["field"] and body["error"]["reason"]


async def test_unknown_municipality_names_those_that_are_known(client: TestClient) -> None:
    _, body = await post(client, RAW["municipality unknown"])
    for profile in client.server.app[keys.book].profiles.values():
        assert profile.name in texts(body)


# --- once, in order, none lost


async def test_the_same_message_twice_is_one_message(client: TestClient) -> None:
    sender, id_ = new_sender(), uuid.uuid4().hex
    first = await say(client, sender, STORY, message_id=id_)
    second = await say(client, sender, STORY, message_id=id_)
    assert second == first
    assert len(rows_of(client.server.app, "inbound", sender)) == 1
    assert len(rows_of(client.server.app, "outbound", sender)) == len(first)


async def test_the_same_message_twice_at_once_is_one_message(client: TestClient) -> None:
    sender, id_ = new_sender(), uuid.uuid4().hex
    found = await asyncio.gather(*(say(client, sender, STORY, message_id=id_) for _ in range(6)))
    assert all(answers == found[0] for answers in found)
    assert len(rows_of(client.server.app, "inbound", sender)) == 1
    assert len(rows_of(client.server.app, "outbound", sender)) == len(found[0])


async def test_sending_the_record_twice_files_once_and_shows_the_code_again(client: TestClient) -> None:
    app, sender = client.server.app, new_sender()
    ids: list[str] = []

    async def ask(text: str) -> list[dict[str, Any]]:
        ids.append(uuid.uuid4().hex)
        return await say(client, sender, text, message_id=ids[-1])

    filed, said = await file_a_case(ask)
    assert said[-1] == "send"
    again = await asyncio.gather(*(say(client, sender, "send", message_id=ids[-1]) for _ in range(3)))
    code = re.search(r"\b[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}\b", texts(filed))
    assert code is not None
    assert all(answers == filed for answers in again), "the receipt code included"
    assert len(rows_of(app, "cases", sender)) == 1
    kept = json.dumps([rows_of(app, table, sender) for table in ("inbound", "outbound", "conversations", "cases")], default=str)
    assert code[0] not in kept, "the code itself is not kept"


async def test_sending_the_record_twice_at_once_files_once(client: TestClient) -> None:
    """Two clicks with two ids, the first not yet answered."""
    sender = new_sender()
    answers: list[dict[str, Any]] = []

    async def ask(text: str) -> list[dict[str, Any]]:
        if text != "send":
            return await say(client, sender, text)
        both = await asyncio.gather(say(client, sender, "send"), say(client, sender, "send"))
        answers.extend(both[1])
        return both[0] if any((a.get("custom") or {}).get("reference") for a in both[0]) else both[1]

    await file_a_case(ask)
    assert len(rows_of(client.server.app, "cases", sender)) == 1
    assert answers and not is_fault(answers)


async def test_a_message_sent_while_the_last_is_worked_on_waits_its_turn(client: TestClient) -> None:
    app, sender = client.server.app, new_sender()
    sent = [STORY, "ja", "nej"]
    tasks = []
    for text in sent:
        tasks.append(asyncio.create_task(say(client, sender, text)))
        while len(rows_of(app, "inbound", sender)) < len(tasks):
            await asyncio.sleep(0.002)
    found = await asyncio.gather(*tasks)
    assert [row["text"] for row in rows_of(app, "inbound", sender)] == sent
    answered = [row["inbound"] for row in rows_of(app, "outbound", sender)]
    assert answered == sorted(answered)
    assert "forstået dig rigtigt" in texts(found[0]) and "Ombudsmand" in texts(found[1])
    assert rows_of(app, "conversations", sender)[0]["state"]["slots"]["brought"][0] == "none"


async def test_of_25_messages_at_once_every_one_is_answered_or_refused_and_none_lost(client: TestClient) -> None:
    app, sender = client.server.app, new_sender()
    words = [f"Besked {number}: jobcentret svarer ikke på min ansøgning." for number in range(25)]
    found = await asyncio.gather(*(say(client, sender, text) for text in words))
    busy = [text for text, answers in zip(words, found) if is_fault(answers)]
    assert 1 <= len(busy) <= 5
    assert all(
        "ikke færdig med dine forrige" in texts(answers) and answers[0]["custom"]["resend"] for answers in found if is_fault(answers)
    )
    kept = [row["text"] for row in rows_of(app, "inbound", sender)]
    assert sorted(kept + busy) == sorted(words), "kept, or told to send again"
    assert all(row["answered_at"] for row in rows_of(app, "inbound", sender))
    story = rows_of(app, "conversations", sender)[0]["state"]["slots"]["dossier"]["story"]
    assert [text for text in kept if text not in story] == []
    later = await say(client, sender, busy[0])
    assert not is_fault(later)


async def test_ten_conversations_at_once_do_not_mix(client: TestClient) -> None:
    app = client.server.app
    senders = [new_sender() for _ in range(10)]
    marks = [f"kennemærke{letter * 3}" for letter in "abcdefghij"]

    async def one(sender: str, mark: str) -> list[list[dict[str, Any]]]:
        return await talk(client, f"{STORY} Sagen hedder {mark}.", "ja", "hvem læser det her", "nej", sender=sender)

    found = await asyncio.gather(*(one(sender, mark) for sender, mark in zip(senders, marks)))
    shape = [[len(answers) for answers in talked] for talked in found]
    assert all(lengths == shape[0] for lengths in shape), shape
    for sender, mark, talked in zip(senders, marks, found):
        everything = json.dumps(talked, ensure_ascii=False) + json.dumps(
            rows_of(app, "conversations", sender)[0]["state"], ensure_ascii=False
        )
        assert mark in everything
        assert not [other for other in marks if other != mark and other in everything]
        assert len(rows_of(app, "inbound", sender)) == 4


async def test_two_clients_without_a_sender_do_not_share_a_conversation(app: web.Application) -> None:
    """Without a sender nobody may read, or go on with, what another wrote."""
    async with visitor(app) as one, visitor(app) as other:
        await post(one, {"message": f"{STORY} hemmeligtord"})
        status, answers = await post(other, {"message": "ret det"})
        assert status < 500
        assert "hemmeligtord" not in json.dumps(answers)
        assert not rows_of(app, "conversations", "default"), "one conversation for everybody"


# --- CPR numbers: day, month, year, and the four that are hers alone

FORMS = [
    "1207857391", "120785-7391", "120785 7391", "12 07 85 7391", "12-07-85-7391", "12.07.85.7391", "12/07/85-7391", "12/07-85 7391",
    "12.07.85-7391", "12 07 85-7391", "120785.7391", "120785/7391", "120785_7391", "120785:7391", "120785;7391", "120785,7391",
    "120785–7391", "120785—7391", "120785−7391", "120785‑7391", "120785 - 7391", "120785  7391", "120785 – 7391", "120785\n7391",
    "120785-\n7391", "120785\r\n7391", "120785\t7391", "1 2 0 7 8 5 7 3 9 1", "1-2-0-7-8-5-7-3-9-1", "1.2.0.7.8.5.7.3.9.1",
    "1, 2, 0, 7, 8, 5, 7, 3, 9, 1", "120785-73 91", "120785 73 91", "120785-7 3 9 1", "12 07 1985 7391", "12071985-7391", "120719857391",
    "12-07-1985-7391", "12.07.1985 7391", "12/07/1985/7391", "720785-7391", "7207857391", "72 07 85 7391", "910785-7391",
    "１２０７８５７３９１", "１２０７８５-７３９１", "１２０７８５－７３９１", "١٢٠٧٨٥٧٣٩١", "١٢٠٧٨٥-٧٣٩١", "۱۲۰۷۸۵-۷۳۹۱", "१२०७८५-७३९१", "120785-٧٣٩١",
    "cpr120785-7391", "cpr:1207857391", "CPR1207857391erMit", "nr.120785-7391!", "(120785-7391)", "(120785)7391", "(120785) 7391",
    "120785(7391)", "»120785-7391«", "120785\u200b7391", "120785\u00a07391", "120785\u20077391", "120785\u00ad7391", "1207\u200d857391",
    "120785+7391", "120785=7391", "120785*7391", "120785~7391", "120785|7391", "120785•7391", "120785xxxx 120785-7391",
    "120785 -- 7391", "120785   -   7391", "120785 ... 7391", "[120785]-[7391]", '"120785"-"7391"', "<120785>7391", "120785#7391",
    "\u202e120785-7391\u202c", "120785\x007391",
]  # fmt: skip
SPLIT = [
    ("mit cpr-nummer er 120785", "7391"), ("120785-", "7391"), ("120785", "-7391"), ("12 07 85", "73 91"), ("12.07.85.", "7391."),
    ("Jeg er født 12-07-1985", "7391 er resten"), ("１２０７８５", "７３９１"), ("120785", "\n7391"),
]  # fmt: skip


def bare(text: str) -> str:
    """Every digit of any script, and nothing else."""
    return "".join(str(unicodedata.decimal(letter)) for letter in text if letter.isdecimal())


def everything_kept(app: web.Application, sender: str) -> dict[str, str]:
    """All that the database holds of a conversation, by table."""
    return {
        table: json.dumps(rows_of(app, table, sender), ensure_ascii=False, default=str)
        for table in ("inbound", "outbound", "conversations", "cases")
    }


def files_of(app: web.Application) -> bytes:
    """The database as it lies on the disk, with its log."""
    path = Path(app[keys.settings].database_url.removeprefix("sqlite:///"))
    return b"".join(found.read_bytes() for found in path.parent.glob(f"{path.name}*"))


@pytest.mark.parametrize("written", FORMS)
def test_a_cpr_number_is_masked_however_it_is_written(written: str) -> None:
    found = clean(f"Mit nummer er {written} og jeg venter.")
    assert found.notes.get("cpr_masked") and MASK in found.text
    assert "7391" not in bare(found.text)


def test_at_least_sixty_forms() -> None:
    assert len(set(FORMS)) >= 60


async def test_no_cpr_number_reaches_disk_state_log_or_answer(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    app, left, untold = client.server.app, {}, []
    senders = {form: new_sender() for form in FORMS}
    for form, sender in senders.items():
        answers = await say(client, sender, f"Mit cpr-nummer er {form}, og jobcentret svarer ikke på min ansøgning.")
        if "cpr-nummer, før noget blev gemt" not in texts(answers):
            untold.append(form)
        for table, kept in everything_kept(app, sender).items():
            if (
                form in kept
                or json.dumps(form)[1:-1] in kept
                or (table == "inbound" and "7391" in bare(rows_of(app, "inbound", sender)[0]["text"]))
            ):
                left.setdefault(form, []).append(table)
        if any(form in answer.get("text", "") for answer in answers):
            left.setdefault(form, []).append("answer")
    assert untold == []
    assert left == {}
    disk = files_of(app)
    assert [form for form in FORMS if form.encode() in disk] == []
    logged = "\n".join(record.getMessage() + str(record.exc_text or "") + str(record.args) for record in caplog.records)
    assert [form for form in FORMS if form in logged] == []


@pytest.mark.parametrize(("first", "second"), SPLIT)
async def test_a_cpr_number_split_over_two_messages(client: TestClient, caplog: pytest.LogCaptureFixture, first: str, second: str) -> None:
    caplog.set_level(logging.DEBUG)
    sender = new_sender()
    _, answers = await talk(client, first, second, sender=sender)
    assert "cpr-nummer, før noget blev gemt" in texts(answers)
    kept = rows_of(client.server.app, "inbound", sender)[1]["text"]
    assert "7391" not in bare(kept)
    assert second.strip() not in json.dumps(
        rows_of(client.server.app, "conversations", sender)[0]["state"]["slots"]["dossier"]["story"], ensure_ascii=False
    )
    assert not [record for record in caplog.records if "7391" in record.getMessage()]


@pytest.mark.parametrize(
    ("field", "number"),
    [("sender", "130785-7392"), ("message_id", "130785-7394"), ("language", "130785-7395"), ("municipality", "130785-7396")],
)
async def test_a_cpr_number_beside_the_message_is_not_kept_either(client: TestClient, field: str, number: str) -> None:
    """A client that names its conversations after the citizen would put the number on the disk."""
    sender = new_sender()
    body: dict[str, Any] = {"sender": sender, "message": STORY, "metadata": {}}
    if field in ("sender", "message_id"):
        body[field] = number
    else:
        body["metadata"][field] = number
    check(*await post(client, body))
    assert number.encode() not in files_of(client.server.app)


async def test_a_cpr_number_as_wish_contact_and_button_is_masked(client: TestClient) -> None:
    sender = new_sender()

    async def ask(text: str) -> list[dict[str, Any]]:
        return await say(client, sender, text)

    await say(client, sender, button("matter", "140785-7393"))
    await file_a_case(
        ask, f"{COMPLAINT} Mit nummer er 140785-7393.", wish="At 140785-7393 får et svar", contact="20 45 77 34, cpr 1407857393"
    )
    kept = "".join(everything_kept(client.server.app, sender).values())
    assert "7393" not in kept.replace(" ", "")
    assert "20 45 77 34" in kept


NEAR = [
    "20 45 77 34", "+45 20 45 77 34", "4520457734", "0045 20457734", "70 20 11 14", "tlf. 31 22 11 00 eller 20 45 77 34",
    "1.250.000 kr.", "12.500,00 kr.", "3.500 kr. og 4.200 kr. og 1.250 kr.", "12-07-1985", "12.07.85", "fra 12.07.2024 til 13.08.2025",
    "12.07.2026 kl. 14.30", "den 12.07.2026 14:30", "mødet 10-12-2024 15.30", "10-12-2024 15-12-2024", "01.02.2025 30 dage", "2026-11-21",
    "sag 24/12345", "sagsnr. 2024-123456", "journalnummer 27.03.04-A26-5-25", "CVR 12345678", "EAN 5798000123456", "12345678901",
    "01019012345", "konto 5011 0009876543", "løbenummer 9912345678", "3213851234", "1213851234", "§ 65 e, stk. 2, nr. 14", "uge 12, 13 og 14",
    "2850 Nærum", "kl. 12-14 den 3/4 2025", "120785", "100 200 300 400",
]  # fmt: skip


@pytest.mark.parametrize("written", NEAR)
def test_a_near_miss_is_left_as_it_is(written: str) -> None:
    text = f"Det står her: {written}, siger de."
    assert mask(text).text == text
    assert len(set(NEAR)) >= 25


@pytest.mark.parametrize(
    ("first", "second"), [("Det var den 12.07.2024", "2024 var et dårligt år"), ("120785", "Jeg bor på Vej 7391"), ("hej", "7391")]
)
def test_what_follows_a_message_is_masked_only_after_a_birthday(first: str, second: str) -> None:
    if first == "Det var den 12.07.2024":
        assert mask(second, first).found in (0, 1)  # safe side: four digits after a full date may be hers
    else:
        assert mask(second, first).found == 0


# --- logs


async def test_no_word_of_hers_stands_in_any_log(client: TestClient, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    sender = new_sender()
    own = ["knasterhule", "viskelæderby", "bimmelimmersen", "skruenøglevang", "plinkeplonk"]

    async def ask(text: str) -> list[dict[str, Any]]:
        return await say(client, sender, text)

    await say(client, sender, f"hvad er en {own[4]}")
    await file_a_case(ask, f"{COMPLAINT} Jeg bor på {own[0]} 3.", wish=f"At {own[1]} får svar", contact=f"{own[2]}@example.org, {own[3]}")
    assert caplog.records or logging.getLogger().level == logging.DEBUG
    logging.getLogger("bot").debug("this stands in the log")
    assert "this stands in the log" in caplog.text, "nothing would be seen otherwise"
    seen = Counter(
        word
        for record in caplog.records
        for word in own
        if word in f"{record.getMessage()} {record.args} {record.exc_text} {record.__dict__}"
    )
    assert seen == {}
    phrases = [COMPLAINT[:30], "ni måneder", "20 45 77 34"]
    assert [p for p in phrases if p in caplog.text] == []
