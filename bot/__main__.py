"""The command line: python -m bot serve | triage | check | train | evaluate."""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date

os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # nothing of ours calls a third party
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from bot.errors import VejviserError
from bot.settings import Settings
from bot.understanding import Reading


def main(arguments: Sequence[str] | None = None) -> int:
    """Exit status: 0 done, 1 something in the input or data is wrong, 2 the call itself."""
    parser = argparse.ArgumentParser(prog="python -m bot", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("serve", help="chat, REST channel and desk on one port")
    commands.add_parser("triage", help="JSON lines {id, text, …} on standard input, one assessment a line out")
    commands.add_parser("check", help="read and cross-check every data file; list what is unverified")
    commands.add_parser("train", help="train the language model where none fits the data")
    evaluate = commands.add_parser("evaluate", help="figures on labelled cases (JSON lines)")
    evaluate.add_argument("files", nargs="+")
    evaluate.add_argument("--wrong", action="store_true", help="list the ids that came out wrong")
    given = parser.parse_args(arguments)
    try:
        return {"serve": _serve, "triage": _triage, "check": _check, "train": _train, "evaluate": _evaluate}[given.command](given)
    except VejviserError as error:
        # The edge of the command line: one line that says what, where and what to do.
        print(f"vejviser: {error}", file=sys.stderr)
        return 1


def _serve(_: argparse.Namespace) -> int:
    from bot.model_file import train
    from bot.web.app import serve

    settings = Settings.from_environment()
    train(settings.models)
    serve(settings)
    return 0


def _triage(_: argparse.Namespace) -> int:
    from bot.batch import triage_lines
    from bot.rulebook import load
    from bot.triage import Triage

    settings = Settings.from_environment()
    wrong = 0
    for answer in triage_lines(sys.stdin, Triage(load()), _reader(settings), date.today(), settings.municipality):
        wrong += "error" in answer
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 1 if wrong else 0


def _check(_: argparse.Namespace) -> int:
    from bot.check import report
    from bot.rulebook import load

    print(report(load()))
    return 0


def _train(_: argparse.Namespace) -> int:
    from bot.model_file import train
    from bot.rulebook import load

    load()  # a model is not trained on data that would not start
    print(train(Settings.from_environment().models))
    return 0


def _evaluate(given: argparse.Namespace) -> int:
    from bot.evaluation import evaluate
    from bot.rulebook import load
    from bot.triage import Triage

    print(evaluate(given.files, Triage(load()), _reader(Settings.from_environment()), given.wrong))
    return 0


def _reader(settings: Settings) -> Callable[[str], Reading]:
    """A function from text to what is understood of it, by the checked model."""
    from bot import model_file
    from bot.dialogue import text_reader

    return text_reader(model_file.checked(settings.models))


if __name__ == "__main__":
    sys.exit(main())
