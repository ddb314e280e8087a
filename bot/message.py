"""The edge where a citizen's words come in: cleaned, cut to a length, masked; nothing else is changed."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from bot.errors import InputError
from bot.masking import mask

LONGEST = 10_000  # characters of one message that are kept
LONGEST_ID = 128
YEARS = range(2010, 2061)  # the years whose holidays are known
#: Marks that turn the direction of what follows: harmless in a language, a trap in a record.
_TURNING = dict.fromkeys(map(ord, "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))


@dataclass(frozen=True)
class Incoming:
    """A message ready for the ledger. `notes` says what was done to it, and what its metadata asks."""

    text: str
    notes: Mapping[str, Any]


def clean(text: str, previous: str = "", metadata: Mapping[str, Any] | None = None) -> Incoming:
    """The text without control characters and CPR numbers, at most `LONGEST` characters."""
    plain = unicodedata.normalize("NFC", text).translate(_TURNING)
    plain = "".join(letter for letter in plain if letter in "\n\t" or unicodedata.category(letter) not in ("Cc", "Cs", "Co"))
    masked = mask(plain, previous)
    notes: dict[str, Any] = dict(metadata or {})
    if masked.found:
        notes["cpr_masked"] = masked.found
    kept = masked.text
    if len(kept) > LONGEST:
        kept, notes["cut"] = kept[:LONGEST], LONGEST
    return Incoming(kept, notes)


def identifier(value: Any, field: str) -> str:
    """An id as a client may choose it.

    Raises:
        InputError: it is not a text of 1–128 printable characters.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if not isinstance(value, str) or not 0 < len(value) <= LONGEST_ID or not value.isprintable():
        raise InputError(field, f"must be a text of 1 to {LONGEST_ID} printable characters")
    return value


def day(value: Any, field: str) -> str:
    """A day as 2026-11-22.

    Raises:
        InputError: it is not.
    """
    try:
        found = date.fromisoformat(value)
    except (TypeError, ValueError):
        raise InputError(field, "must be a day as 2026-11-22") from None
    if found.year not in YEARS:
        raise InputError(field, f"must lie from {YEARS[0]} to {YEARS[-1]}")
    return found.isoformat()
