"""A citizen at the dialogue: one turn as actions/conversation.py takes it, without Rasa, and a walk of what it can lead to."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from functools import lru_cache
from typing import Any
from unittest.mock import patch
from zoneinfo import ZoneInfo

from bot import dates
from bot.answer import Answer as Verdict
from bot.conclusion import Conclusion
from bot.crisis import Detector
from bot.dossier import Dossier
from bot.gate import Answer, Message, pressed, read
from bot.intake import Case
from bot.interview import Interview
from bot.rulebook import Rulebook, load
from bot.scope import conclude
from bot.taking import Bubble
from bot.triage import Assessment, Triage
from bot.understanding import Reading

BOOK: Rulebook = load()
INTERVIEW = Interview(BOOK)
COPENHAGEN = ZoneInfo("Europe/Copenhagen")
NOW = datetime(2026, 11, 21, 23, 12, tzinfo=COPENHAGEN)  # a Saturday night, the office closed
CONVERSATION = "walk"
PHONES = (BOOK.profiles["gentofte"].adviser.phone, BOOK.profiles["gentofte"].adviser.main_phone)
CONTEST = "Jeg vil gerne have borgerrådgiveren til at se på det alligevel"
DANGER = "min mand slår mig"
ENDED = ("concluded", "stopped", "deleted")
#: Facts whose value only the record shows: agenda and rules look at whether they are told, not at what.
RECORD_ONLY = frozenset({"complained_before", "caseworker_changes", "wish", "contact", "consent", "authorised"})


@dataclass
class MemoryOffice:
    """The office of `bot.conclusion`, in memory."""

    filed: dict[tuple[str, int], Case] = field(default_factory=dict)
    counted: list[tuple[Case, tuple[str, ...]]] = field(default_factory=list)
    guided: list[tuple[Case, tuple[str, ...]]] = field(default_factory=list)

    def file(self, case: Case) -> tuple[str, str]:
        self.filed.setdefault((case.conversation, case.case_number), case)
        return f"VV-26-{case.case_number:06}", "0000-0000-0000-0000"

    def count(self, case: Case, places: Sequence[str]) -> None:
        self.counted.append((case, tuple(places)))

    def keep_guidance(self, case: Case, texts: Sequence[str]) -> None:
        self.guided.append((case, tuple(texts)))


@dataclass(frozen=True)
class State:
    """Where the conversation is: the dossier, and the fact that was asked last."""

    dossier: Dossier = field(default_factory=Dossier)
    asked: str | None = None

    @property
    def ended(self) -> bool:
        return self.dossier.status in ENDED

    @property
    def key(self) -> Hashable:
        """Canonical: two states with the same key go on in the same way."""
        d = self.dossier
        told = frozenset((fact, "" if fact in RECORD_ONLY else t.value) for fact, t in d.told.items())
        answered = [fact for fact in d.asked if fact in d.told]
        return (
            self.asked, told, frozenset(d.asked), answered[-1] if answered else None, d.status, d.danger, d.contested,
            frozenset(d.retries.items()), frozenset(d.story), d.case_number, frozenset(d.said), d.reference,
        )  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One turn: what was said to it, all bubbles (the question last), and what the office got."""

    text: str
    state: State
    bubbles: tuple[Bubble, ...]
    office: MemoryOffice

    @property
    def custom(self) -> Mapping[str, Any]:
        """The `custom` of the bubble that concludes; empty where none does."""
        return next((b.custom for b in reversed(self.bubbles) if b.custom and "outcome" in b.custom), {})

    @property
    def said(self) -> str:
        return "\n".join(bubble.text for bubble in self.bubbles)


def step(state: State, text: str, reading: Reading | None = None, now: datetime = NOW, office: MemoryOffice | None = None) -> Step:
    """One message through hear(), then ask() or the conclusion, as the form does it."""
    office = office or MemoryOffice()
    turn = INTERVIEW.hear(state.dossier, Message(text, "tell", 1.0), reading or Reading(), state.asked, now)
    dossier, bubbles = turn.dossier, turn.bubbles
    if turn.ask is not None:
        dossier, question = INTERVIEW.ask(dossier, turn.ask, now)
        bubbles += (question,)
    elif dossier.status == "concluding":
        dossier, last = Conclusion(INTERVIEW, office, "test").draw(dossier, CONVERSATION, now)
        bubbles += last
    return Step(text, State(dossier, turn.ask), bubbles, office)


class Talk:
    """A conversation to be read as one: `say` a line, look at the last step."""

    def __init__(self, now: datetime = NOW, **dossier: Any) -> None:
        self.state, self.now, self.office = State(Dossier(**dossier)), now, MemoryOffice()
        self.steps: list[Step] = []

    def say(self, text: str, reading: Reading | None = None) -> Step:
        self.steps.append(step(self.state, text, reading, self.now, self.office))
        self.state = self.steps[-1].state
        return self.steps[-1]

    def press(self, value: str) -> Step:
        """Press the button with this value, which must have been offered."""
        buttons = {found[1]: b.payload for bubble in self.steps[-1].bubbles for b in bubble.buttons if (found := pressed(b.payload))}
        return self.say(buttons[value])

    def until(self, *facts: str, choose: Mapping[str, str] | None = None) -> Step:
        """Give the obliging answers until one of the facts is asked, or the talk has ended."""
        for _ in range(25):
            if self.state.asked in facts or self.state.ended:
                return self.steps[-1]
            self.say(answer(self.state, 0, choose or {}))
        raise AssertionError(f"never came to {facts}: {[s.state.asked for s in self.steps]}")


EDIT = "det handler om min egen sag"
TEXTS = {"matter": "Det handler om min sag hos kommunen", "correction": EDIT, "wish": "Et svar på mit brev"}


def answer(state: State, choice: int, fixed: Mapping[str, str]) -> str:
    """An answer that fits the question: the `choice`th option, save for what is `fixed`."""
    fact = state.asked
    if fact is None:  # "ikke nu" was said: the talk waits
        return "fortsæt"
    question, offered = BOOK.questions[fact], list(state.dossier.offered)
    if fact in fixed:
        return f'/answer{{"fact":"{fact}","value":"{fixed[fact]}"}}' if fixed[fact] in offered else fixed[fact]
    settled = {"understood": "yes", "resume": "go_on", "review": "send", "danger": "no"}.get(fact)
    if settled:
        return f'/answer{{"fact":"{fact}","value":"{settled}"}}'
    if question.type == "date":
        return ("i sidste uge", "i 2019", "ved ikke", "sidste sommer")[choice % 4]
    if question.type == "contact":
        return ("20 11 22 33", "anonym", "ved ikke")[choice % 3]
    if question.type == "text":
        return TEXTS[fact]
    return f'/answer{{"fact":"{fact}","value":"{offered[choice % len(offered)]}"}}'


def unsure(state: State) -> str:
    """ "ved ikke" to everything that can be left open."""
    return answer(state, 0, {}) if state.asked in ("understood", "resume", "review", "matter", "correction") else "ved ikke"


def straight(state: State, choose: Callable[[State], str], most: int = 25) -> list[Step]:
    """Answers only, until the talk has ended, `most` at most."""
    steps: list[Step] = []
    while not state.ended and len(steps) < most:
        steps.append(step(state, choose(state)))
        state = steps[-1].state
    return steps


# --- where a walk begins


@dataclass(frozen=True)
class Start:
    """One first message and what was understood of it."""

    name: str
    text: str
    reading: Reading


KINDS = {"klage": {"klage": 0.9}, "raad": {"raad": 0.9}, "oevrige": {"oevrige": 0.9}}
DEPARTMENTS: dict[str, tuple[dict[str, float], str]] = {
    "pleje-sundhed": ({"social-sundhed/pleje-sundhed": 0.9}, "Det drejer sig om min hjemmehjælp."),
    "plan-byg": ({"klima-miljoe-teknik/plan-byg": 0.9}, "Det drejer sig om min byggetilladelse."),
    "skole": ({"bskuf/skole": 0.9}, "Det drejer sig om skolen."),
    "borgerraadgiver": ({"kommunaldirektoer/borgerraadgiver": 0.9}, "Det drejer sig om borgerrådgiveren selv."),
    "hr": ({"kommunaldirektoer/hr": 0.9}, "Det drejer sig om en stilling på rådhuset."),
    "huslejenaevn": ({"ekstern/huslejenaevn": 0.9}, "Det drejer sig om mit depositum i et privat lejemål."),
    "udbetaling": ({"ekstern/udbetaling-danmark": 0.9}, "Det drejer sig om min boligstøtte."),
    "tvaergaaende": ({"tvaergaaende": 0.9}, "Det drejer sig om flere afdelinger."),
    "uncertain": ({"social-sundhed/pleje-sundhed": 0.35, "bskuf/skole": 0.3}, "Det drejer sig om noget andet."),
    "unowned": ({}, "Det drejer sig om skimmelsvamp i boligen."),
    "none": ({}, "Det drejer sig om en ting."),
}
SIGNALS: dict[str, dict[str, float]] = {
    "none": {},
    "process": {"process": 0.8},
    "content": {"content": 0.8, "decision": 0.8},
    "process+content": {"process": 0.8, "content": 0.8, "decision": 0.8},
    "political": {"political": 0.8},
    "council": {"council": 0.8},
    "council?": {"council?": 0.8},
    "employment": {"employment": 0.8},
    "ombudsman": {"ombudsman": 0.8},
    "appeal_decided": {"appeal_decided": 0.8},
    "appealed": {"appealed": 0.8},
    "remitted": {"remitted": 0.8},
    "relative": {"relative": 0.8},
    "anonymous": {"anonymous": 0.8},
    "considering": {"considering": 0.8},
    "faint": {"content": 0.3, "appealed": 0.45, "relative": 0.4},
    "faint wishes": {"political": 0.4, "employment": 0.4, "brought": 0.4},
    "faint council": {"council": 0.4, "process": 0.8},
}
TIMES = {
    "no date": "",
    "fresh": " Det skete i sidste uge.",
    "old": " Det skete i marts 2023.",
    "straddling": " Det skete sidste sommer.",
    "ongoing": " Det står stadig på.",
    "decision": " Jeg fik afgørelsen den 9. november 2026.",
}
Choice = tuple[str, str, str, str]


def pairs(choice: Choice) -> set[tuple[int, str, int, str]]:
    return {(i, choice[i], j, choice[j]) for i in range(4) for j in range(i + 1, 4)}


def all_pairs() -> set[tuple[int, str, int, str]]:
    """Every two values of two different factors."""
    factors = [list(KINDS), list(DEPARTMENTS), list(SIGNALS), list(TIMES)]
    return {(i, a, j, b) for i in range(4) for j in range(i + 1, 4) for a in factors[i] for b in factors[j]}


def sample() -> list[Choice]:
    """A row for every department and signal; kind and time run along so that all pairs occur."""
    kinds, times = list(KINDS), list(TIMES)
    return [
        (kinds[(i + j) % 3], department, signal, times[(i + 2 * j + j // 3) % 6])
        for i, department in enumerate(DEPARTMENTS)
        for j, signal in enumerate(SIGNALS)
    ]


def start(choice: Choice) -> Start:
    kind, department, signal, time = choice
    scores, words = DEPARTMENTS[department]
    text = f"Jeg er ikke tilfreds med det, der er sket. {words}{TIMES[time]}"
    return Start(" × ".join(choice), text, Reading("da", KINDS[kind], scores, {}, SIGNALS[signal]))


def starts() -> list[Start]:
    """The sample, and the first messages that are asked about in a way of their own."""
    vague = Reading("da", KINDS["klage"], {}, {}, {"unclear": 0.8})
    return [
        *(start(choice) for choice in sample()),
        Start("a word", "skimmelsvamp", vague),
        Start("nothing", "hej", vague),
        Start("vague", "det er uretfærdigt", vague),
        Start("danger perhaps", "jeg orker ikke mere, og skolen svarer ikke", Reading("da", KINDS["klage"], {"bskuf/skole": 0.9})),
        Start("danger", "min mand slår mig, og jeg kan ikke få fat i rådhuset", Reading("da", KINDS["klage"], {"tvaergaaende": 0.9})),
    ]


# --- the walk

SAID = ("ved ikke", "spring over", "gå tilbage", CONTEST, "i 2019", "i sidste uge", "asdf", "hvem læser det her")


@dataclass(frozen=True)
class Move:
    """One turn of a walk, for the properties to look at."""

    origin: Start
    path: tuple[str, ...]  # what was said before, the first message too
    before: State
    step: Step

    def __str__(self) -> str:
        heard = " / ".join([*self.path, self.step.text])
        return f"[{self.origin.name}] {heard} -> asks {self.step.state.asked}, {self.step.state.dossier.status}"


def inputs(state: State, buttons: Sequence[str]) -> tuple[str, ...]:
    return (*buttons, *SAID)


#: Ways to answer all the way through: always the first option, the second …, or that one does not know.
WAYS: dict[str, Callable[[State], str]] = {
    "first": lambda state: answer(state, 0, {}),
    "second": lambda state: answer(state, 1, {}),
    "third": lambda state: answer(state, 2, {}),
    "last": lambda state: answer(state, 3, {}),
    "unsure": unsure,
    "edits": lambda state: answer(state, 0, {"review": "send" if EDIT in state.dossier.story else "edit"}),
    "cancels": lambda state: answer(state, 0, {"review": "cancel"}),
}


def walk(origin: Start, most: int) -> Iterator[Move]:
    """Everything said in every state: first in those that straight answers lead to, then breadth first.

    `most` states of one start are walked; the nearest first, so that a bug is shown by its shortest path.
    """
    first = step(State(), origin.text, origin.reading)
    yield Move(origin, (), State(), first)
    queue: deque[tuple[tuple[str, ...], Step]] = deque()
    seen: set[Hashable] = set()

    def meet(path: tuple[str, ...], came: Step) -> None:
        if came.state.key not in seen and len(seen) < most and came.state.dossier.case_number == 0:
            seen.add(came.state.key)
            queue.append((path, came))

    meet((origin.text,), first)
    for choose in WAYS.values():
        path: tuple[str, ...] = (origin.text,)
        for taken in straight(first.state, choose, 14):
            path = (*path, taken.text)
            meet(path, taken)
    while queue:
        path, came = queue.popleft()
        buttons = [button.payload for bubble in came.bubbles for button in bubble.buttons]
        for text in (*buttons, *SAID):
            taken = step(came.state, text)
            yield Move(origin, path, came.state, taken)
            meet((*path, text), taken)


def gate_reads(text: str, state: State) -> Any:
    """What the gate makes of a text in this state."""
    question = BOOK.questions[state.asked] if state.asked else None
    return read(Message(text, "tell", 1.0), question, dict(state.dossier.offered), BOOK.controls, NOW.date(), state.dossier.language)


def is_answer(text: str, state: State) -> bool:
    return isinstance(gate_reads(text, state), Answer)


def assess(dossier: Dossier) -> Assessment:
    return INTERVIEW.triage.assess(dossier, NOW.date())


def settled_by_words(dossier: Dossier) -> bool:
    """Whether the words alone, before any answer, take the matter away."""
    plain = assess(replace(dossier, told={}, asked=()))
    return conclude([f for f in plain.verdict.findings if f.verdict is Verdict.YES], plain.facts).outcome.startswith("outside:")


@contextmanager
def remembering() -> Iterator[None]:
    """Pure functions of a text are computed once: a walk says the same few lines many thousand times."""
    detect, scan, ongoing = lru_cache(None)(Detector.detect), lru_cache(None)(dates._scan), lru_cache(None)(dates.ongoing)
    find, plain, known = Triage.tasks, Triage.assess, {}
    tasks = lru_cache(None)(lambda text: find(INTERVIEW.triage, text))

    def assessed(self: Triage, dossier: Dossier, today: date, assume: bool = False) -> Assessment:
        told = frozenset((fact, t.value) for fact, t in dossier.told.items())
        key = (dossier.story, id(dossier.reading), told, dossier.asked, dossier.municipality, today, assume)
        if key not in known:
            known[key] = (plain(self, dossier, today, assume), dossier.reading)  # kept, so that its id stays its own
        return known[key][0]

    with (
        patch.object(Detector, "detect", lambda self, text, language=None: detect(self, text, language)),
        patch.object(dates, "_scan", lambda *given, **named: list(scan(*given, **named))),
        patch.object(dates, "ongoing", ongoing),
        patch.object(Triage, "tasks", lambda self, text: tasks(text)),
        patch.object(Triage, "assess", assessed),
    ):
        yield
