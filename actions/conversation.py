"""The actions of the one form: hear a message, ask the next question, conclude."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import datetime
from typing import Any

from rasa_sdk import Action, Tracker
from rasa_sdk.events import EventType, SlotSet
from rasa_sdk.executor import CollectingDispatcher

from actions import services
from actions.services import Services
from actions.translate import to_dossier, to_slots
from bot.conclusion import Conclusion
from bot.dossier import Dossier
from bot.gate import Message
from bot.taking import Bubble
from bot.understanding import Reading


class _Talk(Action, ABC):  # type: ignore[misc]
    """Common to all: the services, and the dossier of a tracker."""

    def __init__(self, given: Services | None = None) -> None:
        self._given = given

    @abstractmethod
    def name(self) -> str:
        """The name in domain.yml."""

    @property
    def services(self) -> Services:
        return self._given or services.default()

    def dossier(self, tracker: Tracker) -> Dossier:
        dossier = to_dossier(tracker.slots, self.services.book.questions)
        metadata = (tracker.latest_message or {}).get("metadata") or {}
        if not dossier.said and metadata.get("municipality"):
            dossier = replace(dossier, municipality=metadata["municipality"])
        if not dossier.said and metadata.get("language"):
            dossier = replace(dossier, language=metadata["language"])
        return replace(dossier, now=metadata.get("received_on") or dossier.now)

    def now(self, dossier: Dossier) -> datetime:
        moment = self.services.now(dossier.municipality)
        return datetime.combine(datetime.fromisoformat(dossier.now).date(), moment.timetz()) if dossier.now else moment

    def say(self, dispatcher: CollectingDispatcher, bubbles: tuple[Bubble, ...]) -> None:
        for bubble in bubbles:
            buttons = [{"title": button.title, "payload": button.payload} for button in bubble.buttons]
            dispatcher.utter_message(text=bubble.text, buttons=buttons or None, json_message=dict(bubble.custom) if bubble.custom else None)


class Hear(_Talk):
    """Takes in the latest message and says which fact the form asks for next.

    Rasa calls it once a turn: it always sets a slot, so the form is never rejected and never validated twice.
    """

    def name(self) -> str:
        return "validate_intake_form"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        asked = tracker.get_slot("requested_slot")
        latest = tracker.latest_message or {}
        intent = latest.get("intent") or {}
        dossier = self.dossier(tracker)
        reading = Reading.from_json(latest.get("reading"))
        message = Message(latest.get("text") or "", intent.get("name") or "tell", float(intent.get("confidence") or 0.0))
        turn = self.services.interview.hear(dossier, message, reading, asked, self.now(dossier))
        self.say(dispatcher, turn.bubbles)
        return [*to_slots(turn.dossier, tracker.slots, self.services.book.questions), SlotSet("requested_slot", turn.ask)]


class _Ask(_Talk):
    """Asks for one fact; a class for each is made below, since Rasa finds actions by their names."""

    @property
    @abstractmethod
    def fact(self) -> str:
        """The fact asked for."""

    def name(self) -> str:
        return f"action_ask_{self.fact}"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        dossier = self.dossier(tracker)
        dossier, bubble = self.services.interview.ask(dossier, self.fact, self.now(dossier))
        self.say(dispatcher, (bubble,))
        return to_slots(dossier, tracker.slots, self.services.book.questions)


class Conclude(_Talk):
    """Ends the talk: files the record, refers or guides; or says nothing where it was only paused."""

    def name(self) -> str:
        return "action_conclude"

    async def run(self, dispatcher: CollectingDispatcher, tracker: Tracker, domain: dict[str, Any]) -> list[EventType]:
        dossier = self.dossier(tracker)
        if dossier.status != "concluding":
            return to_slots(dossier, tracker.slots, self.services.book.questions)
        conclusion = Conclusion(self.services.interview, self.services.office, self.services.model)
        dossier, bubbles = conclusion.draw(dossier, tracker.sender_id, self.now(dossier))
        self.say(dispatcher, bubbles)
        return to_slots(dossier, tracker.slots, self.services.book.questions)


def _ask_for(fact: str) -> type[_Ask]:
    return type(f"Ask{fact.title().replace('_', '')}", (_Ask,), {"fact": fact, "__doc__": f"Asks for `{fact}`.", "__module__": __name__})


#: The classes Rasa's own action server finds in this module.
ASK: dict[str, type[_Ask]] = {fact: _ask_for(fact) for fact in services.facts()}


def every(given: Services) -> list[Action]:
    """All actions, ready for one process."""
    return [Hear(given), Conclude(given), *(ask(given) for ask in ASK.values())]
