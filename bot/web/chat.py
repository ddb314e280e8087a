"""The chat page: it works as an ordinary form, and a small script makes it livelier."""

from __future__ import annotations

import hashlib
import json
import re
import secrets
import uuid
from collections.abc import Sequence
from typing import Any

from aiohttp import web

from bot.errors import InputError, StoreError
from bot.phrasebook import spoken
from bot.receipt import SHOWN
from bot.web import keys
from bot.web.forms import fields, from_here, keep
from bot.web.pages import chosen, page, say
from bot.web.rest import converse
from bot.web.transcript import Entry, lines

routes = web.RouteTableDef()
COOKIE = "vejviser"
_TOKEN = re.compile(r"[\w-]{43}", re.ASCII)  # 32 random bytes, as `secrets.token_urlsafe` writes them


@routes.get("/")
async def show(request: web.Request) -> web.Response:
    """The conversation of this browser. No cookie is set here: after a link from another site the
    browser holds the strict cookie back, and a new one would cut her off from what she wrote."""
    return await _page(request, _token(request))


@routes.post("/")
async def send(request: web.Request) -> web.Response:
    """A message as an ordinary form; then to the page, where the last answer stands."""
    form = await fields(request)
    text, given = form.get("text", ""), form.get("client_id", "")
    if not from_here(request):
        return await _page(request, None, [{"text": say(request, "sent_from_elsewhere")}], draft=text, status=403)
    token = _token(request) or secrets.token_urlsafe(32)
    answers = await _converse(request, token, given, text)
    unsaved = any((answer.get("custom") or {}).get("resend") for answer in answers)
    if unsaved:
        # Not in the ledger, so it would be gone after a redirect: her words stay in the field.
        response = await _page(request, token, answers, draft=text, client_id=given, status=503)
    elif any(SHOWN.search(answer.get("text", "")) for answer in answers):
        # The receipt code is not kept, so it would be gone after a redirect: it is shown here, once.
        response = await _page(request, token, [answer for answer in answers if SHOWN.search(answer.get("text", ""))])
    else:
        response = web.Response(status=303, headers={"Location": "/#last"})
    keep(request, response, COOKIE, token)
    return response


@routes.post("/chat")
async def send_live(request: web.Request) -> web.Response:
    """{"client_id", "text"} → {"answers": […]}, for the script of the page."""
    if request.headers.get("X-Vejviser") != "chat" or not from_here(request):
        raise web.HTTPForbidden(text="Only the chat page may send here.")
    try:
        body = json.loads(await request.text())
    except (ValueError, RecursionError, LookupError):
        raise InputError("body", "is not JSON") from None
    if not isinstance(body, dict) or not isinstance(body.get("text"), str) or not isinstance(body.get("client_id"), str):
        raise InputError("body", "must be a JSON object with the texts client_id and text")
    token = _token(request) or secrets.token_urlsafe(32)
    answers = await _converse(request, token, body["client_id"], body["text"])
    response = web.json_response({"answers": answers, "language": await _spoken(request, token)})
    keep(request, response, COOKIE, token)
    return response


@routes.post("/forget")
async def forget(request: web.Request) -> web.Response:
    """Her words are blanked, and the browser begins a new conversation."""
    if not from_here(request):
        raise web.HTTPForbidden(text=say(request, "sent_from_elsewhere"))
    token = _token(request)
    if token is not None:
        try:
            await request.app[keys.dialogue].in_store(request.app[keys.store].forget, _conversation(token))
        except StoreError:
            return await _page(request, token, [{"text": say(request, "not_forgotten", phone=_phone(request))}], status=503)
    response = web.Response(status=303, headers={"Location": "/"})
    keep(request, response, COOKIE, secrets.token_urlsafe(32))
    return response


async def _converse(request: web.Request, token: str, client_id: str, text: str) -> list[dict[str, Any]]:
    settings, conversation = request.app[keys.settings], _conversation(token)
    language, metadata = chosen(request), {}
    if language is not None and await _untouched(request, conversation):
        metadata["language"] = language
    # The same form sent twice is one message; another text from a page the browser kept is not.
    message = hashlib.sha256(f"{client_id or uuid.uuid4().hex}\0{text}".encode("utf-8", "replace")).hexdigest()
    return await converse(request.app, conversation, message, text, settings.municipality, metadata)


async def _untouched(request: web.Request, conversation: str) -> bool:
    try:
        return await request.app[keys.dialogue].in_store(request.app[keys.store].state, conversation) is None
    except StoreError:
        return False  # the message itself will meet the same fault, and say so


async def _spoken(request: web.Request, token: str | None) -> str:
    """The language Vejviser speaks in this conversation, for a screen reader's voice; empty where it is not known."""
    try:
        state = await request.app[keys.dialogue].in_store(request.app[keys.store].state, _conversation(token)) if token else None
    except StoreError:
        return ""
    return spoken(state["slots"]["dossier"]["language"]) if state and state.get("slots", {}).get("dossier") else ""


async def _page(
    request: web.Request, token: str | None, unsaved: Sequence[Entry] = (), draft: str = "", client_id: str = "", status: int = 200
) -> web.Response:
    """The page. `unsaved`: answers that are in no ledger, shown this once."""
    entries, store = [], request.app[keys.store]
    try:
        if token is not None:
            entries = await request.app[keys.dialogue].in_store(store.transcript, _conversation(token))
    except StoreError:
        unsaved = unsaved or [{"text": say(request, "cannot_show", phone=_phone(request))}]
        status = 503
    said = lines([entry for entry in entries if not _blanked(entry)])
    turn = max((i + 1 for i, line in enumerate(said) if line.citizen), default=0)  # where the last answer begins
    now = request.app[keys.now](request.app[keys.settings].municipality)
    book, language = request.app[keys.book], chosen(request) or "da"
    return page(
        request,
        "chat.html",
        status=status,
        greeting=[book.phrases.say("greeting", language), book.questions["matter"].text[language]],
        lines=said,
        turn=turn,
        spoken=await _spoken(request, token),
        pending=bool(said) and said[-1].citizen and not unsaved,
        unsaved=[str(entry.get("text") or "") for entry in unsaved],
        draft=draft,
        client_id=client_id or uuid.uuid4().hex,
        button_id=uuid.uuid4().hex,
        open_now=request.app[keys.book].profiles[request.app[keys.settings].municipality].is_open(now),
    )


def _blanked(entry: Entry) -> bool:
    """An answer that has been forgotten has neither text nor buttons."""
    return entry["from"] == "vejviser" and not entry.get("text") and not entry.get("buttons")


def _token(request: web.Request) -> str | None:
    found = request.cookies.get(COOKIE, "")
    return found if _TOKEN.fullmatch(found) else None


def _conversation(token: str) -> str:
    return f"web-{token}"


def _phone(request: web.Request) -> str:
    return request.app[keys.book].profiles[request.app[keys.settings].municipality].adviser.phone
