"""Settings from the environment, read once; a wrong one refuses to start and says why."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timezone
from pathlib import Path
from zoneinfo import ZoneInfo

from bot.errors import SettingError
from bot.receipt import Receipts
from bot.rulebook import Rulebook
from bot.store import Store

PREFIX = "VEJVISER_"
ROOT = Path(__file__).parents[1]


@dataclass(frozen=True)
class Settings:
    """What an operator may set; the README lists each with its default."""

    database_url: str
    host: str
    port: int
    municipality: str
    secret_file: Path
    models: Path
    public_url: str | None
    allow_received_on: bool  # tests and replay may say what day it is
    action_seconds: float
    turn_seconds: float
    log_level: str

    @property
    def address(self) -> str:
        return self.public_url or f"http://{self.host}:{self.port}"

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> Settings:
        """
        Raises:
            SettingError: names the variable and what it takes.
        """
        given = {k[len(PREFIX) :]: v for k, v in (os.environ if environment is None else environment).items() if k.startswith(PREFIX)}
        known = {
            "DATABASE_URL", "HOST", "PORT", "MUNICIPALITY", "SECRET_FILE", "MODELS", "PUBLIC_URL", "ALLOW_RECEIVED_ON",
            "ACTION_SECONDS", "TURN_SECONDS", "LOG_LEVEL", "CACHE",
        }  # fmt: skip
        for name in given:
            if name not in known:
                raise SettingError(f"{PREFIX}{name} is not a setting; known: {', '.join(PREFIX + k for k in sorted(known))}")
        return cls(
            database_url=given.get("DATABASE_URL", f"sqlite:///{ROOT / 'var' / 'vejviser.db'}"),
            host=given.get("HOST", "127.0.0.1"),
            port=int(_number(given, "PORT", 8080, 0, 65535)),
            municipality=given.get("MUNICIPALITY", "gentofte"),
            secret_file=Path(given.get("SECRET_FILE", ROOT / "var" / "secret.key")),
            models=Path(given.get("MODELS", ROOT / "models")),
            public_url=given.get("PUBLIC_URL"),
            allow_received_on=_flag(given, "ALLOW_RECEIVED_ON"),
            action_seconds=_number(given, "ACTION_SECONDS", 5, 0.1, 60),
            turn_seconds=_number(given, "TURN_SECONDS", 15, 0.1, 120),
            log_level=_level(given),
        )


def _number(given: Mapping[str, str], name: str, default: float, least: float, most: float) -> float:
    try:
        value = float(given.get(name, default))
    except ValueError:
        raise SettingError(f"{PREFIX}{name} must be a number, not {given[name]!r}") from None
    if not least <= value <= most:
        raise SettingError(f"{PREFIX}{name} must be from {least:g} to {most:g}, not {value:g}")
    return value


def _flag(given: Mapping[str, str], name: str) -> bool:
    value = given.get(name, "false").lower()
    if value not in ("true", "false"):
        raise SettingError(f"{PREFIX}{name} must be true or false, not {given[name]!r}")
    return value == "true"


def _level(given: Mapping[str, str]) -> str:
    value = given.get("LOG_LEVEL", "INFO").upper()
    if value not in ("INFO", "WARNING", "ERROR"):
        # DEBUG is not offered: Rasa would log the citizen's words.
        raise SettingError(f"{PREFIX}LOG_LEVEL must be INFO, WARNING or ERROR, not {value!r}")
    return value


def secret(path: Path) -> bytes:
    """The server's secret, made at the first start; readable by its owner alone, never in the database."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(secrets.token_hex(32))
    try:
        value = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except ValueError:
        raise SettingError(f"{path} does not hold a secret of 64 hexadecimal digits; restore it from the safe") from None
    if len(value) != 32:
        raise SettingError(f"{path} does not hold a secret of 64 hexadecimal digits; restore it from the safe")
    return value


def open_store(settings: Settings) -> Store:
    return Store(settings.database_url, Receipts(secret(settings.secret_file)))


def clock(book: Rulebook) -> Callable[[str], datetime]:
    """The present moment in a municipality's own time."""
    zones = {id_: ZoneInfo(profile.timezone) for id_, profile in book.profiles.items()}
    return lambda municipality: datetime.now(timezone.utc).astimezone(zones[municipality])
