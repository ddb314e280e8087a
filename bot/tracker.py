"""Rasa's tracker kept small: between turns only its state, since the ledger keeps the words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rasa.core.tracker_store import TrackerStore
from rasa.shared.core.constants import ACTION_LISTEN_NAME, ACTION_SESSION_START_NAME
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import ActionExecuted, ActiveLoop, Event, SessionStarted, SlotSet
from rasa.shared.core.trackers import DialogueStateTracker

State = Mapping[str, Any]  # {"slots": {name: value}, "loop": name or None}


class TurnTrackers(TrackerStore):  # type: ignore[misc]
    """Holds the trackers of the turns under way and nothing else.

    The dialogue puts a state in before a turn and takes the new one out after it; keeping it is
    one transaction with the answers. Not wrapped in Rasa's fail-safe store, which loses answers
    when the database fails.
    """

    def __init__(self, domain: Domain) -> None:
        super().__init__(domain)
        self._domain_now = domain
        self._states: dict[str, State | None] = {}

    @property
    def domain(self) -> Domain:
        return self._domain_now

    @domain.setter
    def domain(self, domain: Domain | None) -> None:
        self._domain_now = domain or Domain.empty()

    def put(self, conversation: str, state: State | None) -> None:
        self._states[conversation] = state

    def take(self, conversation: str) -> State | None:
        return self._states.pop(conversation, None)

    async def save(self, tracker: DialogueStateTracker) -> None:
        self._states[tracker.sender_id] = compact(tracker)

    async def retrieve(self, sender_id: str) -> DialogueStateTracker | None:
        state = self._states.get(sender_id)
        return restore(sender_id, state, self.domain) if state else None

    async def keys(self) -> list[str]:
        return list(self._states)


def compact(tracker: DialogueStateTracker) -> State:
    """The slots that are filled and the active form; a finished turn always ends by listening."""
    slots = {name: slot.value for name, slot in tracker.slots.items() if slot.value is not None}
    return {"slots": slots, "loop": tracker.active_loop_name}


def restore(sender_id: str, state: State, domain: Domain) -> DialogueStateTracker:
    """A tracker that goes on as if every earlier turn were in it, at the cost of one."""
    events: list[Event] = [ActionExecuted(ACTION_SESSION_START_NAME), SessionStarted()]
    events += [SlotSet(name, value) for name, value in state["slots"].items() if name != "requested_slot"]
    if state["loop"]:
        events.append(ActiveLoop(state["loop"]))
        events.append(SlotSet("requested_slot", state["slots"].get("requested_slot")))
    events.append(ActionExecuted(ACTION_LISTEN_NAME))
    return DialogueStateTracker.from_events(sender_id, events, domain.slots, domain=domain)
