"""Rasa's seam: the graph component that reads a message, and the importer that brings the corpus."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.nlu.classifiers.classifier import IntentClassifier
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu import encoder, training
from bot.nlu import model as reading_model
from bot.nlu.corpus import Example

EXAMPLE = "example"  # the message attribute that carries an `Example` through Rasa's training data


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=True)
class Understanding(GraphComponent, IntentClassifier):  # type: ignore[misc]
    """Sets the intent, and as `reading` everything else that was understood."""

    def __init__(self, storage: ModelStorage, resource: Resource, model: reading_model.Model | None) -> None:
        self._storage, self._resource, self._model = storage, resource, model
        self.encoder, self.missing = encoder.load()

    @classmethod
    def create(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext
    ) -> Understanding:
        return cls(model_storage, resource, None)

    @classmethod
    def load(
        cls, config: dict[str, Any], model_storage: ModelStorage, resource: Resource, execution_context: ExecutionContext, **_: Any
    ) -> Understanding:
        with model_storage.read_from(resource) as folder:
            plain = json.loads((folder / "model.json").read_text(encoding="utf-8"))
            with np.load(folder / "weights.npz") as stored:
                model = reading_model.from_json(plain, {name: stored[name] for name in stored.files})
        return cls(model_storage, resource, model)

    def train(self, training_data: TrainingData) -> Resource:
        """Learn from the corpus and the control intents; store numbers and JSON."""
        examples, controls, names, tasks = _sorted_out(training_data)
        self._model = training.train(examples, controls, tasks, names, self.encoder, _say)
        with self._storage.write_to(self._resource) as folder:
            _write(folder, self._model)
        return self._resource

    def process(self, messages: list[Message]) -> list[Message]:
        """Read each message."""
        for message in messages:
            text = message.get(TEXT) or ""
            if self._model is None or not text.strip():
                continue
            intents, found = self._model.read(text, self.encoder)
            ranking = [{"name": name, "confidence": score} for name, score in sorted(intents.items(), key=lambda item: -item[1])]
            message.set(INTENT, ranking[0], add_to_output=True)
            message.set("intent_ranking", ranking[:5], add_to_output=True)
            message.set("reading", found.to_json(), add_to_output=True)
        return messages

    def process_training_data(self, training_data: TrainingData) -> TrainingData:
        """Nothing after this component learns from messages."""
        return training_data


def _sorted_out(
    data: TrainingData,
) -> tuple[list[Example], list[tuple[str, str]], list[tuple[str, str]], Mapping[str, list[str]]]:
    examples: list[Example] = []
    controls: list[tuple[str, str]] = []
    names: list[tuple[str, str]] = []
    tasks: dict[str, list[str]] = {}
    for message in data.training_examples:
        carried = message.get(EXAMPLE)
        if carried is None:
            # Rasa adds messages of its own (action names) that are no utterances
            if message.get(INTENT) not in (None, training.TELL) and message.get(TEXT):
                controls.append((message.get(INTENT), message.get(TEXT)))
        elif carried["is"] == "example":
            fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in carried["of"].items()}
            examples.append(Example(**fields))
        else:
            names += [(carried["department"], text) for text in carried["names"]]
            tasks[carried["task"]] = carried["words"]
    return examples, controls, names, tasks


def _write(folder: Path, model: reading_model.Model) -> None:
    (folder / "model.json").write_text(json.dumps(reading_model.to_json(model), ensure_ascii=False), encoding="utf-8")
    np.savez(folder / "weights.npz", centre=model.centre, **{name: value.astype(np.float16) for name, value in model.heads.weights.items()})


def _say(line: str) -> None:
    print(f"  {line}", flush=True)
