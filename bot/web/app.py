"""The composition root: everything is put together here, and nothing is decided."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator
from pathlib import Path

from aiohttp import web

from actions.services import Services
from bot import dialogue, model_file
from bot.errors import StoreError
from bot.in_process import quiet
from bot.interview import Interview
from bot.office import StoreOffice
from bot.rulebook import load
from bot.settings import Settings, clock, open_store
from bot.store.accounts import Accounts
from bot.web import chat, desk, edge, health, keys, pages, rest, rules

STATIC = Path(__file__).parent / "static"
LARGEST = 256 * 1024  # bytes of a request; a message of 20,000 letters in any script is far below
log = logging.getLogger(__name__)


async def create(settings: Settings) -> web.Application:
    """The application, with data checked, database migrated and model loaded before a port is opened.

    Raises:
        VejviserError: something at the start is wrong; its text says what and where.
    """
    book = load()
    if settings.municipality not in book.profiles:
        raise edge.unknown_municipality(settings.municipality, book)
    store = open_store(settings)
    store.migrate()
    now = clock(book)
    model = model_file.checked(settings.models)
    services = Services(book, Interview(book), StoreOffice(store, book, settings.address), now, model.stem.removesuffix(".tar"))
    app = web.Application(client_max_size=LARGEST, middlewares=[edge.guard])
    app[keys.settings], app[keys.book], app[keys.store], app[keys.now] = settings, book, store, now
    app[keys.accounts], app[keys.pages] = Accounts(store), pages.environment()
    app[keys.dialogue] = dialogue.load(model, services, store, settings.action_seconds, settings.turn_seconds)
    for routes in (chat.routes, rest.routes, desk.routes, rules.routes, health.routes):
        app.add_routes(routes)
    app.router.add_static("/static/", STATIC)
    app.on_response_prepare.append(edge.headers)
    app.cleanup_ctx.append(_dialogue)
    return app


async def _dialogue(app: web.Application) -> AsyncIterator[None]:
    """Answer first what an earlier process acknowledged and left; end with every answer kept."""
    resumed = asyncio.create_task(_resume(app))
    yield
    await resumed
    app[keys.dialogue].close()
    app[keys.store].close()


async def _resume(app: web.Application) -> None:
    try:
        count = await app[keys.dialogue].resume()
    except StoreError as error:
        log.error("could not look for conversations left by an earlier process: %s", error)
        return
    if count:
        log.warning("answered %d conversations that an earlier process had left", count)


def serve(settings: Settings) -> None:
    """Run until stopped; print where the pages are, and at the first start the desk's one-time password."""
    logging.basicConfig(level=settings.log_level, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("aiohttp.access").setLevel(logging.WARNING)  # addresses of citizens are not logged
    quiet()
    app = asyncio.new_event_loop().run_until_complete(create(settings))
    first = app[keys.accounts].first(settings.municipality)

    def ready(_: object) -> None:
        print(f"Vejviser is ready.\n  chat  {settings.address}/\n  desk  {settings.address}/desk", flush=True)
        if first:
            print(f"  first login: {first[0]}  one-time password: {first[1]}  (shown only now)", flush=True)

    async def started(_: web.Application) -> None:
        asyncio.get_running_loop().call_later(0.1, ready, None)

    app.on_startup.append(started)
    web.run_app(app, host=settings.host, port=settings.port, print=None, access_log=None, shutdown_timeout=20)
