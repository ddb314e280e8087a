"""The classifier: one small network on meaning and letters, with a head for each thing to understand.

Numpy and scipy alone; weights are stored as plain arrays, never as pickles. The heads share one
hidden layer, so that the many examples of departments teach the rare signals as well.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse

Matrix = NDArray[np.float32]
ONE, MANY = "one", "many"  # exactly one label is true, or any number of them
HIDDEN, DROPOUT, RATE, BATCH, EPOCHS = 128, 0.3, 2e-3, 64, 8
MEANING = 2.0  # weight of the sentence vector against the letters


@dataclass(frozen=True)
class Head:
    """`labels` in the order of the outputs; `kind` is ONE or MANY."""

    name: str
    kind: str
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Target:
    """What one head should say of each example: rows × labels, and how much each example counts (0: unlabelled)."""

    wanted: Matrix
    weight: Matrix


class Heads:
    """Weights by name. `dense` and `sparse_` are the two views of a text: meaning and letters."""

    def __init__(self, heads: Sequence[Head], weights: dict[str, Matrix]) -> None:
        self.heads, self.weights = tuple(heads), weights

    @classmethod
    def untrained(cls, heads: Sequence[Head], dense: int, letters: int, seed: int) -> Heads:
        random = np.random.default_rng(seed)
        weights = {
            "hidden_dense": random.normal(0, 1 / np.sqrt(max(dense, 1)), (dense, HIDDEN)),
            "hidden_letters": random.normal(0, 0.05, (letters, HIDDEN)),
            "hidden_bias": np.zeros(HIDDEN),
        }
        for head in heads:
            outputs = len(head.labels)
            weights[f"{head.name}_hidden"] = random.normal(0, 1 / np.sqrt(HIDDEN), (HIDDEN, outputs))
            weights[f"{head.name}_dense"] = np.zeros((dense, outputs))
            weights[f"{head.name}_letters"] = np.zeros((letters, outputs))
            weights[f"{head.name}_bias"] = np.zeros(outputs)
        return cls(heads, {name: value.astype(np.float32) for name, value in weights.items()})

    def predict(self, dense: Matrix, letters: sparse.csr_matrix) -> dict[str, Matrix]:
        """Scores between 0 and 1: head name -> rows × labels."""
        hidden = np.maximum(self._hidden(dense, letters), 0)
        return {head.name: self._output(head, hidden, dense, letters) for head in self.heads}

    def _hidden(self, dense: Matrix, letters: sparse.csr_matrix) -> Matrix:
        w = self.weights
        return dense @ w["hidden_dense"] + letters @ w["hidden_letters"] + w["hidden_bias"]

    def _output(self, head: Head, hidden: Matrix, dense: Matrix, letters: sparse.csr_matrix) -> Matrix:
        w, name = self.weights, head.name
        raw = hidden @ w[f"{name}_hidden"] + dense @ w[f"{name}_dense"] + letters @ w[f"{name}_letters"] + w[f"{name}_bias"]
        if head.kind == MANY:
            return 1 / (1 + np.exp(-np.clip(raw, -30, 30)))
        powers = np.exp(raw - raw.max(axis=1, keepdims=True))
        return powers / powers.sum(axis=1, keepdims=True)

    def fit(self, dense: Matrix, letters: sparse.csr_matrix, targets: Mapping[str, Target], seed: int, tell: Callable[[int], Any]) -> None:
        """Adam on cross-entropy, `EPOCHS` times over the examples; `tell` is called after each."""
        random = np.random.default_rng(seed)
        first = {name: np.zeros_like(value) for name, value in self.weights.items()}
        second = {name: np.zeros_like(value) for name, value in self.weights.items()}
        step = 0
        for epoch in range(EPOCHS):
            order = random.permutation(len(dense))
            for start in range(0, len(order), BATCH):
                rows = order[start : start + BATCH]
                batch = {name: Target(t.wanted[rows], t.weight[rows]) for name, t in targets.items()}
                step += 1
                for name, slope in self._slopes(dense[rows], letters[rows], batch, random).items():
                    first[name] += 0.1 * (slope - first[name])
                    second[name] += 0.01 * (slope * slope - second[name])
                    scale = np.sqrt(second[name] / (1 - 0.99**step)) + 1e-8
                    self.weights[name] -= RATE * (first[name] / (1 - 0.9**step)) / scale
            tell(epoch + 1)

    def _slopes(
        self, dense: Matrix, letters: sparse.csr_matrix, targets: Mapping[str, Target], random: np.random.Generator
    ) -> dict[str, Matrix]:
        raw = self._hidden(dense, letters)
        keep = (random.random(raw.shape) > DROPOUT).astype(np.float32) / (1 - DROPOUT)
        hidden = np.maximum(raw, 0) * keep
        slopes: dict[str, Matrix] = {}
        back = np.zeros_like(hidden)
        for head in self.heads:
            target = targets[head.name]
            error = ((self._output(head, hidden, dense, letters) - target.wanted) * target.weight / len(dense)).astype(np.float32)
            slopes[f"{head.name}_hidden"] = hidden.T @ error
            slopes[f"{head.name}_dense"] = dense.T @ error
            slopes[f"{head.name}_letters"] = letters.T @ error
            slopes[f"{head.name}_bias"] = error.sum(axis=0)
            back += error @ self.weights[f"{head.name}_hidden"].T
        back *= (raw > 0) * keep
        slopes["hidden_dense"], slopes["hidden_letters"] = dense.T @ back, letters.T @ back
        slopes["hidden_bias"] = back.sum(axis=0)
        return slopes


def wanted(labels: Sequence[Sequence[str]], head: Head) -> Matrix:
    """Rows × labels with 1 where a label holds; for a head of ONE the row sums to 1."""
    place = {label: index for index, label in enumerate(head.labels)}
    rows = np.zeros((len(labels), len(head.labels)), np.float32)
    for row, items in enumerate(labels):
        for item in items:
            if item in place:
                rows[row, place[item]] = 1
    if head.kind == ONE:
        rows /= np.maximum(rows.sum(axis=1, keepdims=True), 1)
    return rows
