"""What the handlers share, by typed key."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import jinja2
from aiohttp import web

from bot.dialogue import Dialogue
from bot.rulebook import Rulebook
from bot.settings import Settings
from bot.store import Store
from bot.store.accounts import Accounts

settings = web.AppKey("settings", Settings)
book = web.AppKey("book", Rulebook)
store = web.AppKey("store", Store)
dialogue = web.AppKey("dialogue", Dialogue)
accounts = web.AppKey("accounts", Accounts)
pages = web.AppKey("pages", jinja2.Environment)
now: web.AppKey[Callable[[str], datetime]] = web.AppKey("now")
