"""Server-rendered pages: the templates, the texts around the conversation, and the headers every page needs."""

from __future__ import annotations

from functools import partial
from pathlib import Path
from typing import Any

import jinja2
from aiohttp import web

from bot.phrasebook import Phrasebook
from bot.reader import LANGUAGES, Node, read
from bot.rulebook import DATA
from bot.web import keys
from bot.web.forms import keep
from bot.web.markup import marked

TEMPLATES = Path(__file__).parent / "templates"
LANGUAGE_COOKIE = "vejviser_lang"
YEAR = 365 * 24 * 3600  # seconds


def environment() -> jinja2.Environment:
    """The templates, with the texts of `data/pages.yml`; a name a template misspells is an error.

    Raises:
        DataError: `data/pages.yml` is wrong.
    """
    found = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATES), autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    found.filters["marked"] = marked
    found.globals["texts"] = _texts(read(DATA / "pages.yml"))
    return found


def _texts(top: Node) -> Phrasebook:
    pages = top["pages"]
    top.done()
    # The phrasebook checks that a text has the same holes in each language.
    return Phrasebook.from_node(Node({"texts": pages.value}, top.file), frozenset())


def chosen(request: web.Request) -> str | None:
    """The language she has chosen for the pages, now or earlier; None where she has not."""
    wanted = request.query.get("lang") or request.cookies.get(LANGUAGE_COOKIE)
    return wanted if wanted in LANGUAGES else None


def say(request: web.Request, key: str, **values: object) -> str:
    """One text of `data/pages.yml` in the language of the page."""
    texts: Phrasebook = request.app[keys.pages].globals["texts"]  # type: ignore[assignment]
    return texts.say(key, chosen(request) or "da", **values)


def page(request: web.Request, template: str, *, status: int = 200, **values: Any) -> web.Response:
    """One page. Templates find `say`, `language`, `other` (the other language), `profile` and `path` beside their values."""
    settings = request.app[keys.settings]
    language = chosen(request) or "da"
    html = (
        request.app[keys.pages]
        .get_template(template)
        .render(
            {
                "say": partial(say, request),
                "language": language,
                "other": "en" if language == "da" else "da",
                "profile": request.app[keys.book].profiles[settings.municipality],
                "path": request.path,
                **values,
            }
        )
    )
    response = web.Response(text=html, content_type="text/html", charset="utf-8", status=status)
    response.headers["Cache-Control"] = "no-store"  # her words stay out of every cache
    # Not `no-referrer`: with it, browsers send `Origin: null` with our own forms.
    response.headers["Referrer-Policy"] = "same-origin"
    if request.query.get("lang") in LANGUAGES:
        keep(request, response, LANGUAGE_COOKIE, language, max_age=YEAR)
    return response
