"""Three-valued logic: NO, UNKNOWN and YES, where unknown is a value and is not false."""

from __future__ import annotations

from collections.abc import Iterable
from enum import IntEnum


class Answer(IntEnum):
    """Kleene's strong three-valued logic: and = min, or = max, not = 2 - x."""

    NO = 0
    UNKNOWN = 1
    YES = 2

    def __bool__(self) -> bool:
        # `if answer:` would silently read UNKNOWN as yes and turn a citizen away.
        raise TypeError("an Answer has three values: compare it with Answer.YES, NO or UNKNOWN")

    def __str__(self) -> str:
        return self.name.lower()


def both(answers: Iterable[Answer]) -> Answer:
    """YES where all are YES, NO where one is NO; YES for none at all."""
    return min(answers, default=Answer.YES)


def either(answers: Iterable[Answer]) -> Answer:
    """YES where one is YES, NO where all are NO; NO for none at all."""
    return max(answers, default=Answer.NO)


def negate(answer: Answer) -> Answer:
    """The opposite; UNKNOWN stays UNKNOWN."""
    return Answer(2 - answer)
