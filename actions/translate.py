"""Between Rasa's slots and the dossier: a slot for each answer, and one for everything else."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa_sdk.events import EventType, SlotSet

from bot.dossier import Dossier

DOSSIER = "dossier"


def to_dossier(slots: Mapping[str, Any], facts: Mapping[str, Any]) -> Dossier:
    """The dossier of a tracker. `facts`: the ids that are slots."""
    rest = dict(slots.get(DOSSIER) or Dossier().to_json())
    rest["told"] = {fact: slots[fact] for fact in facts if slots.get(fact) is not None}
    return Dossier.from_json(rest)


def to_slots(dossier: Dossier, slots: Mapping[str, Any], facts: Mapping[str, Any]) -> list[EventType]:
    """The slots that have changed, as events."""
    told = {fact: item.to_json() for fact, item in dossier.told.items()}
    rest: dict[str, Any] = {**dossier.to_json(), "told": {}}
    events = [SlotSet(fact, told.get(fact)) for fact in facts if slots.get(fact) != told.get(fact)]
    return [*events, SlotSet(DOSSIER, rest)]
