"""The letters of a text as sparse features: what survives misspelling where meaning does not."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.feature_extraction.text import TfidfVectorizer

_CHARACTERS: dict[str, Any] = dict(analyzer="char_wb", ngram_range=(2, 5), min_df=4, sublinear_tf=True, max_features=30000)
_WORDS: dict[str, Any] = dict(ngram_range=(1, 2), min_df=3, sublinear_tf=True, max_features=8000)
WORD_WEIGHT = 0.7


class Letters:
    """Character 2–5-grams inside words, and words and pairs of words, weighted by rarity."""

    def __init__(self, characters: TfidfVectorizer, words: TfidfVectorizer) -> None:
        self._characters, self._words = characters, words

    @classmethod
    def learn(cls, texts: Sequence[str]) -> Letters:
        return cls(TfidfVectorizer(**_CHARACTERS).fit(texts), TfidfVectorizer(**_WORDS).fit(texts))

    @property
    def size(self) -> int:
        return len(self._characters.vocabulary_) + len(self._words.vocabulary_)

    def encode(self, texts: Sequence[str]) -> sparse.csr_matrix:
        """One row for each text."""
        parts = [self._characters.transform(texts), self._words.transform(texts) * WORD_WEIGHT]
        return sparse.hstack(parts).tocsr().astype(np.float32)

    def to_json(self) -> dict[str, Any]:
        return {name: _plain(vectorizer) for name, vectorizer in (("characters", self._characters), ("words", self._words))}

    @classmethod
    def from_json(cls, value: dict[str, Any]) -> Letters:
        return cls(_restored(value["characters"], _CHARACTERS), _restored(value["words"], _WORDS))


def _plain(vectorizer: TfidfVectorizer) -> dict[str, Any]:
    terms = sorted(vectorizer.vocabulary_, key=vectorizer.vocabulary_.__getitem__)
    return {"terms": terms, "idf": [round(float(value), 5) for value in vectorizer.idf_]}


def _restored(value: dict[str, Any], options: dict[str, Any]) -> TfidfVectorizer:
    vectorizer = TfidfVectorizer(**options, vocabulary={term: index for index, term in enumerate(value["terms"])})
    vectorizer.idf_ = np.array(value["idf"])
    return vectorizer
