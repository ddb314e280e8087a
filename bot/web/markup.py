"""The two marks our texts may carry, `**bold**` and `*emphasis*`, as safe HTML; the script does the same in the browser."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

#: No mark spans a line, and a run of asterisks ("****") is left as it was written.
_MARKS = re.compile(r"\*\*([^\s*](?:[^*\n]*[^\s*])?)\*\*|\*([^\s*](?:[^*\n]*[^\s*])?)\*")
_NUMBER = re.compile(r"(?:\d ?){2,7}\d")  # a bold number is one to call: 112, 20 45 77 34


def marked(text: str) -> Markup:
    """The text escaped, with its marks as elements and its line breaks kept."""
    pieces, at = [], 0
    for match in _MARKS.finditer(text):
        pieces.append(_lines(text[at : match.start()]))
        pieces.append(_strong(match[1]) if match[1] else Markup("<em>{}</em>").format(match[2]))
        at = match.end()
    pieces.append(_lines(text[at:]))
    return Markup("").join(pieces)


def _strong(text: str) -> Markup:
    if _NUMBER.fullmatch(text):
        return Markup('<strong><a href="tel:{}">{}</a></strong>').format(text.replace(" ", ""), text)
    return Markup("<strong>{}</strong>").format(text)


def _lines(text: str) -> Markup:
    return Markup("<br>").join(escape(line) for line in text.split("\n"))
