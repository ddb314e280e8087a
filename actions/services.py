"""What the actions work with; handed over by the composition root, or built here for Rasa's own tools."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from bot.conclusion import Office
from bot.interview import Interview
from bot.office import StoreOffice
from bot.reader import read
from bot.rulebook import DATA, Rulebook, load
from bot.settings import Settings, clock, open_store


@dataclass(frozen=True)
class Services:
    """`now` gives the present moment in a municipality's own time."""

    book: Rulebook
    interview: Interview
    office: Office
    now: Callable[[str], datetime]
    model: str


@lru_cache(maxsize=1)
def default() -> Services:
    """For `rasa run actions` and `rasa shell`: the same data and database as `python -m bot serve`."""
    settings = Settings.from_environment()
    book = load()
    store = open_store(settings)
    store.migrate()
    return Services(book, Interview(book), StoreOffice(store, book, settings.address), clock(book), "rasa run actions")


def facts() -> list[str]:
    """The facts that can be asked for; read alone, since the classes of the actions are named after them."""
    return [fact for fact, _ in read(DATA / "facts.yml")["facts"].entries()]
