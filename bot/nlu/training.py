"""Trains the heads on the corpus, the control intents and the names of the tasks themselves."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import numpy as np

from bot.nlu.corpus import SIGNALS, Example
from bot.nlu.encoder import Encoder, Vectors
from bot.nlu.heads import MANY, ONE, Head, Heads, Matrix, Target, wanted
from bot.nlu.language import Languages, english_only
from bot.nlu.letters import Letters
from bot.nlu.model import Model, meaning
from bot.understanding import KINDS

SEED = 20261122
TELL = "tell"  # the intent of every utterance that tells of a matter
STEP = 64  # texts encoded at a time
#: Rare labels count more, or "no" would always be the safe answer.
POINT_WEIGHT, POINT_EXTRA, SIGNAL_WEIGHT, SIGNAL_EXTRA = 0.15, 4.0, 0.15, 3.0


def train(
    examples: Sequence[Example],
    controls: Sequence[tuple[str, str]],
    tasks: Mapping[str, Sequence[str]],
    names: Sequence[tuple[str, str]],
    encoder: Encoder,
    say: Callable[[str], None],
) -> Model:
    """A model of everything that can be understood.

    `controls`: (intent, text) of the steering phrases; `tasks`: words by task; `names`:
    (department, text), the directory's own names of what a department or body does.
    """
    texts = [e.text for e in examples] + [text for _, text in controls] + [text for _, text in names]
    told, steering = len(examples), len(controls)
    kinds = [(e.kind,) for e in examples]
    heads = _heads(examples, controls)
    by_name = {head.name: head for head in heads}
    labels: dict[str, Sequence[Sequence[str]]] = {
        "intent": [(TELL,)] * told + [(intent,) for intent, _ in controls],
        "kind": kinds,
        "department": [e.departments for e in examples],
        "point": [e.points for e in examples],
        "signal": [e.signals for e in examples],
    }
    labels["department"] = [*labels["department"], *([()] * steering), *((department,) for department, _ in names)]
    targets = {name: _target(by_name[name], rows, len(texts)) for name, rows in labels.items()}
    targets["department"].weight[told : told + steering] = 0
    say(f"encoding {len(texts)} texts")
    vectors = _encoded(texts, encoder, say)
    centre = vectors.mean(axis=0) if vectors.size else np.zeros(0, np.float32)
    letters = Letters.learn(texts)
    languages = Languages(english_only((e.text for e in examples if e.language == "en"), (e.text for e in examples if e.language == "da")))
    model = Model(letters, centre, Heads(heads, {}), tasks, languages)
    dense, sparse_ = meaning(vectors, centre), model.sparse(texts)
    model.heads = Heads.untrained(heads, dense.shape[1], sparse_.shape[1], SEED)
    model.heads.fit(dense, sparse_, targets, SEED, lambda epoch: say(f"learning, round {epoch}"))
    return model


def _heads(examples: Sequence[Example], controls: Sequence[tuple[str, str]]) -> list[Head]:
    return [
        Head("intent", ONE, (TELL, *sorted({intent for intent, _ in controls}))),
        Head("kind", ONE, KINDS),
        Head("department", ONE, tuple(sorted({d for e in examples for d in e.departments}))),
        Head("point", MANY, tuple(sorted({p for e in examples for p in e.points}))),
        Head("signal", MANY, SIGNALS),
    ]


def _target(head: Head, rows: Sequence[Sequence[str]], total: int) -> Target:
    """Rows beyond those labelled count nothing for this head."""
    matrix = np.zeros((total, len(head.labels)), np.float32)
    matrix[: len(rows)] = wanted(rows, head)
    weight = np.zeros((total, len(head.labels)), np.float32)
    weight[: len(rows)] = 1
    if head.name == "point":
        weight *= (1 + POINT_EXTRA * matrix) * POINT_WEIGHT
    elif head.name == "signal":
        weight *= (1 + SIGNAL_EXTRA * matrix) * SIGNAL_WEIGHT
    return Target(matrix, weight)


def _encoded(texts: Sequence[str], encoder: Encoder, say: Callable[[str], None]) -> Matrix:
    """Vectors of all texts; those encoded before are kept beside the models, by the hash of the text."""
    shelf = Path(os.environ.get("VEJVISER_CACHE", ".cache")) / f"vectors-{type(encoder).__name__.lower()}.npz"
    known: dict[str, Vectors] = {}
    if shelf.exists() and encoder.dim:
        with np.load(shelf) as stored:
            known = dict(zip(stored["keys"].tolist(), stored["vectors"], strict=True))
    keys = [hashlib.sha256(text.encode()).hexdigest()[:24] for text in texts]
    missing = [(key, text) for key, text in dict(zip(keys, texts, strict=True)).items() if key not in known]
    for start in range(0, len(missing), STEP):
        part = missing[start : start + STEP]
        for (key, _), vector in zip(part, encoder.encode([text for _, text in part]), strict=True):
            known[key] = vector
        if start % (STEP * 10) == 0 and start:
            say(f"encoded {start} of {len(missing)}")
    if missing and encoder.dim:
        shelf.parent.mkdir(parents=True, exist_ok=True)
        np.savez(shelf, keys=np.array(keys), vectors=np.stack([known[key] for key in keys]))
    return np.stack([known[key] for key in keys]).astype(np.float32)
