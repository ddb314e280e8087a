"""From a text to a `Reading`: windows for long letters, sentences for the parts, scores for everything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse

from bot.directory import pattern
from bot.masking import MASK
from bot.nlu.encoder import Encoder
from bot.nlu.heads import MEANING, Head, Heads, Matrix
from bot.nlu.language import Languages
from bot.nlu.letters import Letters
from bot.understanding import Reading, Sentence

WINDOW = 500  # characters read at once; a longer text is read in windows of whole sentences
WINDOWS = 8  # at most: what stands beyond 4,000 characters is kept, but not classified
SENTENCES = 10
TASK_WEIGHT = 0.7
LEAST = 0.01  # scores below this are not carried along
_END = re.compile(r"(?<=[.!?…])(?<!\d\.)\s+|\n+")  # "den 1. november" is one sentence


@dataclass
class Model:
    """Everything learned in training."""

    letters: Letters
    centre: Matrix  # the mean of the training vectors: raw cosines are all above .8
    heads: Heads
    tasks: Mapping[str, Sequence[str]]  # the words of `data/tasks.yml` at training time
    languages: Languages

    def __post_init__(self) -> None:
        self._tasks = [pattern(tuple(words)) for words in self.tasks.values()]

    def features(self, texts: Sequence[str], encoder: Encoder) -> tuple[Matrix, sparse.csr_matrix]:
        """Meaning and letters of each text."""
        return meaning(encoder.encode(texts), self.centre), self.sparse(texts)

    def sparse(self, texts: Sequence[str]) -> sparse.csr_matrix:
        named = np.array([[bool(words.search(text)) for words in self._tasks] for text in texts], np.float32)
        named = named.reshape(len(texts), len(self._tasks)) * TASK_WEIGHT
        return sparse.hstack([self.letters.encode(texts), sparse.csr_matrix(named)]).tocsr().astype(np.float32)

    def read(self, text: str, encoder: Encoder) -> tuple[dict[str, float], Reading]:
        """The scores of the intents, and what was understood."""
        text = text.replace(MASK, " ")  # what was taken out says nothing of the matter
        sentences = split(text) or [text]
        windows = _windows(sentences) or [text]
        parts = sentences[:SENTENCES] if len(sentences) > 1 else []
        texts = list(dict.fromkeys([*windows, *parts]))
        scores = self.heads.predict(*self.features(texts, encoder))
        row = {one: index for index, one in enumerate(texts)}
        at = [row[window] for window in windows]
        whole = {head.name: self._join(head, scores[head.name][at]) for head in self.heads.heads}
        signals = self._labels("signal")
        where = {name: signals.index(name) for name in ("process", "content")}
        marked = tuple(
            Sentence(part, *(round(float(scores["signal"][row[part], where[name]]), 3) for name in ("process", "content")))
            for part in parts or windows[:1]
        )
        reading = Reading(
            language=self.languages.detect(text),
            kind=self._scores("kind", whole["kind"]),
            departments=self._scores("department", whole["department"], LEAST),
            points=self._scores("point", whole["point"], 0.1),
            signals=self._scores("signal", whole["signal"], 0.1),
            sentences=marked,
        )
        return self._scores("intent", whole["intent"]), reading

    def _join(self, head: Head, rows: Matrix) -> Matrix:
        """Several windows: what one of them shows is shown; the alternatives are weighed by how sure each is."""
        if head.kind == "many":
            return rows.max(axis=0)
        weights = rows.max(axis=1) ** 2
        return (rows * weights[:, None]).sum(axis=0) / weights.sum()

    def _labels(self, name: str) -> list[str]:
        return list(next(head for head in self.heads.heads if head.name == name).labels)

    def _scores(self, name: str, row: Matrix, least: float = 0.0) -> dict[str, float]:
        return {label: round(float(score), 3) for label, score in zip(self._labels(name), row, strict=True) if score >= least}


def meaning(vectors: Matrix, centre: Matrix) -> Matrix:
    """Centred, of equal length, weighed against the letters."""
    if vectors.shape[1] == 0:
        return vectors
    moved = vectors - centre
    lengths = np.maximum(np.linalg.norm(moved, axis=1, keepdims=True), 1e-6)
    return (moved / lengths * MEANING).astype(np.float32)


def split(text: str) -> list[str]:
    """The sentences of a text, without the empty ones."""
    return [sentence.strip() for sentence in _END.split(text) if sentence and sentence.strip()]


def _windows(sentences: Sequence[str]) -> list[str]:
    windows: list[str] = []
    for sentence in sentences:
        for start in range(0, len(sentence), WINDOW):
            piece = sentence[start : start + WINDOW]
            if windows and len(windows[-1]) + len(piece) < WINDOW:
                windows[-1] += " " + piece
            elif len(windows) < WINDOWS:
                windows.append(piece)
            else:
                return windows
    return windows


def to_json(model: Model) -> dict[str, Any]:
    """What is not an array."""
    return {
        "letters": model.letters.to_json(),
        "heads": [[head.name, head.kind, list(head.labels)] for head in model.heads.heads],
        "tasks": {task: list(words) for task, words in model.tasks.items()},
        "english_words": sorted(model.languages.english_words),
    }


def from_json(value: Mapping[str, Any], weights: dict[str, Matrix]) -> Model:
    heads = [Head(name, kind, tuple(labels)) for name, kind, labels in value["heads"]]
    centre = weights.pop("centre")
    return Model(Letters.from_json(value["letters"]), centre, Heads(heads, weights), value["tasks"], Languages(value["english_words"]))
