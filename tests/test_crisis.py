"""The words of danger: every sentence of tests/crisis_phrases.yml, however it is typed, and the rules of the file."""

from __future__ import annotations

import copy
import random
import re
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.crisis import TOPICS, Crisis, Detector, Level

HERE = Path(__file__).parent
PATTERNS = yaml.safe_load((HERE.parent / "data" / "crisis.yml").read_text(encoding="utf-8"))
TABLE = yaml.safe_load((HERE / "crisis_phrases.yml").read_text(encoding="utf-8"))
DETECTOR = Detector(PATTERNS)
ACUTE = [(text, topic) for topic, texts in TABLE["acute"].items() for text in texts]
QUIET = [*TABLE["check"], *TABLE["none"], *TABLE["not_acute"]]

NO_DANISH_KEYBOARD = str.maketrans({"æ": "ae", "ø": "oe", "å": "aa", "Æ": "AE", "Ø": "OE", "Å": "AA"})
TYPINGS: dict[str, Callable[[str], str]] = {
    "capitals": str.upper,
    "no danish keyboard": lambda text: text.translate(NO_DANISH_KEYBOARD),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "fullwidth": lambda text: "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text),
    "spaces": lambda text: "  \t" + text.replace(" ", "   ") + "\n",
    "emoji": lambda text: f"😭 {text} 🙏🏽",
    "zero width": lambda text: "\u200b".join(text),
    "within a message": lambda text: f"Hej, jeg har ventet på svar siden maj. {text}. Kan I hjælpe med ansøgningen?",
}


def test_table_is_wide() -> None:
    texts = [text for text, _ in ACUTE] + QUIET
    assert len(texts) == len(set(texts)) >= 220
    assert len(TABLE["none"]) + len(TABLE["not_acute"]) >= 90
    assert set(TABLE["acute"]) <= set(TOPICS)


@pytest.mark.parametrize(("text", "topic"), ACUTE)
def test_acute(text: str, topic: str) -> None:
    found = DETECTOR.detect(text)
    assert found.level is Level.ACUTE
    assert topic in found.topics
    assert found.words


@pytest.mark.parametrize("typing", TYPINGS)
def test_acute_however_typed(typing: str) -> None:
    missed = [
        text
        for text, topic in ACUTE
        if (found := DETECTOR.detect(TYPINGS[typing](text))).level is not Level.ACUTE or topic not in found.topics
    ]
    assert missed == []


@pytest.mark.parametrize("text", TABLE["check"])
def test_check(text: str) -> None:
    assert DETECTOR.detect(text).level is Level.CHECK


@pytest.mark.parametrize("text", TABLE["none"])
def test_none(text: str) -> None:
    assert DETECTOR.detect(text) == Crisis(Level.NONE, (), ())


@pytest.mark.parametrize("text", TABLE["not_acute"])
def test_not_acute(text: str) -> None:
    assert DETECTOR.detect(text).level is not Level.ACUTE


@pytest.mark.parametrize("typing", ["capitals", "no danish keyboard", "decomposed", "spaces", "emoji"])
def test_quiet_however_typed(typing: str) -> None:
    assert [text for text in QUIET if DETECTOR.detect(TYPINGS[typing](text)).level is Level.ACUTE] == []


def test_harmless_words_never_hide_danger() -> None:
    idioms = [text for text in TABLE["none"] if len(text) > 12]
    hidden = []
    for number, (text, topic) in enumerate(ACUTE):
        idiom = idioms[number % len(idioms)]
        for message in (f"{idiom}. {text}", f"{text}, {idiom}"):
            found = DETECTOR.detect(message)
            if found.level is not Level.ACUTE or topic not in found.topics:
                hidden.append(message)
    assert hidden == []


def test_acute_comes_first() -> None:
    found = DETECTOR.detect("jeg er helt knust og min far er dement og går ud om natten. min mand slår mig")
    assert found.level is Level.ACUTE
    assert found.topics[0] == "violence"
    assert "slår mig" in found.words[:2]
    assert {"suicide", "illness"} <= set(found.topics)


def test_words_are_the_citizens_own() -> None:
    assert "SLÅR han Mig" in DETECTOR.detect("I aften SLÅR han Mig igen").words


def test_sentence_end_parts_words() -> None:
    assert DETECTOR.detect("Hvornår kan I slå. Mig kan I ringe til").level is Level.NONE


def test_every_language_is_read_whatever_the_writer_speaks() -> None:
    text = "kocam beni dövüyor, my husband hits me"
    for language in (*PATTERNS, "xx", None):
        assert DETECTOR.detect(text, language).level is Level.ACUTE
    assert DETECTOR.detect(text, "tr").words[0] != DETECTOR.detect(text, "en").words[0]


def test_same_answer_every_time() -> None:
    other = Detector(PATTERNS)
    for text, _ in ACUTE:
        assert other.detect(text) == DETECTOR.detect(text)


def _strange_texts() -> Iterator[str]:
    random.seed(7)
    yield from ("", " ", "\x00", "\ud800", "…", "'", "*", "<slå>", "(", "و", "ف", "ﷺ" * 50, "a\u0301" * 500, "\u0301" * 2000)
    yield from ("slår " * 4000, "a" * 20_000, "mig slår " * 2000, "((((" * 500, "\u202egim råls", "𝓶𝓲𝓷 𝓶𝓪𝓷𝓭")
    for _ in range(300):
        yield "".join(chr(random.randrange(0x110000)) for _ in range(random.randrange(60)))
        yield " ".join(random.choices(("min", "mand", "slår", "mig", "ihjel", "græs", "ikke", "🙂", ".", ",", "؟", "بيت"), k=12))


def test_never_raises() -> None:
    for text in _strange_texts():
        assert isinstance(DETECTOR.detect(text), Crisis)


def test_no_line_looks_like_training_data() -> None:
    for path in (HERE.parent / "data" / "crisis.yml", HERE / "crisis_phrases.yml"):
        assert not re.search(r"^\s*(nlu|rules|stories|responses):", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_languages_and_levels() -> None:
    assert list(PATTERNS) == ["da", "en", "de", "pl", "uk", "ar", "tr"]
    for code, section in PATTERNS.items():
        acute = {entry["topic"] for entry in section["entries"] if entry["level"] == "acute"}
        assert acute >= {"suicide", "violence", "child", "homeless", "life", "threat", "poison"}, code


def _small() -> dict[str, Any]:
    entry = {"id": "x", "level": "acute", "topic": "life", "any": ["<fire> … (here|in the house)? !(today)"], "note": "why"}
    return copy.deepcopy({"en": {"name": "English", "lists": {"fire": "fire burns*"}, "entries": [entry]}})


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("fire", Level.NONE),
        ("fire here", Level.ACUTE),
        ("fire right in the house", Level.ACUTE),
        ("fire today", Level.NONE),
        ("burnsides here", Level.ACUTE),
        ("fire a b c d here", Level.ACUTE),
        ("fire a b c d e here", Level.NONE),
        ("fire here today", Level.NONE),
        ("fire. here", Level.NONE),
        ("fire, here", Level.ACUTE),
    ],
)
def test_phrase_language(text: str, level: Level) -> None:
    small = _small()
    small["en"]["entries"][0]["any"] = ["<fire> … (here|in the house) !(today)"]
    assert Detector(small).detect(text).level is level


def _wrong(change: Callable[[dict[str, Any]], object]) -> Any:
    small = _small()
    small["en"]["entries"][0]["any"] = ["<fire> here"]
    return change(small) or small


@pytest.mark.parametrize(
    ("change", "key"),
    [
        (lambda s: ["da"], "(top)"),
        (lambda s: s.update(en="x"), "en"),
        (lambda s: s["en"].pop("entries") and None, "en.entries"),
        (lambda s: s["en"].update(entries="x"), "en.entries"),
        (lambda s: s["en"].update(entry=[]), "en.entry"),
        (lambda s: s["en"].update(lists={"a": ["x"]}), "en.lists.a"),
        (lambda s: s["en"].update(lists={"a": "b c!d"}), "en.lists.a"),
        (lambda s: s["en"].update(harmless=[True]), "en.harmless"),
        (lambda s: s["en"].update(harmless="hit on"), "en.harmless"),
        (lambda s: s["en"]["entries"].append(s["en"]["entries"][0]), "en.x"),
        (lambda s: s["en"]["entries"][0].pop("note") and None, "en.entries[0].note"),
        (lambda s: s["en"]["entries"][0].update(note=""), "en.x"),
        (lambda s: s["en"]["entries"][0].update(level="none"), "en.x.level"),
        (lambda s: s["en"]["entries"][0].update(topic="weather"), "en.x.topic"),
        (lambda s: s["en"]["entries"][0].update(any=[]), "en.x"),
        (lambda s: s["en"]["entries"][0].update(unles=[]), "en.entries[0].unles"),
        *(
            (lambda s, line=line: s["en"]["entries"][0].update(any=[line]), "en.x.any")
            for line in ("… here", "here …", "<water>", "(a|b", "a|b", "ab*", "!(a) b", "a … !(b)", "", "()", "(a)?", "a,b", 7)
        ),
    ],
)
def test_wrong_file_names_key_and_reason(change: Callable[[dict[str, Any]], object], key: str) -> None:
    with pytest.raises(ValueError, match=re.escape(key)) as error:
        Detector(_wrong(change))
    assert len(str(error.value)) > len(key) + 5
