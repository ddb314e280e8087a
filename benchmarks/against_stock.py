"""Vejviser beside stock Rasa, measured in one run: python -m benchmarks.against_stock [--quick]."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # nothing of ours calls a third party

from benchmarks import measure, report
from benchmarks.ours import Ours
from benchmarks.process import OUT, BenchmarkError
from benchmarks.stock import Stock
from benchmarks.system import System
from bot.errors import VejviserError

ROUNDS, LATE, MINUTES = 5, 200, 120.0
QUICK_ROUNDS, QUICK_EXAMPLES, QUICK_EPOCHS = 2, 300, 5


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 measured, 1 a server or a training failed, 2 the call itself."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.against_stock", description=__doc__)
    parser.add_argument("--rounds", type=_count, help=f"starts of each system, in turn (default {ROUNDS})")
    parser.add_argument("--examples", type=_count, help="corpus examples that stock learns from, evenly sampled (default all)")
    parser.add_argument("--epochs", type=_count, help="of stock's components (default as in its pipeline, 100)")
    parser.add_argument("--late", type=_count, default=LATE, help=f"the turn compared with turn 5 (default {LATE})")
    parser.add_argument("--minutes", type=float, default=MINUTES, help=f"no round is begun later than this (default {MINUTES:.0f})")
    parser.add_argument("--no-train", action="store_true", help="do not measure our training")
    parser.add_argument("--no-cold", action="store_true", help="do not measure our training without stored vectors")
    parser.add_argument("--retrain", action="store_true", help="train stock also where a model of the same inputs is there")
    quick = f"smoke run: {QUICK_ROUNDS} rounds, stock with {QUICK_EXAMPLES} examples and {QUICK_EPOCHS} epochs, no cold training"
    parser.add_argument("--quick", action="store_true", help=quick)
    given = parser.parse_args(arguments)
    if given.late <= measure.EARLY + measure.AROUND:
        parser.error(f"--late must be above {measure.EARLY + measure.AROUND}")
    if given.quick:
        given.rounds = given.rounds or QUICK_ROUNDS
        given.examples, given.epochs = given.examples or QUICK_EXAMPLES, given.epochs or QUICK_EPOCHS
        given.no_cold = True
    given.rounds = given.rounds or ROUNDS
    try:
        _measure(given)
    except (BenchmarkError, VejviserError) as error:
        # The edge of the command line: one line that says what failed and where to look.
        print(f"benchmark: {error}", file=sys.stderr)
        return 1
    return 0


def _measure(given: argparse.Namespace) -> None:
    begun = time.monotonic()
    OUT.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="vejviser-bench-") as folder:
        temporary = Path(folder)
        ours, stock = Ours(temporary), Stock(temporary, given.examples, given.epochs)
        _say(f"model {ours.model.name}; training stock, or taking the model of the same inputs")
        trained = stock.train(given.retrain)
        _say(f"stock: {trained.seconds:.0f} s{' (earlier run)' if trained.reused else ''}")
        train: dict[str, float] = {}
        if not given.no_train:
            _say("training ours" + ("" if given.no_cold else ", without and with stored vectors"))
            train = ours.train(cold=not given.no_cold)
        systems: list[System] = [ours, stock]
        rounds: list[measure.Round] = []
        for number in range(given.rounds):
            if number and time.monotonic() - begun > given.minutes * 60:
                _say(f"{given.minutes:g} minutes are over; {number} of {given.rounds} rounds were measured")
                break
            for system in systems if number % 2 == 0 else reversed(systems):  # neither is always first
                _say(f"round {number + 1} of {given.rounds}: {system.name}")
                rounds.append(measure.run(system, given.late))
    print(report.text(rounds, train, trained, given.late))
    saved = report.save(OUT, rounds, train, trained, vars(given))
    print(f"\n{(time.monotonic() - begun) / 60:.1f} minutes; saved {saved}")


def _count(text: str) -> int:
    value = int(text)
    if not 1 <= value <= 100_000:
        raise argparse.ArgumentTypeError("must be from 1 to 100000")
    return value


def _say(line: str) -> None:
    print(f"bench: {line}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
