"""Stock Rasa: the pipeline and policies of `rasa init`, and two servers; the same domain, rules, actions and texts."""

from __future__ import annotations

import hashlib
import json
import re
import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timezone
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import yaml

from benchmarks.process import HOST, OUT, ROOT, BenchmarkError, Server, environment, free_port, timed
from benchmarks.system import Running
from bot.nlu.corpus import read_corpus
from bot.nlu.training import TELL

PROJECT = OUT / "stock"
TRAINING = ("config.yml", "domain.yml", "train/nlu.yml", "train/rules.yml")  # all that the model is made from
MODEL = "stock"
TRAINS_WITHIN = 4 * 3600.0


@dataclass(frozen=True)
class Trained:
    """The stock model and what it cost; `reused` where an earlier run trained it from the same inputs."""

    seconds: float
    when: str
    reused: bool
    examples: int
    of: int
    epochs: int


class Stock:
    """What is measured of stock Rasa. `examples`: how many of the corpus, evenly sampled; None takes all."""

    name = "stock"

    def __init__(self, temporary: Path, examples: int | None, epochs: int | None) -> None:
        self._temporary = temporary
        self._count = 0
        self._epochs = epochs
        self._taken, self._all = _project(examples, epochs)

    def train(self, again: bool) -> Trained:
        """Train, or take the model that was trained from the same inputs."""
        print_ = fingerprint()
        models = PROJECT / "models" / print_
        sheet = models / "trained.json"
        if not again and sheet.exists() and (models / f"{MODEL}.tar.gz").exists():
            earlier = json.loads(sheet.read_text(encoding="utf-8"))
            return Trained(earlier["seconds"], earlier["when"], True, self._taken, self._all, self._longest())
        if models.exists():
            shutil.rmtree(models)
        models.mkdir(parents=True)
        command = [
            sys.executable, "-W", "ignore", "-m", "rasa", "train", "--force", "--data", "train", "--domain", "domain.yml",
            "--config", "config.yml", "--out", str(models), "--fixed-model-name", MODEL,
        ]  # fmt: skip
        own = {"RASA_CACHE_DIRECTORY": str(self._temporary / "rasa-cache-stock")}
        seconds = timed(command, PROJECT, environment(**own), OUT / "logs" / "stock-train.log", TRAINS_WITHIN)
        when = datetime.now(timezone.utc).isoformat(timespec="seconds")
        sheet.write_text(json.dumps({"seconds": seconds, "when": when}), encoding="utf-8")
        return Trained(seconds, when, False, self._taken, self._all, self._longest())

    def _longest(self) -> int:
        pipeline = yaml.safe_load((PROJECT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
        return max(int(component.get("epochs", 0)) for component in pipeline)

    @contextmanager
    def running(self) -> Iterator[Running]:
        """Both servers, started together, with an empty database and tracker store, until the block ends."""
        self._count += 1
        port, action_port = free_port(), free_port()
        endpoints = self._temporary / "endpoints.yml"
        endpoints.write_text(f'action_endpoint:\n  url: "http://{HOST}:{action_port}/webhook"\n', encoding="ascii")
        rasa = [sys.executable, "-W", "ignore", "-m", "rasa", "run"]
        command = [
            *rasa, "--enable-api", "--interface", HOST, "--port", str(port), "--model", f"models/{fingerprint()}/{MODEL}.tar.gz",
            "--endpoints", str(endpoints), "--credentials", "credentials.yml",
        ]  # fmt: skip
        own = {
            "VEJVISER_DATABASE_URL": f"sqlite:///{self._temporary / f'stock-{self._count}.db'}",
            "VEJVISER_SECRET_FILE": str(self._temporary / "stock.key"),
        }
        url, health = f"http://{HOST}:{port}", f"http://{HOST}:{action_port}/health"
        actions = [*rasa, "actions", "--port", str(action_port)]
        # The address of the action server is set by SANIC_HOST; its command line knows none.
        with Server("stock-actions", actions, PROJECT, environment(**own), health) as acting:
            with Server("stock-rasa", command, PROJECT, environment(), f"{url}/") as talking:
                load = max(talking.ready(), acting.ready())
                yield Running(url, load, {"rasa": talking, "actions": acting})


def fingerprint() -> str:
    """Of all that the stock model is trained from."""
    digest = hashlib.sha256(version("rasa").encode())
    for name in TRAINING:
        digest.update(name.encode() + b"\0" + (PROJECT / name).read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def initial_config() -> dict[str, Any]:
    """The configuration of `rasa init`, from the installed package, with the default it names put in force.

    It stands there as a comment, which Rasa fills in by itself when it trains; here it is written out.

    Raises:
        BenchmarkError: the file does not name a pipeline and policies as expected.
    """
    spec = find_spec("rasa")
    places = spec.submodule_search_locations if spec else None
    if not places:
        raise BenchmarkError("rasa is not installed")
    text = (Path(places[0]) / "cli" / "initial_project" / "config.yml").read_text(encoding="utf-8")
    config: dict[str, Any] = yaml.safe_load(re.sub(r"^#(   ?[ -] ?.*)$", r"\1", text, flags=re.MULTILINE))
    for part in ("pipeline", "policies"):
        if not isinstance(config.get(part), list):
            raise BenchmarkError(f"rasa/cli/initial_project/config.yml names no {part}")
    return config


def _project(examples: int | None, epochs: int | None) -> tuple[int, int]:
    """Write the project folder; how many examples were taken, and of how many."""
    (PROJECT / "train").mkdir(parents=True, exist_ok=True)
    for name in ("actions", "bot", "data"):
        link = PROJECT / name
        if not link.is_symlink():
            link.symlink_to(ROOT / name, target_is_directory=True)
    config = initial_config() | {"assistant_id": "stock", "language": "da"}
    if epochs is not None:
        for component in [*config["pipeline"], *config["policies"]]:
            if "epochs" in component:
                component["epochs"] = epochs
    _yaml("config.yml", config)
    _yaml("credentials.yml", {"rest": None})
    shutil.copy(ROOT / "domain.yml", PROJECT / "domain.yml")
    shutil.copy(ROOT / "data" / "rules" / "conversation.yml", PROJECT / "train" / "rules.yml")
    corpus = [" ".join(example.text.split()) for example in read_corpus(ROOT / "data" / "corpus")]
    taken = evenly(corpus, examples)
    nlu = yaml.safe_load((ROOT / "data" / "nlu" / "controls.yml").read_text(encoding="utf-8"))
    nlu["nlu"].insert(0, {"intent": TELL, "examples": "".join(f"- {_plain(text)}\n" for text in taken)})
    _yaml("train/nlu.yml", nlu)
    return len(taken), len(corpus)


def evenly(texts: list[str], count: int | None) -> list[str]:
    """`count` of the texts at even distances, so that every file of the corpus gives its share."""
    if count is None or count >= len(texts):
        return texts
    return [texts[position * len(texts) // count] for position in range(count)]


def _plain(text: str) -> str:
    """Without the brackets that Rasa would read as an annotated entity."""
    return text.translate(str.maketrans("[]{}", "()()"))


def _yaml(name: str, content: Any) -> None:
    (PROJECT / name).write_text(yaml.safe_dump(content, allow_unicode=True, sort_keys=False, width=10_000), encoding="utf-8")
