"""Reads one message in the light of the question that was asked: an answer, a wish to steer, or more of the story.

The order matters, and each step is there because the next one went wrong without it: the button
that was pressed, the question's own parser, exact control phrases, a learned control only for
short texts of high confidence, and then: it is an answer or a part of the story. Nothing typed
is ever dropped, and nothing destructive is done on a guess.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot import dates
from bot.directory import Question
from bot.phrasebook import Controls, bare_words

SURE = 0.85  # a learned control intent below this is not obeyed
QUESTION = 14  # words of a message that can still be only a question
SHORT = 9  # nor in a text of more words than this

#: Controls that may be guessed from a learned intent; those that undo or end need the exact words.
GUESSABLE = frozenset(
    {"who_reads", "hours", "is_ai", "about", "how_long", "why", "human", "thanks", "greet", "vent", "documents", "smalltalk"}
)


@dataclass(frozen=True)
class Message:
    """What came from the citizen, masked. `intent` is None until the language model has read it."""

    text: str
    intent: str | None = None
    confidence: float = 0.0


@dataclass(frozen=True)
class Answer:
    """A value for the fact that was asked; `rest` is what she wrote beyond it."""

    value: Any
    rest: str = ""


@dataclass(frozen=True)
class Control:
    """A wish to steer the conversation; `detail` is the text it came in."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class Correction:
    """A change to an earlier answer, in words."""

    fact: str
    value: Any
    words: str


@dataclass(frozen=True)
class Story:
    """More of what happened."""

    text: str


@dataclass(frozen=True)
class Unfit:
    """Too little to go on; `stale` where it was a button of an earlier question."""

    stale: bool = False


Reading = Answer | Control | Correction | Story | Unfit

_YES = re.compile(
    r"^(?:m+ )?(?:ja+h?|jo+|je+p|yes|yep|yeah|yup|jada|japs|præcis\w*|praecis|netop|rigtigt|korrekt|"
    r"det er (?:rigtigt|korrekt|sandt|det)$|det har (?:jeg|vi)|det passer|passer|stemmer|det stemmer|ok|okay|selvfølgelig|"
    r"selvfoelgelig|gerne|helt rigtigt|nemlig|lige præcis|det må (?:de|hun|han|i|du) (?:godt|gerne)|bestemt|absolut|"
    r"sure|correct|right|that's right|exactly|of course|i have|i do|absolutely)\b(?! ikke\b| not\b)"
)
_NO = re.compile(
    r"^(?:nej+|næ+h*|nae+[jh]*|næ+j|nope|no|nah|niks|ikke|aldrig|det er (?:forkert|det ikke|ikke rigtigt|ikke korrekt)|forkert|"
    r"det har jeg ikke|det passer ikke|passer ikke|(?:absolut|overhovedet|bestemt|slet) ikke|not|never|wrong|"
    r"absolutely not|i haven't|i have not|i don't)\b"
)
_NEGATED = re.compile(r"\b(?:ikke|aldrig|ingen|intet|hverken|neither|not|never|don't|do not|didn't|haven't|no)\b")
_UNCERTAIN = re.compile(r"^(?:ikke sikker|er ikke sikker|jeg er ikke sikker|det (?:ved|husker) jeg (?:\w+ )?ikke|not sure|i don't know)\b")
_MORE = re.compile(r"\b(?:men|og|fordi|forresten|but|and|because|actually)\b", re.IGNORECASE)
_BUT = re.compile(r"\b(?:men|hvis|bare ikke|på betingelse|but|if|as long as)\b")
_THUMB_UP, _THUMB_DOWN = re.compile(r"[👍👌✅]"), re.compile(r"[👎❌]")
_CONTRARY = re.compile(r"^(?:ja|jo|yes)\b.{0,12}\b(?:det er forkert|passer ikke|not right)")
_CORRECTS = re.compile(
    r"^(?:nej|næ|næsten|undskyld|ups|hov|vent|rettelse|jeg mente|jeg mener|jeg skrev forkert|det var faktisk|faktisk|det var altså|"
    r"no|sorry|wait|correction|i meant|actually)\b(?! ikke\b)"
)
_NOT_THIS_BUT = re.compile(
    r"^(?:[\w,]+ ){0,4}(?:det|it) (?:var|er|handler om|was|is)\b.{0,30}(?:\bikke [^.?!]{2,25}\bmen |, (?:og )?ikke \w+ \w+$|\bog ikke |"
    r"\bnot [^.?!]{2,25}\bbut |, not \w+ \w+$)|^(?:sorry|undskyld|hov|ups),? (?:det|it) (?:var|er|was|is)\b"
)
_TERM = re.compile(
    r"^(?:og )?(?:hvad (?:er|betyder|vil det sige|mener du med|dækker)|hvem er|hva er|hvad mener i med|"
    r"what (?:is|are|does)|what's|who (?:is|are))"
    r" (?:det der |en |et |den |det |the |an |a )?(?P<term>.{2,60}?)(?: (?:for noget|mean|nu|betyde|egentlig|egentligt|noget))*\??$"
)
_ASKS = re.compile(r"^(?:og |men )?(?:hvad|hvem|hvordan|hvornår|hvorfor|hvor|hvilke[nt]?|what|who|how|when|why|where|which)\b")
_VERB_FIRST = re.compile(
    r"^(?:er|kan|må|skal|har|bliver|får|vil|is|are|can|may|do|does|will|could) (?:du|i|jeg|det|der|man|you|i|it|this|there)\b"
)
_PHONE = re.compile(r"(?<!\d)(?:\+\d{1,3}[ -]?)?(?:\d[ -]?){7,11}\d(?!\d)")
_MAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PAYLOAD = re.compile(r"^/answer(\{.*\})$", re.DOTALL)


#: Buttons under a conclusion steer and answer nothing.
AFTER, AFTERWARDS = "contest", frozenset({"contest", "restart"})


def payload(fact: str, value: str) -> str:
    """What a button sends."""
    return "/answer" + json.dumps({"fact": fact, "value": value}, ensure_ascii=False, separators=(",", ":"))


def pressed(text: str) -> tuple[str, str] | None:
    """The fact and value of a button, where the text is one."""
    match = _PAYLOAD.match(text.strip())
    if match is None:
        return None
    try:
        found = json.loads(match[1])
        return str(found["fact"]), str(found["value"])
    except (ValueError, KeyError, TypeError):
        return None


def read(
    message: Message, question: Question | None, offered: dict[str, str], controls: Controls, today: date, language: str
) -> Reading | None:
    """What the message is, or None where only the language model can tell.

    `question` is what was asked when the message came; `offered` the buttons shown with it.
    """
    button = pressed(message.text)
    if button is not None:
        fact, value = button
        if fact == AFTER and value in AFTERWARDS:
            return Control(value, "")
        if question is not None and fact == question.fact and (value in offered or value in _values(question)):
            return Answer(value)
        return Unfit(stale=True)
    text = message.text.strip().lstrip("/").strip()
    if not text:
        return Unfit()
    bare = bare_words(text)
    if not bare:
        return _sign(text, question)
    labelled = next((value for value, label in offered.items() if bare == bare_words(label)), None)
    if labelled is not None and question is not None:
        return Answer(labelled)
    control = controls.find(text)
    term = _TERM.match(bare)
    if term and control is None and len(bare.split()) <= SHORT:
        return Control("term", term["term"])
    if question is not None and control is None and (fixed := _corrected(text, bare, question, today, language)) is not None:
        return fixed
    few = len(bare.split()) <= 3  # a longer one may say more than its option, and nothing may be dropped
    if question is not None and few and (named := next((o.value for o in question.options if o.words.fullmatch(bare)), None)):
        return Answer(named)
    if question is not None and control is None:
        own = _own(text, bare, question, offered, today, language)
        if own is not None:
            return own
    if control == "unsure" and question is not None and "unknown" in _values(question):
        return Answer("unknown")
    if control is not None:
        return Control(control, text)
    if message.intent is None and _needs_model(question, text, bare):
        return None
    if message.intent in GUESSABLE and message.confidence >= SURE and len(bare.split()) <= SHORT:
        return Control(message.intent, text)
    return _otherwise(text, bare, question)


def _values(question: Question) -> set[str]:
    return {option.value for option in question.options}


def _own(text: str, bare: str, question: Question, offered: dict[str, str], today: date, language: str) -> Reading | None:
    """The question's own parser."""
    if _ASKS.match(bare) or (_VERB_FIRST.match(bare) and text.rstrip().endswith("?")):
        return None  # "hvem er ombudsmanden" names an option without choosing it
    if question.type == "date":
        interval = dates.read(text, today, language)
        return Answer(interval, text if len(bare.split()) > 6 else "") if interval else None
    if question.type == "contact":
        if _PHONE.search(text) or _MAIL.search(text):
            return Answer(text)
        return Answer("anonymous") if re.match(r"^(?:jeg vil (?:gerne )?være )?anonym|^anonymous", bare) else None
    return _choice(text, bare, question, offered) if question.type == "choice" else None


def _choice(text: str, bare: str, question: Question, offered: dict[str, str]) -> Reading | None:
    values = _values(question) | set(offered)
    words = len(bare.split())
    told = _yes_or_no(bare)
    if _UNCERTAIN.match(bare):
        return Answer("unknown", _beyond(text, words)) if "unknown" in values else None
    if told == "yes" and "ask_first" in values and _BUT.search(bare):
        return Answer("ask_first", _beyond(text, words))  # a yes with a condition is not a yes
    refusal = next((value for value in ("no", "none", "cancel", "0") if value in values), None)
    agreement = next((value for value in ("yes", "send", "go_on") if value in values), None)
    for option in question.options:
        found = (words <= 16 and option.words.match(bare)) or (words <= 6 and option.words.search(bare))
        if not found or (told == "yes" and option.value == refusal) or (told == "no" and option.value == agreement):
            continue
        # "jeg har ikke klaget til ombudsmanden", "send det ikke": a negation never chooses what it denies.
        denied = refusal is not None and option.value not in (refusal, "unknown", "ask_first", "not_now", "edit") and _NEGATED.search(bare)
        if denied and told != "yes":
            return Answer(refusal, _beyond(text, words))
        return Answer(option.value, _beyond(text, words))
    chosen = {"yes": agreement, "no": refusal}.get(told or "")
    return Answer(chosen, _beyond(text, words)) if chosen else None


def _sign(text: str, question: Question | None) -> Reading:
    """A message without a letter: a thumb answers, "?" asks, the rest is not understood."""
    values = _values(question) if question else set()
    if _THUMB_UP.search(text) and values & {"yes", "send"}:
        return Answer("yes" if "yes" in values else "send")
    if _THUMB_DOWN.search(text) and values & {"no", "none"}:
        return Answer("no" if "no" in values else "none")
    return Control("why", text) if "?" in text else Unfit()


def _yes_or_no(bare: str) -> str | None:
    if _CONTRARY.match(bare) or _NO.match(bare):
        return "no"
    return "yes" if _YES.match(bare) else None


def _beyond(text: str, words: int) -> str:
    """What stands behind a short answer, where it is more than politeness."""
    if words <= 3 or (words <= 6 and not _MORE.search(text)):
        return ""  # "nej det har vi ikke", "ja, jeg har fuldmagt": the answer again in other words
    return re.sub(r"^\W*(?:ja|jo|nej|næ|yes|no|jep|ok|okay)\b[\s,.!-]*", "", text, flags=re.IGNORECASE).strip()


def _corrected(text: str, bare: str, question: Question, today: date, language: str) -> Correction | None:
    """ "nej, det var i 2023" or "det var ikke min søn men min datter", said while something else was asked."""
    if question.type in ("date", "text") or question.fact == "understood":
        return None
    lower = " ".join(text.lower().split()).rstrip(" .!")
    interval = dates.read(text, today, language) if _CORRECTS.match(bare) or _NOT_THIS_BUT.search(lower) else None
    if interval is not None:
        return Correction("happened", interval, text)
    return Correction("matter", text, text) if _NOT_THIS_BUT.search(lower) and len(bare.split()) >= 4 else None


def _needs_model(question: Question | None, text: str, bare: str) -> bool:
    """What she hopes for and how to reach her are kept as written, unless they look like a question of hers."""
    if question is None or question.fact not in ("wish", "contact"):
        return True
    return "?" in text or _ASKS.match(bare) is not None or _VERB_FIRST.match(bare) is not None or len(bare.split()) <= 2


def _otherwise(text: str, bare: str, question: Question | None) -> Reading:
    if question is None:
        return Story(text)
    if question.type == "text":
        return Answer(text)
    if text.endswith("?") and len(bare.split()) <= QUESTION:
        return Control("why", text)  # a question of hers about ours: explained, and asked again
    if len(bare.split()) >= 4:
        return Story(text)
    return Unfit()
