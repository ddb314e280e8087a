"""Rasa as a library: one agent, actions in the same process, one queue for each conversation.

With `bot/nlu`, `bot/tracker` and `bot/in_process` the only `import rasa`. What is changed in Rasa, and why:
its check of every action response compiles a JSON schema each time (most of a turn), so the
schema is compiled once; its tracker grows with the conversation, so it is cut to its state after
each turn; it swallows an action's error and answers nothing, so silence is turned into a fault.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timezone
from pathlib import Path
from typing import Any

os.environ["RASA_TELEMETRY_ENABLED"] = "false"  # before Rasa is imported: no request to a third party
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, UserMessage
from rasa.core.lock_store import InMemoryLockStore
from rasa_sdk.executor import ActionExecutor

from actions.conversation import every
from actions.services import Services
from actions.translate import to_dossier
from bot.errors import Busy, ModelError, StoreError
from bot.gate import Correction, Message, Story
from bot.in_process import ActionFailed, InProcess, compile_action_schema, quiet
from bot.receipt import HIDDEN, SHOWN
from bot.store import Received, Store
from bot.tracker import TurnTrackers
from bot.understanding import Reading

log = logging.getLogger(__name__)
WAITING_AT_MOST = 20  # messages of one conversation that may wait for their turn
Answer = Mapping[str, Any]  # {"text", "buttons"?, "custom"?}


class Dialogue:
    """Replies to messages; everything of Rasa is inside."""

    def __init__(self, agent: Agent, services: Services, store: Store, action_seconds: float, turn_seconds: float) -> None:
        self._agent, self._services, self._store = agent, services, store
        self._turn_seconds = turn_seconds
        self._locks: defaultdict[str, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._waiting: defaultdict[str, int] = defaultdict(int)
        self._parser = ThreadPoolExecutor(max_workers=1, thread_name_prefix="parse")
        self._writer = ThreadPoolExecutor(max_workers=1, thread_name_prefix="store")
        executor = ActionExecutor()
        for action in every(services):
            executor.register_action(action)
        self._actions = InProcess(executor, action_seconds)
        self._trackers = TurnTrackers(agent.domain)
        # Set after loading: the constructor would wrap the store in one that loses answers.
        agent.tracker_store = agent.processor.tracker_store = self._trackers
        agent.lock_store = agent.processor.lock_store = InMemoryLockStore()
        agent.action_endpoint = agent.processor.action_endpoint = self._actions

    @property
    def model(self) -> str:
        return self._services.model

    @property
    def encoder(self) -> str:
        """ "ok", or why only the letters of a text are read."""
        return _encoder_state(self._agent)

    def close(self) -> None:
        self._parser.shutdown()
        self._writer.shutdown()

    async def in_store(self, call: Any, *args: Any) -> Any:
        """Run a blocking call of the store off the event loop, one at a time."""
        return await asyncio.get_running_loop().run_in_executor(self._writer, lambda: call(*args))

    async def parse(self, text: str) -> dict[str, Any]:
        """What the language model understands of a text: intent, confidence and reading."""
        loop = asyncio.get_running_loop()
        processor = self._agent.processor
        return await loop.run_in_executor(self._parser, lambda: asyncio.run(processor.parse_message(UserMessage(text))))

    async def reply(self, conversation: str, client_id: str, text: str, notes: Mapping[str, Any], municipality: str) -> Sequence[Answer]:
        """Keep the message, then answer it; the same `client_id` again gets the same answers.

        Raises:
            Busy: too many messages of this conversation wait already; this one was not kept.
            StoreError: the message could not be kept.
        """
        if self._waiting[conversation] >= WAITING_AT_MOST:
            raise Busy("wait for the answer to an earlier message, then send it again")
        waited = self._waiting[conversation] > 0
        self._waiting[conversation] += 1
        try:
            now = datetime.now(timezone.utc)
            received = await self.in_store(self._store.receive, conversation, client_id, text, notes, municipality, now)
            async with self._locks[conversation]:
                try:
                    if waited:
                        # While this message waited, it may have been answered on another connection.
                        now = datetime.now(timezone.utc)
                        text_, notes_ = received.text, received.notes
                        received = await self.in_store(self._store.receive, conversation, client_id, text_, notes_, municipality, now)
                    return await self._answer_in_turn(conversation, received, municipality)
                except StoreError as error:
                    # Her message is kept; only its answer is not, and it comes when she writes again.
                    log.error("turn not kept: %s", error)
                    return [self._fault(municipality, None)]
        finally:
            self._waiting[conversation] -= 1
            if not self._waiting[conversation]:
                del self._waiting[conversation]
                self._locks.pop(conversation, None)

    async def resume(self) -> int:
        """Answer what was acknowledged before the process stopped; how many conversations that were."""
        waiting = await self.in_store(self._store.waiting)
        for conversation, municipality in waiting:
            try:
                async with self._locks[conversation]:
                    await self._answer_earlier(conversation, municipality, 2**62)
            except StoreError as error:
                log.error("a conversation left by an earlier process still waits: %s", error)
        return len(waiting)

    async def _answer_in_turn(self, conversation: str, received: Received, municipality: str) -> Sequence[Answer]:
        if received.answers is not None:
            return [await self._with_code(answer) for answer in received.answers]
        if received.earlier:
            await self._answer_earlier(conversation, municipality, received.seq)
            received = replace(received, state=await self.in_store(self._store.state, conversation))
        return await self._answer(conversation, received, municipality)

    async def _with_code(self, answer: Answer) -> Answer:
        """The same message again gets the same answer; the code it showed is not kept, but follows from the case."""
        reference = (answer.get("custom") or {}).get("reference")
        code = await self.in_store(self._store.code_of, reference) if reference and HIDDEN in answer.get("text", "") else None
        return {**answer, "text": answer["text"].replace(HIDDEN, code)} if code else answer

    async def _answer_earlier(self, conversation: str, municipality: str, before: int) -> None:
        for earlier in await self.in_store(self._store.unanswered, conversation, before):
            state = await self.in_store(self._store.state, conversation)
            await self._answer(conversation, replace(earlier, state=state), municipality)

    async def _answer(self, conversation: str, received: Received, municipality: str) -> Sequence[Answer]:
        """One turn: the state in, Rasa, the state and the answers out in one transaction."""
        state = received.state
        self._trackers.put(conversation, state)
        self._actions.failed.discard(conversation)
        answers = self._notes(received.notes, municipality)
        try:
            turn = self._turn(conversation, received, state, municipality)
            answers += await asyncio.wait_for(turn, self._turn_seconds)
            if conversation in self._actions.failed or not answers:
                raise ActionFailed
            after = self._trackers.take(conversation)
        except Exception as error:
            # The edge of a turn: whatever failed inside, she is told so, and her words are in the ledger.
            log.error("turn failed: %s", type(error).__name__)
            self._trackers.take(conversation)
            after, answers = state, [*self._notes(received.notes, municipality), self._fault(municipality, state)]
        now = datetime.now(timezone.utc)
        kept = [{**answer, "text": SHOWN.sub(HIDDEN, answer.get("text", ""))} for answer in answers]
        await self.in_store(self._store.answer, conversation, received.seq, kept, after, now)
        if ((after or {}).get("slots", {}).get("dossier") or {}).get("status") == "deleted":
            await self.in_store(self._store.forget, conversation)
        return answers

    async def _turn(self, conversation: str, received: Received, state: Mapping[str, Any] | None, municipality: str) -> list[Answer]:
        metadata = {"municipality": municipality} | {k: received.notes[k] for k in ("language", "received_on") if received.notes.get(k)}
        parsed = await self._parsed(received.text, state, metadata)
        channel = CollectingOutputChannel()
        message = UserMessage(
            received.text,
            channel,
            conversation,
            parse_data=parsed,
            input_channel="vejviser",
            message_id=str(received.seq),
            metadata=metadata,
        )
        await self._agent.handle_message(message)
        return [{key: value for key, value in said.items() if key != "recipient_id"} for said in _joined(channel.messages)]

    async def _parsed(self, text: str, state: Mapping[str, Any] | None, metadata: Mapping[str, Any]) -> dict[str, Any]:
        """The language model is asked only where the gate cannot read the message without it."""
        slots = (state or {}).get("slots", {})
        dossier = to_dossier(slots, self._services.book.questions)
        interview = self._services.interview
        today = self._services.now(dossier.municipality).date()
        day = datetime.fromisoformat(metadata["received_on"]).date() if metadata.get("received_on") else today
        ended = dossier.status in ("concluded", "stopped", "deleted")
        asked = None if ended else slots.get("requested_slot")
        heard = interview.read(dossier, Message(text), asked, day)
        tells_more = isinstance(heard, Story | Correction) or len(getattr(heard, "rest", "").split()) > 3
        if heard is not None and not tells_more:
            # Certain without the model: a button, a date, "ja", "gå tilbage".
            return {"text": text, "intent": {"name": "answer", "confidence": 1.0}, "intent_ranking": [], "entities": []}
        # Rasa takes a leading slash for a command of its own.
        return {**await self.parse(text.lstrip("/ ")), "text": text}

    def _notes(self, notes: Mapping[str, Any], municipality: str) -> list[Answer]:
        """What the edge did to the message is said before it is answered."""
        say, language = self._services.book.phrases.say, notes.get("language") or "da"
        answers: list[Answer] = []
        if notes.get("cpr_masked"):
            answers.append({"text": say("cpr_masked", language)})
        if notes.get("cut"):
            answers.append({"text": say("too_long", language, characters=notes["cut"])})
        return answers

    def _fault(self, municipality: str, state: Mapping[str, Any] | None) -> Answer:
        profile = self._services.book.profiles[municipality]
        language = ((state or {}).get("slots", {}).get("dossier") or {}).get("language", "da")
        return {"text": self._services.book.phrases.say("fault", language, phone=profile.adviser.phone), "custom": {"fault": True}}


def _joined(messages: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Rasa sends text and custom as two messages; they belong to one bubble."""
    bubbles: list[dict[str, Any]] = []
    for message in messages:
        if "custom" in message and bubbles and "custom" not in bubbles[-1] and "text" not in message:
            bubbles[-1]["custom"] = message["custom"]
        else:
            bubbles.append(dict(message))
    return bubbles


def load(model: Path, services: Services, store: Store, action_seconds: float, turn_seconds: float) -> Dialogue:
    """The dialogue from a model file.

    Raises:
        ModelError: the file cannot be loaded.
    """
    quiet()
    compile_action_schema()
    try:
        agent = Agent.load(model)
    except Exception as error:
        raise ModelError(f"{model}: cannot be loaded ({type(error).__name__}: {error}); train it again: make train") from error
    return Dialogue(agent, services, store, action_seconds, turn_seconds)


def text_reader(model: Path) -> Callable[[str], Reading]:
    """Reads texts without a conversation (batch triage, evaluation)."""
    quiet()
    processor = Agent.load(model).processor

    def read(text: str) -> Reading:
        return Reading.from_json(asyncio.run(processor.parse_message(UserMessage(text))).get("reading"))

    return read


def _encoder_state(agent: Agent) -> str:
    nodes = agent.processor.graph_runner._instantiated_nodes
    found = [node._component for node in nodes.values() if hasattr(node._component, "missing")]
    return (found[0].missing or "ok") if found else "no component that understands is in the model"
