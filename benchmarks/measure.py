"""One round: start a system, talk to it alone and in a crowd, let one talk grow long, weigh it, stop it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain, islice, repeat
from statistics import median

from benchmarks.conversation import SCRIPTS, Talk, Turn, at_once, long_talk, one_by_one
from benchmarks.process import BenchmarkError
from benchmarks.system import System

CROWD = 8
EARLY, AROUND = 5, 2  # turn 5 is the median of turns 3 to 7, and the late turn of as many


@dataclass(frozen=True)
class Round:
    """What one start of one system gave. `figures` are compared; `talks` tells what was talked through."""

    system: str
    figures: dict[str, float]
    talks: list[dict[str, object]]
    failed: int  # turns that were answered with a fault or not at all
    turns: int


def run(system: System, late: int) -> Round:
    """Measure one start of one system; `late` is the turn compared with turn 5.

    Raises:
        BenchmarkError: it could not be started, or answered nothing.
    """
    with system.running() as running:
        loaded = running.memory()
        warming = asyncio.run(one_by_one(running.url, SCRIPTS[:1], "warm"))
        alone = asyncio.run(one_by_one(running.url, SCRIPTS, "alone"))
        crowd, seconds = asyncio.run(at_once(running.url, list(islice(chain.from_iterable(repeat(SCRIPTS)), CROWD)), "crowd"))
        long = asyncio.run(long_talk(running.url, late + AROUND, "long"))
        after = running.memory()
    one, many = _turns(alone), _turns(crowd)
    every = [*_turns(warming), *one, *many, *long]
    if not any(turn.answered for turn in every):
        raise BenchmarkError(f"{system.name} answered none of {len(every)} turns; see its log in benchmarks/out/logs")
    figures = {
        "load_s": running.load_s,
        "first_turn_ms": warming[0].turns[0].seconds * 1000,
        **_latency("one", one),
        **_latency("eight", many),
        "eight_turns_per_s": len(many) / seconds,
        "turn_early_ms": _around(long, EARLY),
        "turn_late_ms": _around(long, late),
        "memory_loaded_mb": sum(loaded.values()),
        "memory_after_mb": sum(after.values()),
    }
    figures["late_over_early"] = figures["turn_late_ms"] / figures["turn_early_ms"]
    if len(after) > 1:
        figures |= {f"memory_after_{name}_mb": size for name, size in after.items()}
    talks: list[dict[str, object]] = [
        {"script": talk.script, "turns": len(talk.turns), "outcome": talk.outcome, "asked": [turn.asked for turn in talk.turns]}
        for talk in alone
    ]
    failed = sum(turn.fault or not turn.answered for turn in every)
    return Round(system.name, figures, talks, failed, len(every))


def _turns(talks: Sequence[Talk]) -> list[Turn]:
    return [turn for talk in talks for turn in talk.turns]


def _latency(name: str, turns: Sequence[Turn]) -> dict[str, float]:
    seconds = sorted(turn.seconds for turn in turns)
    return {f"{name}_median_ms": median(seconds) * 1000, f"{name}_p95_ms": percentile(seconds, 0.95) * 1000}


def percentile(ordered: Sequence[float], share: float) -> float:
    """The smallest value that `share` of the values do not exceed; `ordered` is sorted and not empty."""
    return ordered[min(len(ordered) - 1, max(0, -int(-share * len(ordered) // 1) - 1))]


def _around(turns: Sequence[Turn], number: int) -> float:
    """Milliseconds of turn `number`, as the median of it and its neighbours."""
    return median(turn.seconds for turn in turns[number - AROUND - 1 : number + AROUND]) * 1000
