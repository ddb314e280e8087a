"""The model file: named after the data it was trained on, and checked before it is loaded."""

from __future__ import annotations

import ast
import hashlib
import os
import subprocess
import sys
from pathlib import Path

from bot.errors import ModelError

ROOT = Path(__file__).parents[1]
#: What the model is made from; a change in any of it asks for a new one.
SOURCES = (
    "config.yml", "domain.yml", "data/nlu/**/*.yml", "data/rules/**/*.yml", "data/corpus/*.txt", "data/tasks.yml",
    "data/municipalities/*.yml", "bot/nlu/*.py", "bot/understanding.py", "bot/directory.py", "requirements.lock",
)  # fmt: skip


def fingerprint(root: Path = ROOT) -> str:
    """Twelve hexadecimal digits of everything the model is trained from."""
    digest = hashlib.sha256()
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            digest.update(path.relative_to(root).as_posix().encode() + b"\0" + _content(path) + b"\0")
    return digest.hexdigest()[:12]


def _content(path: Path) -> bytes:
    """The file as it matters: code without its layout and comments, so that tidying up trains nothing anew."""
    if path.suffix == ".py":
        return ast.dump(ast.parse(path.read_text(encoding="utf-8"))).encode()
    return path.read_bytes()


def fitting(models: Path) -> Path:
    """Where the model for the data at hand is, or would be."""
    return models / f"vejviser-{fingerprint()}.tar.gz"


def checked(models: Path) -> Path:
    """The fitting model, unchanged since it was trained.

    Raises:
        ModelError: there is none, or its hash is not the one written beside it.
    """
    path = fitting(models)
    if not path.exists():
        raise ModelError(f"{path} is missing: no model fits the data at hand; train one: make train")
    seal = path.with_suffix(".sha256")
    if not seal.exists():
        raise ModelError(f"{seal} is missing, so the model cannot be checked; train it again: make train")
    if _hash(path) != seal.read_text(encoding="ascii").split()[0]:
        raise ModelError(f"{path} is not the file that was trained: its hash differs from {seal.name}; train it again: make train")
    return path


def train(models: Path) -> Path:
    """Train where no model fits; the new one is sealed with its hash and made read-only."""
    path = fitting(models)
    if path.exists() and path.with_suffix(".sha256").exists():
        print(f"model {path.name} fits the data; nothing to train", flush=True)
        return checked(models)
    print("training the model (about 5 minutes the first time, because every sentence is encoded once)", flush=True)
    models.mkdir(parents=True, exist_ok=True)
    name = path.name[: -len(".tar.gz")]
    command = [sys.executable, "-W", "ignore", "-m", "rasa", "train", "--quiet", "--out", str(models), "--fixed-model-name", name]
    environment = {**os.environ, "RASA_TELEMETRY_ENABLED": "false", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONWARNINGS": "ignore"}
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode or not path.exists():
        raise ModelError(f"rasa train ended with {done.returncode} and left no {path.name}; its own words stand above")
    path.with_suffix(".sha256").write_text(f"{_hash(path)}  {path.name}\n", encoding="ascii")
    path.chmod(0o444)
    return path


def _hash(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
