"""The figures side by side: medians over the rounds, the ratio of each pair of rounds, and all of it as JSON."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timezone
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.conversation import SCRIPTS
from benchmarks.measure import CROWD, EARLY, Round
from benchmarks.stock import Trained

#: figure -> what it is called; `{late}` is the late turn
LABELS: Mapping[str, str] = {
    "load_s": "load, process start to first answer, s",
    "first_turn_ms": "first turn after the start, ms",
    "one_median_ms": "turn, 1 conversation, median, ms",
    "one_p95_ms": "turn, 1 conversation, p95, ms",
    "eight_median_ms": f"turn, {CROWD} conversations, median, ms",
    "eight_p95_ms": f"turn, {CROWD} conversations, p95, ms",
    "eight_turns_per_s": f"turns per second, {CROWD} conversations",
    "turn_early_ms": f"turn {EARLY} of one long conversation, ms",
    "turn_late_ms": "turn {late} of the same, ms",
    "late_over_early": f"turn {{late}} over turn {EARLY}",
    "memory_loaded_mb": "resident memory, loaded, MB",
    "memory_after_mb": "resident memory, after the round, MB",
    "memory_after_rasa_mb": "  of it the Rasa server, MB",
    "memory_after_actions_mb": "  of it the action server, MB",
}


def machine() -> dict[str, Any]:
    """Where it was measured."""
    info = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    model = next((line.split(":", 1)[1].strip() for line in info if line.startswith("model name")), platform.machine())
    memory = Path("/proc/meminfo").read_text(encoding="ascii").split()[1]
    return {
        "cpu": model,
        "cores": os.cpu_count(),
        "memory_mb": int(memory) // 1024,
        "load_average": [round(value, 2) for value in os.getloadavg()],
        "python": platform.python_version(),
        "rasa": version("rasa"),
    }


def summary(rounds: Sequence[Round]) -> dict[str, dict[str, Any]]:
    """Of each figure the median of each system, and the ratios ours/stock of the rounds in pairs."""
    found: dict[str, dict[str, Any]] = {}
    for figure in LABELS:
        ours, stock = _values(rounds, "ours", figure), _values(rounds, "stock", figure)
        ratios = [mine / theirs for mine, theirs in zip(ours, stock) if theirs]
        found[figure] = {
            "ours": median(ours) if ours else None,
            "stock": median(stock) if stock else None,
            "ratio": median(ratios) if ratios else None,
            "ratios": ratios,
        }
    return found


def _values(rounds: Sequence[Round], system: str, figure: str) -> list[float]:
    return [done.figures[figure] for done in rounds if done.system == system and figure in done.figures]


def text(rounds: Sequence[Round], train: Mapping[str, float], stock: Trained, late: int) -> str:
    """The report as it is printed."""
    here = machine()
    pairs = len(_values(rounds, "ours", "load_s"))
    lines = [
        f"Vejviser beside stock Rasa {here['rasa']}: {pairs} rounds in turn, medians",
        "ratio = ours/stock, median (least to most) of the pairs of rounds",
        f"{here['cores']} cores, {here['memory_mb']} MB, {here['cpu']}, load average now {here['load_average'][0]}",
        f"stock: {stock.examples} of {stock.of} corpus examples, {stock.epochs} epochs; it reads an intent and nothing else of a message",
        "",
        f"{'':44}{'ours':>10}{'stock':>10}  ratio",
    ]
    for figure, found in summary(rounds).items():
        label = LABELS[figure].format(late=late)
        ratio, ratios = found["ratio"], found["ratios"]
        spread = f"  {ratio:.2f} ({min(ratios):.2f} to {max(ratios):.2f})" if ratios else ""
        lines.append(f"{label:44}{_number(found['ours'])}{_number(found['stock'])}{spread}")
    warm, cold = train.get("train_warm_s"), train.get("train_cold_s")
    note = f"stock trained {stock.when}, same inputs, not in this run" if stock.reused else "once each, in this run"
    lines += [
        f"{'training, vectors at hand, s':44}{_number(warm)}{_number(stock.seconds)}{_times(warm, stock.seconds)}",
        f"{'training, from nothing, s':44}{_number(cold)}{_number(stock.seconds)}{_times(cold, stock.seconds)}",
        f"  training: {note}",
        "",
        *_talks(rounds),
    ]
    return "\n".join(lines)


def _number(value: float | None) -> str:
    if value is None:
        return f"{'–':>10}"
    return f"{value:>10.2f}" if abs(value) < 10 else f"{value:>10.1f}"


def _times(mine: float | None, theirs: float) -> str:
    return f"  {mine / theirs:.2f}" if mine is not None and theirs else ""


def _talks(rounds: Sequence[Round]) -> list[str]:
    """How far the conversations came, since a short one costs less."""
    lines = ["conversations of the last round (turns, outcome):"]
    for system in ("ours", "stock"):
        done = [found for found in rounds if found.system == system]
        if not done:
            continue
        told = ", ".join(f"{talk['script']} {talk['turns']} {talk['outcome'] or 'not ended'}" for talk in done[-1].talks)
        failed, turns = sum(found.failed for found in done), sum(found.turns for found in done)
        lines.append(f"  {system}: {told}; {failed} of {turns} turns in all failed")
    return lines


def save(folder: Path, rounds: Sequence[Round], train: Mapping[str, float], stock: Trained, settings: Mapping[str, Any]) -> Path:
    """Write everything as JSON; where."""
    now = datetime.now(timezone.utc)
    content = {
        "measured": now.isoformat(timespec="seconds"),
        "machine": machine(),
        "settings": dict(settings),
        "scripts": [script.name for script in SCRIPTS],
        "train": {**train, "stock": asdict(stock)},
        "summary": summary(rounds),
        "rounds": [asdict(done) for done in rounds],
    }
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"against_stock-{now:%Y%m%dT%H%M%SZ}.json"
    path.write_text(json.dumps(content, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return path
