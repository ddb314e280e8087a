"""The Rasa REST channel, so that any Rasa client works: POST /webhooks/rest/webhook."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Mapping
from typing import Any

from aiohttp import web

from bot.errors import Busy, InputError, StoreError
from bot.masking import starts_with_digits
from bot.message import clean, day, identifier
from bot.web import keys

routes = web.RouteTableDef()
NAME = re.compile(r"[a-zæøå-]{2,64}", re.IGNORECASE)
METADATA = ("municipality", "language", "received_on", "message_id")


@routes.post("/webhooks/rest/webhook")
async def webhook(request: web.Request) -> web.Response:
    """{"sender", "message", "metadata"?} → [{"recipient_id", "text"?, "buttons"?, "custom"?}, …]"""
    body = await _json(request)
    sender = identifier(body.get("sender"), "sender")
    metadata = _metadata(request, body.get("metadata"))
    message = body.get("message")
    if not isinstance(message, str):
        raise InputError("message", "must be a text")
    book = request.app[keys.book]
    municipality = metadata.pop("municipality", request.app[keys.settings].municipality)
    if municipality not in book.profiles:
        known = ", ".join(profile.name for profile in book.profiles.values())
        return _answer(sender, [{"text": book.phrases.say("unknown_municipality", "da", known=known), "custom": {"fault": True}}])
    client_id = identifier(body.get("message_id") or metadata.pop("message_id", None) or uuid.uuid4().hex, "message_id")
    return _answer(sender, await converse(request.app, sender, client_id, message, municipality, metadata))


async def converse(
    app: web.Application, conversation: str, client_id: str, text: str, municipality: str, metadata: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """One message in, its answers out; a message that could not be kept is answered with what to do."""
    book, dialogue, store = app[keys.book], app[keys.dialogue], app[keys.store]
    conversation, client_id = store.storable(conversation), store.storable(client_id)
    phone = book.profiles[municipality].adviser.phone
    language = metadata.get("language") or "da"
    try:
        # Only a message that begins with digits can be the second half of a CPR number.
        previous = await dialogue.in_store(store.last_text, conversation) if starts_with_digits(text) else ""
        incoming = clean(text, previous, metadata)
        answers = await dialogue.reply(conversation, client_id, incoming.text, incoming.notes, municipality)
    except Busy:
        return [{"text": book.phrases.say("busy", language), "custom": {"fault": True, "resend": True}}]
    except StoreError:
        return [{"text": book.phrases.say("fault_unsaved", language, phone=phone), "custom": {"fault": True, "resend": True}}]
    return [dict(answer) for answer in answers]


def _answer(sender: str, answers: list[dict[str, Any]]) -> web.Response:
    return web.json_response([{"recipient_id": sender, **answer} for answer in answers])


async def _json(request: web.Request) -> dict[str, Any]:
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError, LookupError):
        raise InputError("body", "is not JSON") from None
    if not isinstance(body, dict):
        raise InputError("body", "must be a JSON object with sender and message")
    return body


def _metadata(request: web.Request, given: Any) -> dict[str, Any]:
    if given is None:
        return {}
    if not isinstance(given, dict):
        raise InputError("metadata", "must be a JSON object")
    found = {name: given[name] for name in METADATA if given.get(name) is not None}
    if "received_on" in found:
        if not request.app[keys.settings].allow_received_on:
            del found["received_on"]  # only tests and replay may say what day it is
        else:
            found["received_on"] = day(found["received_on"], "metadata.received_on")
    for name in ("municipality", "language"):
        if name in found and not (isinstance(found[name], str) and NAME.fullmatch(found[name])):
            raise InputError(f"metadata.{name}", "must be a name of letters and hyphens")
    return found
