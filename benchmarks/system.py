"""What both systems offer to the measurement."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from benchmarks.process import Server


@dataclass(frozen=True)
class Running:
    """A system that answers: `url` takes messages, `load_s` it took from process start to the first answer."""

    url: str
    load_s: float
    servers: Mapping[str, Server]

    def memory(self) -> dict[str, float]:
        """Resident MB of each server."""
        return {name: server.memory() for name, server in self.servers.items()}


class System(Protocol):
    """A system that can be started as often as wanted, each time with no earlier conversation."""

    name: str

    def running(self) -> AbstractContextManager[Running]: ...
