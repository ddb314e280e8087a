"""The client: the same citizens for both systems, driven by what is asked (`custom.asks`), over the REST channel."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

TURNS_AT_MOST = 18
SECONDS_A_TURN = 120.0
#: What a citizen types to each question, in the words of its buttons where it has some.
ANSWERS: Mapping[str, str] = {
    "matter": "Jeg har skrevet til kommunen flere gange om min sag, og jeg får ikke noget svar",
    "danger": "nej",
    "resume": "Fortsæt",
    "understood": "ja",
    "area": "Ved ikke",
    "home": "Kommunen",
    "happened": "for to måneder siden",
    "recent": "Ja",
    "brought": "Nej",
    "council": "nej",
    "political": "Min egen sag",
    "employment": "nej",
    "authority": "Kommunen",
    "appeal": "Nej",
    "process": "Ja",
    "content": "Måden",
    "decision_received": "for tre uger siden",
    "wants_adviser": "Ja, tak",
    "role": "Mig selv",
    "authorised": "nej",
    "complained_before": "ja",
    "caseworker_changes": "En til to gange",
    "wish": "Jeg håber at få et svar og at nogen siger undskyld",
    "contact": "telefon 00 00 00 00, helst om formiddagen",
    "consent": "Spørg mig først",
    "review": "Send",
    "correction": "det var for tre måneder siden",
}
ASIDES = ("hvem læser det her", "hvornår har i åbent", "er du en robot", "hvor mange spørgsmål er der")


@dataclass(frozen=True)
class Script:
    """One citizen. `digressions`: what is said instead of an answer, the first time a fact is asked for."""

    name: str
    opening: str
    digressions: Mapping[str, str] = field(default_factory=dict)
    answers: Mapping[str, str] = field(default_factory=dict)


SCRIPTS = (
    Script(
        "home help",
        "Jeg søgte om hjælp i hjemmet til min mor for fem måneder siden. Ingen svarer, når jeg ringer, og jeg er helt slidt op.",
        {"understood": "hvem læser det her", "complained_before": "hvorfor spørger du om det"},
        {"role": "min mor", "wish": "at hun får hjælp til bad og rengøring igen"},
    ),
    Script(
        "job centre",
        "Min sagsbehandler i jobcentret talte grimt til mig og sagde, at jeg bare skulle tage mig sammen. Jeg har fået tre nye på et år.",
        {"caseworker_changes": "hvor mange spørgsmål er der", "brought": "hvad er tilsynet"},
        {"complained_before": "spring over", "caseworker_changes": "tre gange", "consent": "ja"},
    ),
    Script(
        "refusal",
        "Jeg har fået afslag på tilskud til en bil, og i brevet står der ikke hvorfor. De har heller ikke svaret på min mail i seks uger.",
        {"understood": "er du en robot", "wish": "hvornår har i åbent"},
        {"content": "Begge dele", "wish": "spring over", "contact": "anonym", "consent": "nej"},
    ),
)


@dataclass(frozen=True)
class Turn:
    """One message and its answer. `asked`: the fact open before it."""

    text: str
    asked: str | None
    seconds: float
    answered: bool
    fault: bool


@dataclass(frozen=True)
class Talk:
    """One conversation as the client saw it."""

    script: str
    turns: tuple[Turn, ...]
    outcome: str | None


class Client:
    """Sends messages to `/webhooks/rest/webhook` of one server."""

    def __init__(self, session: aiohttp.ClientSession, url: str) -> None:
        self._session, self._url = session, f"{url}/webhooks/rest/webhook"

    async def send(self, sender: str, text: str, asked: str | None) -> tuple[Turn, str | None, str | None]:
        """The turn, the fact asked for next, and the outcome where the talk ended."""
        begun = time.perf_counter()
        async with self._session.post(self._url, json={"sender": sender, "message": text}) as response:
            said: list[dict[str, Any]] = await response.json() if response.status == 200 else []
        seconds = time.perf_counter() - begun
        custom: dict[str, Any] = {}
        for message in said:
            custom.update(message.get("custom") or {})
        turn = Turn(text, asked, seconds, bool(said), response.status != 200 or bool(custom.get("fault")))
        return turn, custom.get("asks"), custom.get("outcome")

    async def talk(self, script: Script, sender: str) -> Talk:
        """One whole conversation, to its end or to `TURNS_AT_MOST`."""
        turns: list[Turn] = []
        digressed: set[str] = set()
        asked: str | None = None
        outcome: str | None = None
        text = script.opening
        while len(turns) < TURNS_AT_MOST and (outcome is None or outcome == "crisis"):
            turn, asks, outcome = await self.send(sender, text, asked)
            turns.append(turn)
            asked = asks or asked
            if asked is not None and asked in script.digressions and asked not in digressed:
                digressed.add(asked)
                text = script.digressions[asked]
            else:
                text = script.answers.get(asked or "matter") or ANSWERS.get(asked or "matter", "ved ikke")
        return Talk(script.name, tuple(turns), outcome)

    async def asides(self, sender: str, count: int) -> list[Turn]:
        """A story, and then only questions of hers: the conversation stands still while its history grows."""
        turn, asked, _ = await self.send(sender, SCRIPTS[0].opening, None)
        turns = [turn]
        while len(turns) < count:
            turn, asks, _ = await self.send(sender, ASIDES[len(turns) % len(ASIDES)], asked)
            asked = asks or asked
            turns.append(turn)
        return turns


def session() -> aiohttp.ClientSession:
    """A client session that keeps its connections and trusts no proxy."""
    return aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=SECONDS_A_TURN), trust_env=False)


async def one_by_one(url: str, scripts: Sequence[Script], prefix: str) -> list[Talk]:
    """Conversations one after another."""
    async with session() as opened:
        client = Client(opened, url)
        return [await client.talk(script, f"{prefix}-{number}") for number, script in enumerate(scripts)]


async def at_once(url: str, scripts: Sequence[Script], prefix: str) -> tuple[list[Talk], float]:
    """Conversations at the same time, each waiting for its own answers; and the seconds it all took."""
    async with session() as opened:
        client = Client(opened, url)
        begun = time.perf_counter()
        talks = await asyncio.gather(*(client.talk(script, f"{prefix}-{number}") for number, script in enumerate(scripts)))
        return list(talks), time.perf_counter() - begun


async def long_talk(url: str, count: int, sender: str) -> list[Turn]:
    """One conversation of `count` turns, nearly all asides."""
    async with session() as opened:
        return await Client(opened, url).asides(sender, count)
