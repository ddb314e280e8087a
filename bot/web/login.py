"""The desk's door: login, logout, a new password, and the guard before every other page of the desk."""

from __future__ import annotations

import hmac
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from functools import wraps

from aiohttp import web

from bot.store.accounts import SHORTEST, Session
from bot.web import keys
from bot.web.forms import fields, from_here, keep
from bot.web.pages import page
from bot.web.throttle import Throttle

routes = web.RouteTableDef()
COOKIE, PATH = "vejviser_desk", "/desk"
LONGEST = 200  # characters of a name or password; hashing more would only cost time
Form = Mapping[str, str]
Guarded = Callable[[web.Request, Session, Form], Awaitable[web.StreamResponse]]
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]
_throttle = Throttle()
WAIT = (
    "Der har været fem forsøg, der ikke lykkedes. Vent et kvarter, og prøv så igen. "
    "Har du glemt adgangskoden, kan din it-afdeling give dig en ny."
)


def signed_in(handler: Guarded) -> Handler:
    """Only with a session; a POST also only from our own page with the session's token."""

    @wraps(handler)
    async def guarded(request: web.Request) -> web.StreamResponse:
        session = await _session(request)
        if session is None:
            raise web.HTTPSeeOther("/desk/login")
        form: Form = {}
        if request.method == "POST":
            form = await fields(request)
            if not from_here(request) or not _same(form.get("csrf", ""), session.csrf):
                return problem(request, session, 403, "Det kunne ikke gennemføres", "Siden var for gammel. Gå til listen, og prøv igen.")
        if session.user.one_time and request.path not in ("/desk/password", "/desk/logout"):
            raise web.HTTPSeeOther("/desk/password")
        return await handler(request, session, form)

    return guarded


def problem(request: web.Request, session: Session | None, status: int, heading: str, text: str) -> web.Response:
    return page(request, "desk_problem.html", status=status, session=session, heading=heading, text=text)


@routes.get("/desk/login")
async def login_page(request: web.Request) -> web.StreamResponse:
    if await _session(request) is not None:
        raise web.HTTPSeeOther("/desk")
    return page(request, "desk_login.html", session=None, problem="", name="")


@routes.post("/desk/login")
async def login(request: web.Request) -> web.StreamResponse:
    form = await fields(request)
    name = form.get("name", "").strip()[:LONGEST]
    if not from_here(request):
        text = "Login kom fra en anden side. Prøv igen her."
        return page(request, "desk_login.html", status=403, session=None, problem=text, name=name)
    token = await _try(request, name, form.get("password", ""))
    if token is None:
        text = "Brugernavn og adgangskode passer ikke sammen. Prøv igen."
        return page(request, "desk_login.html", status=401, session=None, problem=text, name=name)
    return _opened(request, token)


@routes.post("/desk/logout")
@signed_in
async def logout(request: web.Request, session: Session, form: Form) -> web.StreamResponse:
    await request.app[keys.dialogue].in_store(request.app[keys.accounts].logout, request.cookies[COOKIE])
    response = web.Response(status=303, headers={"Location": "/desk/login"})
    response.del_cookie(COOKIE, path=PATH)
    return response


@routes.get("/desk/password")
@signed_in
async def password_page(request: web.Request, session: Session, form: Form) -> web.StreamResponse:
    return _password(request, session, "")


@routes.post("/desk/password")
@signed_in
async def password(request: web.Request, session: Session, form: Form) -> web.StreamResponse:
    """A new password; every other session of the user ends, and this one goes on under a new token."""
    accounts, dialogue, name, new = request.app[keys.accounts], request.app[keys.dialogue], session.user.name, form.get("new", "")
    if not SHORTEST <= len(new) <= LONGEST:
        return _password(request, session, f"Adgangskoden skal have mindst {SHORTEST} tegn og højst {LONGEST}.")
    if new != form.get("again", ""):
        return _password(request, session, "De to adgangskoder er ikke ens. Skriv dem igen.")
    if new == form.get("current", "") or name.lower() in new.lower():
        return _password(request, session, "Vælg en adgangskode, der er ny og ikke indeholder brugernavnet.")
    if session.user.one_time and await dialogue.in_store(accounts.login, name, new, _now(request)) is not None:
        return _password(request, session, "Engangskoden kan ikke bruges igen. Vælg din egen.")
    if not session.user.one_time and await _try(request, name, form.get("current", "")) is None:
        return _password(request, session, "Den nuværende adgangskode er ikke rigtig.")
    await dialogue.in_store(accounts.change_password, name, new)
    token = await dialogue.in_store(accounts.login, name, new, _now(request))
    return _opened(request, token)


def _password(request: web.Request, session: Session, text: str) -> web.Response:
    return page(request, "desk_password.html", status=400 if text else 200, session=session, problem=text, shortest=SHORTEST)


async def _try(request: web.Request, name: str, password: str) -> str | None:
    """The token of a new session; None where name and password do not fit.

    Raises:
        HTTPTooManyRequests: this address has failed too often.
    """
    now, address = _now(request), request.remote or ""
    if not _throttle.allows(address, now):
        waiting = problem(request, None, 429, "Vent et kvarter", WAIT)
        headers = {"Retry-After": "900", "Referrer-Policy": "same-origin"}
        raise web.HTTPTooManyRequests(text=waiting.text, content_type="text/html", headers=headers)
    if not 0 < len(password) <= LONGEST:
        return None
    token: str | None = await request.app[keys.dialogue].in_store(request.app[keys.accounts].login, name, password, now)
    if token is not None:
        _throttle.succeeded(address)
    return token


def _opened(request: web.Request, token: str) -> web.Response:
    response = web.Response(status=303, headers={"Location": "/desk"})
    keep(request, response, COOKIE, token, path=PATH)
    return response


async def _session(request: web.Request) -> Session | None:
    token = request.cookies.get(COOKIE)
    if not token:
        return None
    found: Session | None = await request.app[keys.dialogue].in_store(request.app[keys.accounts].session, token, _now(request))
    return found


def _now(request: web.Request) -> datetime:
    now: datetime = request.app[keys.now](request.app[keys.settings].municipality)
    return now


def _same(given: str, expected: str) -> bool:
    return hmac.compare_digest(given.encode(), expected.encode())
