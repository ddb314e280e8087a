"""Reference and receipt code: what the citizen holds, and what the office keeps of it."""

from __future__ import annotations

import hashlib
import hmac
import re
from datetime import date

#: Crockford's base 32: no I, L, O or U, so that a code read aloud or by hand stays itself.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 16
SHOWN = re.compile(rf"\b[{ALPHABET}]{{4}}(?:-[{ALPHABET}]{{4}}){{3}}\b")
HIDDEN = "····-····-····-····"  # stands in what is kept of the answer that showed the code


class Receipts:
    """Derives codes from the server's secret; the database keeps only their HMAC.

    The code follows from the conversation and the matter, so a record that is sent again after a
    fault gets the code the citizen has already been shown.
    """

    def __init__(self, secret: bytes) -> None:
        self._secret = secret

    def code(self, conversation: str, case_number: int) -> str:
        """16 characters in groups of four, 80 bits."""
        digest = self._mac("code", f"{conversation}\0{case_number}")
        number = int.from_bytes(digest[:10], "big")
        letters = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(CODE_LENGTH))
        return "-".join(letters[start : start + 4] for start in range(0, CODE_LENGTH, 4))

    def reference(self, conversation: str, case_number: int, day: date) -> str:
        """Short enough to say on the phone, e.g. `VV-26-7K3QM2`; it opens nothing by itself."""
        number = int.from_bytes(self._mac("reference", f"{conversation}\0{case_number}")[:4], "big")
        letters = "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(6))
        return f"VV-{day:%y}-{letters}"

    def mac(self, code: str) -> str:
        """What is stored of a code; separators, case and look-alike letters do not matter."""
        plain = code.upper().translate(str.maketrans("OIL", "011", " -"))
        return self._mac("stored", plain).hex()

    def pseudonym(self, value: str) -> str:
        """Stands for an id that must not be stored as it is; the same id has the same pseudonym."""
        return "id-" + self._mac("pseudonym", value).hex()[:40]

    def _mac(self, purpose: str, text: str) -> bytes:
        return hmac.new(self._secret, f"{purpose}\0{text}".encode(), hashlib.sha256).digest()
