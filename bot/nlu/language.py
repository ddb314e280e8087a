"""Which language a text is in; Danish unless something else is clear."""

from __future__ import annotations

from collections.abc import Iterable, Set

from lingua import Language, LanguageDetector, LanguageDetectorBuilder

KNOWN = {
    Language.DANISH: "da", Language.ENGLISH: "en", Language.GERMAN: "de", Language.POLISH: "pl",
    Language.UKRAINIAN: "uk", Language.ARABIC: "ar", Language.TURKISH: "tr",
}  # fmt: skip
HOME = "da"
SHORT, SURE, SURE_SHORT = 3, 0.6, 0.95


class Languages:
    """A detector, and for very short texts the words that only English writers used in training."""

    def __init__(self, english_words: Iterable[str]) -> None:
        self.english_words: Set[str] = frozenset(english_words)
        self._detector: LanguageDetector = LanguageDetectorBuilder.from_languages(*KNOWN).with_low_accuracy_mode().build()

    def detect(self, text: str) -> str:
        """A code of `KNOWN`. A short text is Danish unless its script or words say otherwise."""
        words = [word.strip(".,!?;:\"'()»«").lower() for word in text.split()]
        words = [word for word in words if word]
        if not words:
            return HOME
        if len(words) <= SHORT and all(word in self.english_words for word in words):
            return "en"
        best = self._detector.compute_language_confidence_values(text)[0]
        code = KNOWN[best.language]
        foreign_script = code in ("uk", "ar") and any(ord(letter) > 0x370 for letter in text)
        needed = SURE if len(words) > SHORT or foreign_script else SURE_SHORT
        if len(words) <= 2 and not foreign_script:
            return HOME
        return code if best.value >= needed else HOME


def english_only(english: Iterable[str], danish: Iterable[str]) -> list[str]:
    """Words that stand in English texts and in no Danish one."""
    return sorted(_words(english) - _words(danish))


def _words(texts: Iterable[str]) -> set[str]:
    return {word.strip(".,!?;:\"'()»«").lower() for text in texts for word in text.split() if word.strip(".,!?;:\"'()»«").isalpha()}
