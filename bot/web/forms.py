"""What a browser sends: fields of a form, where it came from, and the cookies it keeps."""

from __future__ import annotations

from urllib.parse import parse_qsl, urlsplit

from aiohttp import web

from bot.errors import InputError
from bot.web import keys

FIELDS_AT_MOST = 20


async def fields(request: web.Request) -> dict[str, str]:
    """The fields of an ordinary form; of a name sent twice, the first. Uploads are never read.

    Raises:
        InputError: it is not such a form.
    """
    if request.content_type != "application/x-www-form-urlencoded":
        raise InputError("body", "must be a form (application/x-www-form-urlencoded)")
    try:
        pairs = parse_qsl(await request.text(), keep_blank_values=True, max_num_fields=FIELDS_AT_MOST, errors="replace")
    except (ValueError, LookupError):
        raise InputError("body", "is not a form that can be read") from None
    return dict(reversed(pairs))


def from_here(request: web.Request) -> bool:
    """Whether a POST comes from one of our own pages, as far as the browser tells."""
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin")
    return origin is None or urlsplit(origin).netloc in (request.host, urlsplit(request.app[keys.settings].address).netloc)


def keep(request: web.Request, response: web.StreamResponse, name: str, value: str, path: str = "/", max_age: int | None = None) -> None:
    """Set a cookie no script can read and no other site can send; until the browser closes, unless `max_age` says longer."""
    public = request.app[keys.settings].public_url or ""
    # Behind a proxy that ends TLS the request itself looks plain.
    secure = request.secure or public.startswith("https://")
    response.set_cookie(name, value, path=path, max_age=max_age, httponly=True, samesite="Strict", secure=secure)
