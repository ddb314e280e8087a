"""Recognises words of danger in a citizen's message, by phrases that a jurist can read (data/crisis.yml)."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from itertools import islice, pairwise, product
from typing import Any
from unicodedata import category, combining, normalize

TOPICS = ("life", "poison", "suicide", "violence", "child", "threat", "homeless", "address", "illness")  # by urgency
GAP, LONG = 4, 8  # words that "…" may stand for; letters from which a slip or a split makes no other word

# Who has no Danish keyboard writes "slaar" or "slar"; texts are folded to the first of the spellings.
_SPELLINGS = {"å": "aa a", "æ": "ae e a", "ø": "oe o", "ä": "ae a", "ö": "oe o", "ü": "ue u"}
_FOLD = str.maketrans({k: v[:2] for k, v in _SPELLINGS.items()} | dict(zip("łđıىة", "ldiيه")) | dict.fromkeys("'’ʼ`‘", ""))
_PLAIN = str.maketrans({"´": "'", "ﷺ": " ", "ﷻ": " "})  # the last two would become whole sentences
_MARKS = "\u0308\u030a"  # those of ä, ö, ü and å where they are written apart
_WORD = re.compile(r"[^\W_]+(?:['’ʼ`‘][^\W_]+)*")
_ENTRY = re.compile(rf"{_WORD.pattern}|[^\W_]{{3,24}}\*")
_STOP, _PAUSE = re.compile(r"[!?;؟]|(?<!\.)\.\s"), re.compile(r"[,.:;!?()،؛؟\n–—]| - ")
_CHOICE = re.compile(r"(?<!!)\((?=[^()]* |[^()]*\)\?)([^()]*)\)(\??)")
_ELEMENT = re.compile(r"([…!]?)(?:\(([^\s()|…!?]+(?:\|[^\s()|…!?]+)*)\)|([^\s()|…!?]+))")

# A phrase is a list of words, the number of others that may stand before them, and whether they must NOT come next.
_Phrases = list[list[tuple[frozenset[str], int, bool]]]


class Level(Enum):
    NONE, CHECK, ACUTE = "none", "check", "acute"


@dataclass(frozen=True)
class Crisis:
    level: Level
    topics: tuple[str, ...]  # here and in `words` what is acute comes first
    words: tuple[str, ...]  # the citizen's own, one string for each find


class Detector:
    """The places where a word stands are the bits of an integer: a phrase costs a few shifts on any length of text."""

    def __init__(self, patterns: Mapping[str, Any]) -> None:
        self._known: set[frozenset[str]] = set()
        self._index: dict[str, set[frozenset[str]]] = {}  # a spelling, or a beginning and *, to the sets it is in
        self._sections = {code: self._section(f"{code}", x) for code, x in _typed("(top)", patterns, Mapping).items()}
        _expect(self._sections and all(entries for _, entries in self._sections.values()), "(top)", "holds no entries")

    def detect(self, text: str, language: str | None = None) -> Crisis:
        """Reads the text with every section; `language` only says whose finds are named first."""
        words, stops, pauses = _read(text)
        masks, exact = self._masks([_fold(word) for word in words])  # a slip of the finger excuses nothing
        finds: list[tuple[bool, str, str]] = []
        for code in sorted(self._sections, key=lambda code: code != language):
            phrases, entries = self._sections[code]
            harmless, dubious = (_find(phrases[key], exact, 0, pauses) for key in ("harmless", "doubt"))
            for acute, topic, phrases in entries.values():
                excused = harmless | _find(phrases["unless"], exact, 0, pauses)
                unsure = excused | dubious | _find(phrases["doubt"], exact, 0, pauses)
                sure = _find(phrases["any"], masks, unsure, stops, first=True)
                if found := sure or _find(phrases["any"], masks, excused, stops, first=True):
                    own = words[(found & -found).bit_length() - 1 : found.bit_length()]
                    finds.append((not (sure and acute), topic, " ".join(own)))
        finds.sort(key=lambda find: (find[0], TOPICS.index(find[1])))
        level = Level.NONE if not finds else Level.CHECK if finds[0][0] else Level.ACUTE
        return Crisis(level, tuple(dict.fromkeys(f[1] for f in finds)), tuple(dict.fromkeys(f[2] for f in finds)))

    def _section(self, where: str, section: Any) -> tuple[dict[str, _Phrases], dict[str, Any]]:
        _typed(where, section, Mapping, "name entries", "lists harmless doubt")
        self._lists: dict[str, frozenset[str]] = {}  # those of the section that is being read
        for name, line in _typed(f"{where}.lists", section.get("lists", {}), Mapping).items():
            self._lists[name] = self._words(f"{where}.lists.{name}", _typed(f"{where}.lists.{name}", line, str).split())
        entries: dict[str, tuple[bool, str, dict[str, _Phrases]]] = {}
        for number, entry in enumerate(_typed(f"{where}.entries", section["entries"], list)):
            _typed(f"{where}.entries[{number}]", entry, Mapping, "id level topic any note", "unless doubt")
            key = f"{where}.{entry['id']}"
            _expect(key not in entries and entry["any"] and entry["note"], key, "id not once, or any or note empty")
            _expect(entry["level"] in ("check", "acute"), f"{key}.level", "must be check or acute")
            _expect(entry["topic"] in TOPICS, f"{key}.topic", f"must be one of {', '.join(TOPICS)}")
            phrases = {name: self._phrases(f"{key}.{name}", entry.get(name, [])) for name in ("any", "unless", "doubt")}
            entries[key] = entry["level"] == "acute", entry["topic"], phrases
        return {key: self._phrases(f"{where}.{key}", section.get(key, [])) for key in ("harmless", "doubt")}, entries

    def _phrases(self, where: str, lines: Any) -> _Phrases:
        phrases: _Phrases = []
        for line in (choice for text in _typed(where, lines, list) for choice in _choices(_typed(where, text, str))):
            phrases.append([])
            for part in re.sub(r"(\s+…)+\s+", " …", line).split() or [""]:
                element = _ELEMENT.fullmatch(part)
                if element is None or (element[1] and not phrases[-1]):
                    raise ValueError(f"{where} '{line}': cannot read '{part}'")
                words = self._words(f"{where} '{line}'", (element[2] or element[3]).split("|"))
                phrases[-1].append((words, GAP if element[1] == "…" else 0, element[1] == "!"))
                for form in set().union(*map(_forms, words)) if words not in self._known else ():
                    self._index.setdefault(form, set()).add(words)
                self._known.add(words)
        return phrases

    def _words(self, key: str, words: Iterable[str]) -> frozenset[str]:
        for word in words:
            _expect(word[1:-1] in self._lists or _ENTRY.fullmatch(word), key, f"{word} is no word, word* or <list>")
        return frozenset().union(*(self._lists[word[1:-1]] if word[0] == "<" else {word} for word in words))

    def _masks(self, tokens: list[str]) -> tuple[dict[frozenset[str], int], ...]:
        places: dict[tuple[str, int], int] = {}
        for i, (last, token) in enumerate(zip(["", *tokens], tokens)):
            places[token, 1] = places.get((token, 1), 0) | 1 << i
            if last and len(last) < LONG <= len(last) + len(token):  # "selv mord"
                places[last + token, LONG] = places.get((last + token, LONG), 0) | 1 << i
        masks, exact = dict[frozenset[str], int](), dict[frozenset[str], int]()
        for (token, least), bits in places.items():
            for form in (token, token[1:]) if token[:1] in "وف" else (token,):  # Arabic glues "and" to the next word
                keys = [form, *(f"{form[:end]}*" for end in range(least, min(len(form), 24) + 1))]
                for key in keys if form in self._index else [*keys, *(f"~{key}" for key in keys)]:
                    for words in self._index.get(key, ()):
                        masks[words] = masks.get(words, 0) | bits
                        exact[words] = exact.get(words, 0) | (0 if key[0] == "~" else bits)
        return masks, exact


def _expect(condition: object, key: str, reason: str) -> None:
    if not condition:
        raise ValueError(f"{key}: {reason}")


def _typed(key: str, value: Any, kind: type, needed: str = "", allowed: str = "") -> Any:
    _expect(isinstance(value, kind), key, f"must be a {kind.__name__.lower()}, not {value!r:.40}")
    for name in sorted(set(needed.split()) ^ set(map(str, value))) if needed else ():
        _expect(name in allowed.split(), f"{key}.{name}", "is missing" if name in needed.split() else "is not known")
    return value


def _choices(line: str) -> Iterator[str]:
    """The phrases that a line stands for: "(nu|her i nat)? x" is "nu x", "her i nat x" and "x"."""
    if choice := _CHOICE.search(line):
        words = choice[1].split("|")
        single = "|".join(word for word in words if " " not in word)
        for one in [f"({single})"] * bool(single) + [word for word in words if " " in word] + [""] * bool(choice[2]):
            yield from _choices(line[: choice.start()] + one + line[choice.end() :])
    else:
        yield line


def _fold(word: str) -> str:
    word = normalize("NFD", re.sub(r"(.)\1{2,}", r"\1", word.casefold()).translate(_FOLD))
    return "".join(c for c in word if not combining(c))


def _forms(word: str) -> Iterator[str]:
    """The spellings under which a word of the lists is looked for; with ~ the slips of the finger in long words."""
    bare, star = word.removesuffix("*"), "*" if word.endswith("*") else ""
    for choice in islice(product(*(_SPELLINGS.get(c, c).split() for c in bare.casefold())), 64):
        form = _fold("".join(choice))
        if len(form) > 2 or form == _fold(bare):  # "dø" must not become the English "do"
            yield form + star
        slips = range(1, len(form) - 1) if len(form) >= LONG else ()
        yield from (f"~{form[:i]}{form[i + 1]}{form[i]}{form[i + 2 :]}{star}" for i in slips)
        yield from (f"~{form[:i]}{form[i + 1 :]}" for i in slips if not star)  # selvmo(r)d* would be selvmodsigende


def _read(text: str) -> tuple[list[str], int, int]:
    """The words, and as bits those before which a sentence ends, and those before which the voice pauses."""
    text = "".join(c for c in text.translate(_PLAIN) if c in _MARKS or category(c) not in ("Mn", "Cf"))
    text = normalize("NFKC", text).translate(dict.fromkeys(map(ord, _MARKS)))
    found = list(_WORD.finditer(text))
    between = [text[last.end() : word.start()] for last, word in pairwise(found)]
    stops, pauses = (sum(bool(sign.search(gap)) << i for i, gap in enumerate(between, 1)) for sign in (_STOP, _PAUSE))
    return [word.group() for word in found], stops, pauses


def _spread(bits: int, gap: int, walls: int, back: bool = False) -> int:
    """Where the next (or last) word can stand, with up to `gap` words between and no wall."""
    reached = 0
    for _ in range(gap + 1):
        bits = (bits & ~walls) >> 1 if back else (bits << 1) & ~walls
        reached |= bits
    return reached


def _find(phrases: _Phrases, masks: Mapping[frozenset[str], int], hidden: int, walls: int, first: bool = False) -> int:
    """The places of the words of all phrases, without the words between; or of the first phrase's first occurrence."""
    places = 0
    for steps in phrases:
        trail: list[tuple[int, int]] = []
        for words, gap, absent in steps:
            here = masks.get(words, 0)
            if absent:
                trail[-1] = trail[-1][0] & ~((here & ~walls) >> 1), trail[-1][1]
            else:
                trail.append((here & ~hidden & (_spread(trail[-1][0], gap, walls) if trail else -1), gap))
            if not trail[-1][0]:
                break
        else:
            kept = trail[-1][0] & (-trail[-1][0] if first else -1)
            places |= kept
            for (before, _), (_, gap) in zip(trail[-2::-1], trail[::-1]):
                kept = before & _spread(kept, gap, walls, back=True)
                places |= kept
            if first:
                break
    return places
