"""Vejviser as it is run: one process, its own SQLite file, the actions inside."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.process import HOST, OUT, ROOT, Server, environment, free_port, timed
from benchmarks.system import Running
from bot import model_file

TRAINS_WITHIN = 1800.0


class Ours:
    """What is measured of Vejviser."""

    name = "ours"

    def __init__(self, temporary: Path) -> None:
        self._temporary = temporary
        self._count = 0
        #: The fitting model, or a ModelError that says what to do.
        self.model = model_file.checked(ROOT / "models")

    def train(self, cold: bool) -> dict[str, float]:
        """Seconds of a forced training: with the vectors of all texts at hand, and with none where `cold`."""
        cache, found = self._temporary / "vectors", {}
        cache.mkdir()
        if cold:
            found["train_cold_s"] = self._train(cache, "cold")
        else:
            for shelf in (ROOT / ".cache").glob("vectors-*.npz"):
                (cache / shelf.name).write_bytes(shelf.read_bytes())
            if not any(cache.iterdir()):
                self._train(cache, "cold")  # fills the shelf; not counted, since it was not asked for
        found["train_warm_s"] = self._train(cache, "warm")
        return found

    def _train(self, cache: Path, name: str) -> float:
        own = {"VEJVISER_CACHE": str(cache), "RASA_CACHE_DIRECTORY": str(self._temporary / f"rasa-cache-{name}")}
        command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--force", "--out", str(self._temporary / f"models-{name}")]
        return timed(command, ROOT, environment(**own), OUT / "logs" / f"ours-train-{name}.log", TRAINS_WITHIN)

    @contextmanager
    def running(self) -> Iterator[Running]:
        """The server with an empty database, until the block ends."""
        self._count += 1
        port = free_port()
        own = {
            "VEJVISER_HOST": HOST,
            "VEJVISER_PORT": str(port),
            "VEJVISER_DATABASE_URL": f"sqlite:///{self._temporary / f'ours-{self._count}.db'}",
            "VEJVISER_SECRET_FILE": str(self._temporary / "ours.key"),
        }
        command = [sys.executable, "-W", "ignore", "-m", "bot", "serve"]
        url = f"http://{HOST}:{port}"
        with Server("ours", command, ROOT, environment(**own), f"{url}/healthz") as server:
            yield Running(url, server.ready(), {"server": server})
