"""Every sentence Vejviser says, and every phrase it obeys, by key and language."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping, Set
from dataclasses import dataclass

from bot.directory import Texts
from bot.needed import CONTROLS, TEXTS, needed
from bot.reader import LANGUAGES, Node

FALLBACK = "en"  # a citizen who writes neither language is answered in English


@dataclass(frozen=True)
class Phrasebook:
    """Texts with `{holes}`; the same holes in every language."""

    texts: Mapping[str, Texts]

    @classmethod
    def from_node(cls, top: Node, names: Set[str] = TEXTS) -> Phrasebook:
        """`names`: the texts that must be there."""
        texts = {}
        needed(top["texts"], names)
        for key, node in top["texts"].entries():
            found = node.texts()
            holes = {language: _holes(node, text) for language, text in found.items()}
            if len(set(map(frozenset, holes.values()))) > 1:
                raise node.fail("the languages do not have the same {holes}")
            texts[key] = found
        top.done()
        return cls(texts)

    def say(self, key: str, language: str, **values: object) -> str:
        """The text with its holes filled.

        Raises:
            KeyError: there is no such text, or a hole was not filled.
        """
        return self.texts[key][spoken(language)].format(**values)


def spoken(language: str) -> str:
    """The language the citizen is answered in."""
    return language if language in LANGUAGES else FALLBACK


def _holes(node: Node, text: str) -> set[str]:
    try:
        holes = {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}
    except ValueError as error:
        raise node.fail(f"is not a text with {{holes}}: {error}") from error
    if "" in holes:
        raise node.fail("has a hole without a name")
    return holes


@dataclass(frozen=True)
class Controls:
    """Phrases that steer the conversation instead of answering; the whole message must match."""

    exact: Mapping[str, re.Pattern[str]]

    @classmethod
    def from_node(cls, top: Node) -> Controls:
        exact = {}
        needed(top["controls"], CONTROLS)
        for control, node in top["controls"].entries():
            try:
                exact[control] = re.compile("|".join(_phrase(word) for word in node.words()), re.IGNORECASE)
            except re.error as error:
                raise node.fail(f"holds a phrase that cannot be read: {error}") from error
        top.done()
        return cls(exact)

    def find(self, text: str) -> str | None:
        """The control whose phrase the whole message is, politeness and punctuation aside."""
        bare = bare_words(text)
        return next((name for name, phrase in self.exact.items() if phrase.fullmatch(bare)), None)


_POLITE = re.compile(
    r"^(?:(?:nå|øh|øhm|altså|men|og|ok|okay|hej|please|well|um|jamen|undskyld|sorry)[ ,]+)+|"
    r"(?:[ ,]+(?:tak|please|nu|lige|så|då|thanks|venligst))+$"
)


def bare_words(text: str) -> str:
    """Lower case, single spaces, without punctuation and small polite words at the ends."""
    plain = re.sub(r"[^\w\s/+'-]", " ", text.lower()).strip(" '-")
    plain = " ".join(plain.split())
    return _POLITE.sub("", plain) or plain


def _phrase(word: str) -> str:
    """`*` stands for any letters and spaces, `(a|b)` for a choice, a trailing `?` on a bracket for "may be left out"."""
    pieces = re.split(r"(\*|\(|\)\?|\)|\|)", word.lower())
    swap = {"*": r"[\w '-]*", "(": "(?:", ")": ")", ")?": ")?", "|": "|"}
    return "(?:" + "".join(swap.get(piece, re.escape(piece)) for piece in pieces) + ")"
