"""Plain language: every text a citizen is shown, read as a demanding editor would read it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

DATA = Path(__file__).parents[1] / "data"
PLACES = (Path("/usr/share/hunspell/da_DK"), Path(__file__).parents[1] / ".tools" / "hunspell" / "da_DK")
DICTIONARY = next((place for place in PLACES if place.with_suffix(".dic").exists()), PLACES[0])
OWN_WORDS = Path(__file__).parent / "words_da.txt"
HOW_TO_GET_IT = "the Danish word list is missing: bash scripts/dictionary.sh, and spylls from requirements.in"
WORDS_AT_MOST = 20
LIX_AT_MOST = 40
MAN_AT_MOST = 0.002  # of all words: "man" hides who acts

#: file → the keys below which a citizen's text stands; None: every text of the file.
FILES: dict[str, frozenset[str] | None] = {
    "texts.yml": None,
    "pages.yml": None,
    "facts.yml": frozenset({"question", "again", "explain", "[]", "no_label"}),
    "scope.yml": frozenset({"explanation", "otherwise"}),
    "bodies.yml": frozenset({"matters", "note", "route"}),
    "tasks.yml": frozenset({"guidance"}),
    "glossary.yml": None,
}
FORBIDDEN = {
    "kommunen har fejlet": "places guilt", "kommunen har begået": "places guilt", "du har ret til": "decides", "du har ikke ret": "decides",
    "for sent": "closes a door: spørg alligevel", "desværre": "sounds like a refusal", "rubricere": "office word", "jf.": "office word",
    "ovennævnte": "office word", "såfremt": "office word", "endvidere": "office word", "i henhold til": "office word",
    "vedrørende": "office word", "nærværende": "office word", "pågældende": "office word", "hvorvidt": "office word",
    "bedes": "office word", "forinden": "office word", "anmodning": "office word", "anmode": "office word", "undertegnede": "office word",
    "der henvises til": "office word", "mhp.": "abbreviation", "ifm.": "abbreviation", "bl.a.": "abbreviation", "evt.": "abbreviation",
    "pga.": "abbreviation", "ift.": "abbreviation", "mv.": "abbreviation", "m.v.": "abbreviation",
}  # fmt: skip
#: Texts in which the office word is itself what is explained.
EXPLAINS = ("glossary.yml",)
Text = tuple[str, str, str]  # key, Danish, English


@cache
def texts(file: str) -> tuple[Text, ...]:
    """Every pair of texts in a file that a citizen is shown."""
    below, found = FILES[file], []

    def walk(value: Any, way: tuple[str, ...]) -> None:
        if isinstance(value, list):
            for item in value:
                walk(item, (*way, "[]"))
        elif isinstance(value, dict):
            if "da" in value and (below is None or way[-1] in below):
                found.append((".".join(way), value["da"], value.get("en")))
            for key, item in value.items():
                walk(item, (*way, str(key)))

    walk(yaml.load((DATA / file).read_text(encoding="utf-8"), Loader=yaml.CSafeLoader), (file,))
    return tuple(found)


EVERY = [text for file in FILES for text in texts(file)]


def bare(text: str) -> str:
    """Without holes and marks; a hole counts as one word."""
    return re.sub(r"\{\w+\}", "noget", text).replace("*", "")


def sentences(text: str) -> Iterator[str]:
    """Parts between . ! ? and line breaks; a point inside a number, an address or "kl. 10" ends nothing."""
    plain = re.sub(r"(?<=\d)\.(?=\s?\d)|(?<=\w)\.(?=\w)|\b(?:kl|nr|stk|fx|dvs|ca|e\.g|i\.e)\.", "", bare(text))
    yield from (part.strip() for part in re.split(r"[.!?\n]+", plain) if part.strip())


def words(text: str) -> list[str]:
    return re.findall(r"[^\W\d_]+(?:[-'’][^\W\d_]+)*", bare(text))


@pytest.mark.parametrize("file", FILES)
def test_texts_are_found(file: str) -> None:
    assert len(texts(file)) >= 10


@pytest.mark.parametrize("file", FILES)
def test_both_languages_say_something(file: str) -> None:
    assert [key for key, da, en in texts(file) if not (isinstance(da, str) and da.strip() and isinstance(en, str) and en.strip())] == []


@pytest.mark.parametrize("file", FILES)
@pytest.mark.parametrize("language", ["da", "en"])
def test_no_sentence_is_too_long(file: str, language: str) -> None:
    long = [
        f"{key} ({count}): {sentence}"
        for key, da, en in texts(file)
        for sentence in sentences(da if language == "da" else en)
        if (count := len(sentence.split())) > WORDS_AT_MOST
    ]
    assert long == [], "\n" + "\n".join(long)


@pytest.mark.parametrize("file", FILES)
def test_no_forbidden_phrase(file: str) -> None:
    found = [
        f"{key}: {phrase!r} ({why}): {da}"
        for key, da, _ in texts(file)
        for phrase, why in FORBIDDEN.items()
        if re.search(rf"(?<!\w){re.escape(phrase)}(?!\w)", da.lower()) and not (file in EXPLAINS and why == "office word")
    ]
    assert found == [], "\n" + "\n".join(found)


@pytest.mark.parametrize("file", FILES)
def test_lix(file: str) -> None:
    """LIX: words a sentence plus long words in a hundred; 40 is ordinary newspaper text."""
    parts = [sentence for _, da, _ in texts(file) for sentence in sentences(da)]
    found = [word for part in parts for word in words(part)]
    lix = len(found) / len(parts) + 100 * sum(len(word) > 6 for word in found) / len(found)
    assert lix <= LIX_AT_MOST, f"{file}: LIX {lix:.1f}"


@pytest.mark.parametrize("file", FILES)
def test_she_is_du(file: str) -> None:
    """De, Dem, Deres with a capital inside a sentence is the formal address."""
    found = [f"{key}: {da}" for key, da, _ in texts(file) if re.search(r"(?<=[a-zæøå,;] )(?:De|Dem|Deres)\b", da)]
    assert found == [], "\n" + "\n".join(found)


def test_man_is_rare() -> None:
    found = [f"{key}: {da}" for key, da, _ in EVERY if re.search(r"\bman\b", da, re.IGNORECASE)]
    everything = sum(len(words(da)) for _, da, _ in EVERY)
    hits = sum(len(re.findall(r"\bman\b", da, re.IGNORECASE)) for _, da, _ in EVERY)
    assert hits <= MAN_AT_MOST * everything, "\n" + "\n".join(found)


def test_the_same_numbers_in_both_languages() -> None:
    """A phone number, a week or an amount that differs is a fault in one of them."""
    numerals = {"fire": "four", "seks": "six", "otte": "eight", "tre": "three", "to": "two"}

    def figures(text: str) -> list[str]:
        return sorted(re.sub(r"\D", "", number) for number in re.findall(r"\d[\d .,:]*\d|\d", text))

    found = []
    for key, da, en in EVERY:
        if figures(da) != figures(en):
            spelled = {d for d, e in numerals.items() if re.search(rf"\b{d}\b", da.lower()) or re.search(rf"\b{e}\b", en.lower())}
            if not spelled:
                found.append(f"{key}: {figures(da)} / {figures(en)}")
    assert found == [], "\n" + "\n".join(found)


# --- spelling


@cache
def dictionary() -> Any:
    """The Danish word list, or a failure that says what to install: never a skip."""
    try:
        from spylls.hunspell import Dictionary
    except ImportError:
        pytest.fail(HOW_TO_GET_IT)
    if not DICTIONARY.with_suffix(".dic").exists():
        pytest.fail(HOW_TO_GET_IT)
    return Dictionary.from_files(str(DICTIONARY))


@cache
def own_words() -> frozenset[str]:
    lines = OWN_WORDS.read_text(encoding="utf-8").splitlines()
    return frozenset(line.strip() for line in lines if line.strip() and not line.startswith("#"))


@cache
def known(word: str) -> bool:
    """In the word list, in our own, or a compound of two known words (with or without the joining s or e)."""
    if word in own_words() or word.lower() in own_words() or dictionary().lookup(word) or dictionary().lookup(word.lower()):
        return True
    if "-" in word:
        return all(len(part) < 2 or known(part) for part in word.split("-"))
    return False


def danish_words() -> dict[str, str]:
    """Every Danish word once, with the text it stands in; names in capitals inside a sentence are left out by the allow-list, not here."""
    found: dict[str, str] = {}
    for key, da, _ in EVERY:
        plain = re.sub(r"\S+@\S+|\b[\w-]+\.(?:dk|com|org)\b\S*|/\w+|»English«|\{\w+\}", " ", da)
        for word in words(plain):
            found.setdefault(word, key)
    return found


def test_the_dictionary_knows_danish() -> None:
    assert dictionary().lookup("sagsbehandler") and dictionary().lookup("kommune")
    assert not dictionary().lookup("sagsbehanler") and not dictionary().lookup("kommunne")


def test_spelling() -> None:
    wrong = [f"{word}  ({key})" for word, key in sorted(danish_words().items()) if not known(word)]
    assert wrong == [], f"{len(wrong)} words are unknown; correct them, or add a term of art to {OWN_WORDS.name}:\n" + "\n".join(wrong)


def test_the_own_list_holds_no_idle_word() -> None:
    """A word that the dictionary knows, or that no text uses, does not belong in the list."""
    used = {word.lower() for word in danish_words()} | {part.lower() for word in danish_words() for part in word.split("-")}
    assert sorted(word for word in own_words() if word.lower() not in used) == []
    assert sorted(word for word in own_words() if dictionary().lookup(word)) == []
