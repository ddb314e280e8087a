"""Brings `data/corpus/` and the directory's own names into Rasa's training data, so that `rasa train` is all."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import yaml
from rasa.shared.importers.rasa import RasaFileImporter
from rasa.shared.nlu.constants import INTENT, TEXT
from rasa.shared.nlu.training_data.message import Message
from rasa.shared.nlu.training_data.training_data import TrainingData

from bot.nlu.component import EXAMPLE
from bot.nlu.corpus import read_corpus
from bot.nlu.training import TELL

DATA = Path(__file__).parents[2] / "data"


class CorpusImporter(RasaFileImporter):  # type: ignore[misc]
    """Rasa's own files, and beside them the labelled corpus."""

    def get_nlu_data(self, language: str | None = "da") -> TrainingData:
        own = super().get_nlu_data(language)
        if not own.training_examples:  # a part of the data without NLU was asked for
            return own
        return own.merge(TrainingData(training_examples=[*_examples(), *_names()]))


def _examples() -> list[Message]:
    return [
        Message(data={TEXT: example.text, INTENT: TELL, EXAMPLE: {"is": "example", "of": _lists(asdict(example))}})
        for example in read_corpus(DATA / "corpus")
    ]


def _lists(value: dict[str, object]) -> dict[str, object]:
    return {name: list(item) if isinstance(item, tuple) else item for name, item in value.items()}


def _names() -> list[Message]:
    """What a department or body does, in the directory's own words."""
    tasks = yaml.safe_load((DATA / "tasks.yml").read_text(encoding="utf-8"))["tasks"]
    owners = {}
    for path in sorted((DATA / "municipalities").glob("*.yml")):
        for area in yaml.safe_load(path.read_text(encoding="utf-8"))["organisation"]:
            owners.update({task: department["id"] for department in area["departments"] for task in department["tasks"]})
        break  # the first profile teaches the names; the others share its catalogue of tasks
    messages = []
    for id_, task in tasks.items():
        department = f"ekstern/{task['body']}" if task.get("body") else owners[id_]
        carried = {
            "is": "task", "task": id_, "department": department,
            "names": list(task["name"].values()), "words": [str(word) for word in task["words"]],
        }  # fmt: skip
        messages.append(Message(data={TEXT: task["name"]["da"], INTENT: TELL, EXAMPLE: carried}))
    return messages
