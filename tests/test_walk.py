"""Every state the conversation can come to from many first messages, each with everything that can be said in it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import pytest
from walking import (
    BOOK,
    CONTEST,
    DANGER,
    ENDED,
    NOW,
    PHONES,
    SAID,
    WAYS,
    Move,
    State,
    Step,
    all_pairs,
    answer,
    assess,
    gate_reads,
    pairs,
    remembering,
    sample,
    settled_by_words,
    starts,
    step,
    straight,
    walk,
)

from bot.agenda import remaining
from bot.dates import Interval
from bot.gate import Answer, pressed
from bot.scope import Covers, months_before

STATES = 15  # walked of each start; more find no more, and take longer
ASKS = 14  # questions at most on a straight path; two more where she changes the record
NEVER_ASKED = {"authority"}  # always worked out by bot.inference, so that its question is never reached
MATTER_RULES = frozenset(rule.reported_as for rule in BOOK.rules if rule.covers is Covers.MATTER)
#: What may be asked again: words that are added to, a restatement, and the record after it was changed.
AGAIN = frozenset({"matter", "correction", "understood", "review", "resume"})
#: What a message may change beside the fact that was asked.
BESIDE = {
    "ongoing": {"recent"},
    "contest": {"understood", "authority", "review", "wants_adviser"},
    "correction": {"understood", "review", "happened", "decision_received"},
    "understood": {"happened"},
}


@dataclass
class Walked:
    """What was walked, and each property's counter-examples, the shortest first."""

    states: set[object] = field(default_factory=set)
    moves: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    longest: int = 0
    broken: dict[str, list[tuple[int, str]]] = field(default_factory=lambda: defaultdict(list))

    def note(self, name: str, move: Move, why: str) -> None:
        self.broken[name].append((len(move.path), f"{why}: {move}"))

    def __str__(self) -> str:
        return f"walked {len(self.states)} states by {self.moves} moves"

    def of(self, name: str) -> str:
        found = sorted(self.broken[name])
        return "\n".join([f"{self}; {len(found)} break this, among them", *(text for _, text in found[:6])])


# --- what must hold of one move


def silent(move: Move) -> str | None:
    """Nothing is ever silent."""
    if not move.step.bubbles:
        return "no answer at all"
    return None if all(bubble.text.strip() for bubble in move.step.bubbles) else "an empty bubble"


def misasked(move: Move) -> str | None:
    """A question says which fact it asks for, and its buttons are taken as the values they stand for, typed or pressed."""
    state, bubbles = move.step.state, move.step.bubbles
    asking = [bubble for bubble in bubbles if bubble.custom and "asks" in bubble.custom]
    if state.asked is None:
        return "asks though nothing is to be asked" if asking else None
    if len(asking) != 1 or asking[0] is not bubbles[-1] or (asking[0].custom or {})["asks"] != state.asked:
        return f"asks {[b.custom for b in asking]}, not {state.asked}"
    if BOOK.questions[state.asked].type == "choice" and not asking[0].buttons:
        return "a choice without buttons"
    offered = {found[1]: button.title for button in asking[0].buttons if (found := pressed(button.payload))}
    if offered != dict(state.dossier.offered):
        return f"offers {offered}, remembers {dict(state.dossier.offered)}"
    return _misread(state, tuple((button.title, button.payload) for button in asking[0].buttons))


_READ: dict[object, str | None] = {}


def _misread(state: State, buttons: tuple[tuple[str, str], ...]) -> str | None:
    key = (state.asked, buttons)
    if key not in _READ:
        _READ[key] = None
        for title, payload in buttons:
            value = (pressed(payload) or ("", ""))[1]
            for text in (payload, title):
                if gate_reads(text, state) != Answer(value):
                    _READ[key] = f"{text!r} is read as {gate_reads(text, state)}, not {value}"
    return _READ[key]


def dead_button(move: Move) -> str | None:
    """A button of the bubble that concludes does what its label says."""
    key = (move.origin.name, move.step.state.key)
    if not move.step.state.ended or key in _READ:
        return None
    _READ[key] = None
    for button in (button for bubble in move.step.bubbles for button in bubble.buttons):
        by_press, by_words = step(move.step.state, button.payload), step(move.step.state, button.title)
        if by_press.state.key != by_words.state.key:
            return f"pressing »{button.title}« asks {by_press.state.asked}, typing it asks {by_words.state.asked}"
    return None


def asked_again(move: Move) -> str | None:
    """No question comes back once it has been answered."""
    before, fact = move.before, move.step.state.asked
    if fact is None or fact in AGAIN or move.step.text == "gå tilbage" or move.step.state.dossier.case_number:
        return None
    if fact in before.dossier.told and before.dossier.told[fact] == move.step.state.dossier.told.get(fact):
        return f"{fact} is asked though it has been told"
    if fact == before.asked and isinstance(gate_reads(move.step.text, before), Answer):
        return f"{fact} is asked again after its answer"
    return None


def lost(move: Move) -> str | None:
    """Every word and every answer stays, save one that was corrected, answered again or gone back on."""
    before, after = move.before.dossier, move.step.state.dossier
    if after.case_number != before.case_number:
        return None if before.status in ENDED else "another matter was begun"
    if after.story[: len(before.story)] != before.story:
        return "words of hers are gone"
    gone = set(before.told) - set(after.told)
    changed = {fact for fact in set(before.told) & set(after.told) if before.told[fact] != after.told[fact]}
    asked = move.before.asked or ""
    may = {asked} | BESIDE.get(asked, set())
    if (found := pressed(move.step.text)) and found[1] == "ongoing":
        may |= BESIDE["ongoing"]
    if move.step.text == CONTEST:
        may |= BESIDE["contest"]
    if move.step.text == "gå tilbage":
        return f"back took {sorted(gone)}" if len(gone) > 1 or changed else None
    if (gone | changed) - may:
        return f"gone {sorted(gone)}, changed {sorted(changed)}"
    return None


def untaken(move: Move) -> str | None:
    """An answer that fits the question is kept: as the value of that fact, or as words of the story."""
    fact = move.before.asked
    if fact is None or move.before.dossier.status == "paused":
        return None
    found = gate_reads(move.step.text, move.before)
    after = move.step.state.dossier
    if isinstance(found, Answer) and fact not in after.told and after.story == move.before.dossier.story and after.status != "paused":
        return f"the answer to {fact} is nowhere"
    return None


def no_human(move: Move) -> str | None:
    """Every end names a human to turn to, by phone."""
    if move.step.state.dossier.status not in ENDED or move.before.ended:
        return None
    return None if any(phone in move.step.said for phone in PHONES) else "no phone number"


def unconcluded(move: Move) -> str | None:
    """The end carries its outcome, and only an end does."""
    concludes = move.step.state.dossier.status == "concluded" and not move.before.ended
    if concludes:
        custom = move.step.custom
        return None if custom.get("outcome") and "because" in custom and "referrals" in custom else f"custom is {custom}"
    amid = move.step.custom.get("outcome", "crisis") != "crisis" and not move.step.state.ended
    return "an outcome in the midst of the talk" if amid else None


def inconsistent(move: Move) -> str | None:
    """Filed or referred, never both unless she contests; a reference stands for one record, with all her words."""
    custom, filed, dossier = move.step.custom, list(move.step.office.filed.values()), move.step.state.dossier
    if "outcome" not in custom or custom["outcome"] == "crisis":
        return "filed without a word of it" if filed else None
    reference, outside = custom.get("reference"), custom["outcome"].startswith("outside:")
    if bool(reference) != (len(filed) == 1):
        return f"reference {reference}, {len(filed)} filed"
    if outside and reference and not dossier.contested:
        return "refers the whole matter away and files it"
    if filed and (filed[0].record["story"] != list(dossier.story) or filed[0].contested != dossier.contested):
        return "the record is not what she said"
    if filed and set(filed[0].record["told"]) != set(dossier.told):
        return "the record lacks answers"
    return None


def contradictory(move: Move) -> str | None:
    """The reasons carry the outcome."""
    custom = move.step.custom
    outcome, because = custom.get("outcome", "crisis"), {reason["rule"] for reason in custom.get("because", ())}
    if outcome.startswith("outside:") and because != {outcome[8:]}:
        return f"{outcome} because of {because}"
    if outcome == "inside" and because:
        return f"inside in spite of {because}"
    if outcome == "mixed" and (not because or because & MATTER_RULES):
        return f"mixed because of {because}"
    return None


def contest_refused(move: Move) -> str | None:
    """From every state with a story, her wish that the adviser looks at it is taken."""
    if move.step.text != CONTEST or not move.before.dossier.story:
        return None
    if move.before.dossier.reference:
        return None  # it has been sent already, and she is told so
    if not move.step.state.dossier.contested:
        return "not contested"
    if move.step.state.ended and not move.step.custom.get("reference"):
        return "says that it is sent, and ends without sending it"
    return None


def needless_date(move: Move) -> str | None:
    """Only a time that straddles the limit is asked about (design.md, three-valued logic)."""
    happened = assess(move.step.state.dossier).facts.get("happened")
    if move.step.state.asked != "happened" or not isinstance(happened, Interval) or move.step.text == "gå tilbage":
        return None
    limit = months_before(NOW.date(), 12)
    if move.before.asked == "happened" or (happened.first < limit <= happened.last):
        return None
    return f"asks when, though {happened.first}–{happened.last} lies on one side of {limit}"


ONE_MOVE: dict[str, Callable[[Move], str | None]] = {
    check.__name__: check
    for check in (
        silent, misasked, dead_button, asked_again, lost, untaken, no_human, unconcluded, inconsistent, contradictory, contest_refused,
        needless_date,
    )
}  # fmt: skip


# --- what must hold of all that can follow


def reach(walked: Walked, ends: dict[object, tuple[int, Step | None]], move: Move) -> None:
    """From here an end is at most 25 answers away; once contested, it is a filed record."""
    state, path = move.step.state, []
    while state.key not in ends and not state.ended and len(path) <= 25:
        taken = step(state, answer(state, 0, {"resume": "go_on"}))
        path.append((state.key, taken))
        state = taken.state
    far, last = ends.get(state.key, (0, None)) if state.key in ends or state.ended else (99, None)
    for key, taken in reversed(path):
        last = last or taken
        far += 1
        ends[key] = (far, last)
    far, last = ends.get(move.step.state.key, (0, None))
    if far > 25:
        walked.note("stuck", move, "no end within 25 answers")
    if last and move.step.state.dossier.contested and not last.custom.get("reference"):
        value = last.state.dossier.value("review")
        walked.note("contest_unfiled", move, f"contested, reviewed {value}, and not filed")


def in_danger(walked: Walked, move: Move) -> None:
    """Danger, said to any question: numbers first, nothing lost, and the talk can go on."""
    state = move.step.state
    taken = step(state, DANGER)
    before, after, first = state.dossier, taken.state.dossier, taken.bubbles[0].text if taken.bubbles else ""
    if "**112**" not in first:
        walked.note("danger_numbers", move, f"said {DANGER!r}: the first bubble is {first!r}")
    if "1888" not in taken.said:
        walked.note("danger_numbers", move, f"said {DANGER!r}: no helpline")
    if taken.state.asked != "resume":
        walked.note("danger_numbers", move, f"said {DANGER!r}: then {taken.state.asked} is asked")
    kept = after.story[: len(before.story)] == before.story and set(before.told) - {state.asked, "understood", "review"} <= set(after.told)
    if not kept or not (after.story != before.story or any(DANGER in t.words for t in after.told.values())):
        walked.note("danger_kept", move, f"said {DANGER!r}: story {before.story} -> {after.story}")
    on = step(taken.state, "fortsæt")
    if on.state.asked in (None, "resume", "danger") and on.state.dossier.status != "concluded":
        walked.note("danger_on", move, f"said {DANGER!r} and »fortsæt«: {on.state.asked}, {on.state.dossier.status}")


@pytest.fixture(scope="module")
def walked() -> Iterator[Walked]:
    """One walk for all the tests below."""
    found = Walked()
    with remembering():
        for origin in starts():
            ends: dict[object, tuple[int, Step | None]] = {}
            met: set[object] = set()
            endangered: set[str] = set()
            for move in walk(origin, STATES):
                found.moves += 1
                found.states.add((origin.name, move.before.key))
                for name, check in ONE_MOVE.items():
                    if why := check(move):
                        found.note(name, move, why)
                state = move.step.state
                if state.asked:
                    found.asked[state.asked] += 1
                if move.step.custom:
                    found.outcomes[move.step.custom["outcome"].split(":")[0]] += 1
                if state.key not in met:
                    met.add(state.key)
                    reach(found, ends, move)
                if state.asked and state.asked not in endangered:
                    endangered.add(state.asked)
                    in_danger(found, move)
        yield found


HOLDS = (*ONE_MOVE, "stuck", "contest_unfiled", "danger_numbers", "danger_kept", "danger_on")


@pytest.mark.parametrize("name", HOLDS)
def test_holds_in_every_state(walked: Walked, name: str) -> None:
    assert not walked.broken[name], walked.of(name)


def test_the_sample_has_every_pair() -> None:
    assert not all_pairs() - {pair for choice in sample() for pair in pairs(choice)}


def test_the_walk_comes_everywhere(walked: Walked) -> None:
    """A property that holds because nothing was met says nothing."""
    assert len(walked.states) > 2500, walked
    never = set(BOOK.questions) - set(walked.asked) - NEVER_ASKED
    assert not never, f"{walked}; never asked: {never}"
    assert set(walked.outcomes) >= {"inside", "mixed", "outside", "guidance", "crisis"}, f"{walked}: {walked.outcomes}"


@pytest.mark.parametrize("way", WAYS)
def test_straight_paths(way: str) -> None:
    """Answering every question ends within 14, asks nothing twice, and "ved ikke" turns nobody away."""
    bad, short, longest = [], [], 0
    with remembering():
        for origin in starts():
            first = step(State(), origin.text, origin.reading)
            path = [first, *straight(first.state, WAYS[way])]
            last, asked = path[-1], [taken.state.asked for taken in path if taken.state.asked]
            longest = max(longest, len(asked))
            twice = [fact for fact, times in Counter(asked).items() if times > 1 and fact not in AGAIN]
            if not last.state.ended or len(asked) > ASKS + 2 * (way == "edits") or twice:
                bad.append(f"[{origin.name}] {last.state.dossier.status}, {len(asked)} asks, twice {twice}: {asked}")
            for place, taken in enumerate(path[:-1]):
                left, promised = len(asked) - 1 - place, remaining(taken.state.dossier, assess(taken.state.dossier))
                if way != "edits" and taken.state.asked and left > promised:
                    short.append(f"[{origin.name}] asks {taken.state.asked}, promises at most {promised} more, then: {asked[place + 1 :]}")
                    break
            outcome = last.state.dossier.outcome or ""
            if way == "unsure" and outcome.startswith("outside:") and not settled_by_words(last.state.dossier):
                bad.append(f"[{origin.name}] not knowing led to {outcome}: {asked}")
    assert not bad, f"{len(bad)} of {len(starts())} starts, longest path {longest}; among them\n" + "\n".join(bad[:6])
    assert not short, f"{len(short)} of {len(starts())} starts; among them\n" + "\n".join(short[:6])


def test_everything_said_is_tried_everywhere(walked: Walked) -> None:
    """Each walked state met each line, so a state costs at least as many moves."""
    assert walked.moves >= len(walked.states) * len(SAID) - len(starts()) * len(SAID), walked
