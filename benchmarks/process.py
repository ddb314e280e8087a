"""Servers of ours, started and stopped by their own process id, on 127.0.0.1 only."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType

ROOT = Path(__file__).parents[1]
OUT = ROOT / "benchmarks" / "out"
HOST = "127.0.0.1"
STARTS_WITHIN = 300.0  # seconds until a server that does not answer has failed
STOPS_WITHIN = 30.0
POLL = 0.05
_DIRECT = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy stands before 127.0.0.1


class BenchmarkError(Exception):
    """A server or a training did not do what the measurement needs."""


def environment(**own: str) -> dict[str, str]:
    """This process's environment without settings of Vejviser, without telemetry, and with `own`."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("VEJVISER_", "RASA_", "SANIC_"))}
    quiet = {"RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore", "SANIC_HOST": HOST}
    return {**kept, **quiet, **own}


def free_port() -> int:
    """A port that nothing listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])


def timed(command: Sequence[str], folder: Path, env: Mapping[str, str], log: Path, seconds: float) -> float:
    """Run a command to its end; how long it took.

    Raises:
        BenchmarkError: it failed or took longer than `seconds`.
    """
    log.parent.mkdir(parents=True, exist_ok=True)
    begun = time.perf_counter()
    with log.open("w", encoding="utf-8") as output:
        try:
            done = subprocess.run(command, cwd=folder, env=env, stdout=output, stderr=subprocess.STDOUT, timeout=seconds, check=False)
        except subprocess.TimeoutExpired:
            raise BenchmarkError(f"{' '.join(command[:6])} … took more than {seconds:.0f} s; see {log}") from None
    if done.returncode:
        raise BenchmarkError(f"{' '.join(command[:6])} … ended with {done.returncode}; see {log}")
    return time.perf_counter() - begun


class Server:
    """One server process, started at once; `ready` waits for its answer."""

    def __init__(self, name: str, command: Sequence[str], folder: Path, env: Mapping[str, str], url: str) -> None:
        self.name, self.url = name, url
        self.log = OUT / "logs" / f"{name}.log"
        self.log.parent.mkdir(parents=True, exist_ok=True)
        self._begun = time.perf_counter()
        with self.log.open("w", encoding="utf-8") as output:
            self._process = subprocess.Popen(command, cwd=folder, env=dict(env), stdout=output, stderr=subprocess.STDOUT)

    def __enter__(self) -> Server:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.stop()

    def ready(self) -> float:
        """Wait until `url` answers; seconds since the process was started.

        Raises:
            BenchmarkError: the process ended, or did not answer in time.
        """
        while (passed := time.perf_counter() - self._begun) < STARTS_WITHIN:
            if self._process.poll() is not None:
                raise BenchmarkError(f"{self.name} ended with {self._process.returncode} before it answered; see {self.log}")
            if answers(self.url):
                return time.perf_counter() - self._begun
            time.sleep(POLL)
        raise BenchmarkError(f"{self.name} did not answer on {self.url} within {passed:.0f} s; see {self.log}")

    def memory(self) -> float:
        """Resident memory in MB, of the process and what it has started."""
        return sum(resident(pid) for pid in family(self._process.pid))

    def stop(self) -> None:
        """Ask it to end; then make it."""
        if self._process.poll() is not None:
            return
        self._process.send_signal(signal.SIGTERM)
        try:
            self._process.wait(STOPS_WITHIN)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait(STOPS_WITHIN)


def answers(url: str) -> bool:
    """Whether an HTTP server answers 200 there."""
    try:
        with _DIRECT.open(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def family(pid: int) -> list[int]:
    """The process and its descendants."""
    found = [pid]
    for parent in found:
        try:
            for task in Path(f"/proc/{parent}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text(encoding="ascii").split()]
        except OSError:
            continue  # ended while it was looked at
    return found


def resident(pid: int) -> float:
    """VmRSS in MB; 0 where the process is gone."""
    try:
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmRSS:")), 0.0)
