"""The outermost edge: every error becomes a clear answer, every answer has its headers."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable

from aiohttp import web

from bot.errors import InputError, SettingError, StoreError, VejviserError
from bot.rulebook import Rulebook
from bot.web import keys
from bot.web.pages import page

log = logging.getLogger(__name__)
PROGRAMS = ("/webhooks/", "/chat", "/forget", "/healthz", "/readyz")  # answered in JSON; everything else is a page
Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

CONTENT_SECURITY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "geolocation=(), camera=(), microphone=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


@web.middleware
async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
    """No request ends without an answer that says what to do."""
    try:
        return await handler(request)
    except web.HTTPRequestEntityTooLarge:
        return _error(413, "body", "is too large; send at most 256 kB")
    except (web.HTTPNotFound, web.HTTPMethodNotAllowed) as error:
        return _nowhere(request, error)
    except web.HTTPException:
        raise
    except InputError as error:
        return _error(400, error.field, error.reason)
    except UnicodeDecodeError:
        return _error(400, "body", "is not UTF-8")
    except StoreError as error:
        log.error("%s %s: %s", request.method, request.path, error)
        if _browser(request):
            return page(request, "problem.html", status=503, reason="unreachable", phone=_phone(request))
        return _error(503, "store", f"cannot be reached now; try again shortly, or call {_phone(request)}")
    except VejviserError as error:
        log.error("%s %s: %s", request.method, request.path, error)
        return _error(500, "server", f"cannot do that now; call {_phone(request)}")
    except Exception as error:
        # The last edge: what nobody foresaw is still answered; only its kind is logged.
        log.error("%s %s: %s", request.method, request.path, type(error).__name__)
        return _error(500, "server", f"something went wrong here, not with you; call {_phone(request)}")


async def headers(request: web.Request, response: web.StreamResponse) -> None:
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if not request.path.startswith("/static/"):
        response.headers.setdefault("Cache-Control", "no-store")


def _nowhere(request: web.Request, error: web.HTTPException) -> web.StreamResponse:
    """A page for a person, JSON for a program; both say what to do."""
    if _browser(request):
        return page(request, "problem.html", status=error.status, reason="nowhere", phone=_phone(request))
    reason = "there is nothing at this address" if error.status == 404 else f"does not take {request.method} here"
    found = _error(error.status, "path" if error.status == 404 else "method", reason)
    if "Allow" in error.headers:
        found.headers["Allow"] = error.headers["Allow"]
    return found


def _browser(request: web.Request) -> bool:
    return not request.path.startswith(PROGRAMS)


def _error(status: int, field: str, reason: str) -> web.Response:
    return web.json_response({"error": {"field": field, "reason": reason}}, status=status)


def _phone(request: web.Request) -> str:
    return request.app[keys.book].profiles[request.app[keys.settings].municipality].adviser.phone


def unknown_municipality(wanted: str, book: Rulebook) -> SettingError:
    known = ", ".join(sorted(book.profiles))
    return SettingError(f"VEJVISER_MUNICIPALITY {wanted!r} has no profile in data/municipalities; known: {known}")
