"""Reads one YAML file strictly: every value is asked for by name, and what nobody asked for is an error."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import yaml

from bot.errors import DataError

LANGUAGES = ("da", "en")


class Node:
    """A value in a data file that knows its file and key, so that an error can name both."""

    def __init__(self, value: Any, file: str, key: str = "") -> None:
        self.value, self.file, self.key = value, file, key
        self._seen: set[str] = set()

    def fail(self, reason: str) -> DataError:
        return DataError(self.file, self.key or "(top)", reason)

    def __getitem__(self, name: str) -> Node:
        """The value under `name`, which must be there."""
        node = self.get(name)
        if node is None:
            raise self.fail(f"`{name}` is missing")
        return node

    def get(self, name: str) -> Node | None:
        """The value under `name`, or None where it is absent or null."""
        if not isinstance(self.value, dict):
            raise self.fail(f"must be a mapping, not {_kind(self.value)}")
        self._seen.add(name)
        if self.value.get(name) is None:
            return None
        return Node(self.value[name], self.file, f"{self.key}.{name}" if self.key else name)

    def done(self) -> None:
        """Every key has been read: a misspelt or unknown one is an error, never ignored."""
        unknown = [str(name) for name in self.value if name not in self._seen]
        if unknown:
            raise self.fail(f"unknown key `{unknown[0]}`; known: {', '.join(sorted(self._seen))}")

    def entries(self) -> Iterator[tuple[str, Node]]:
        """The keys and values of a mapping."""
        if not isinstance(self.value, dict):
            raise self.fail(f"must be a mapping, not {_kind(self.value)}")
        for name, value in self.value.items():
            yield str(name), Node(value, self.file, f"{self.key}.{name}" if self.key else str(name))

    def each(self) -> Iterator[Node]:
        """The items of a list."""
        if not isinstance(self.value, list):
            raise self.fail(f"must be a list, not {_kind(self.value)}")
        for index, value in enumerate(self.value):
            yield Node(value, self.file, f"{self.key}[{index}]")

    def text(self) -> str:
        if not isinstance(self.value, str) or not self.value.strip():
            raise self.fail(f"must be a text, not {_kind(self.value)}")
        return self.value.strip()

    def number(self) -> int:
        if isinstance(self.value, bool) or not isinstance(self.value, int):
            raise self.fail(f"must be a whole number, not {_kind(self.value)}")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            raise self.fail(f"must be true or false, not {_kind(self.value)}")
        return self.value

    def day(self) -> date:
        if type(self.value) is not date:  # a day with a clock is a datetime, which is a date too
            raise self.fail(f"must be a date as 2026-11-22, not {_kind(self.value)}")
        return self.value

    def one_of(self, *allowed: str) -> str:
        if not isinstance(self.value, str) or self.value not in allowed:
            raise self.fail(f"`{self.value}` is not one of {', '.join(allowed)}")
        return str(self.value)

    def texts(self) -> dict[str, str]:
        """The same text in every language of `LANGUAGES`."""
        found = {language: self[language].text() for language in LANGUAGES}
        self.done()
        return found

    def words(self) -> tuple[str, ...]:
        found = []
        for item in self.each():
            if isinstance(item.value, bool) or not isinstance(item.value, (str, int)):
                raise item.fail(f"must be a word, not {_kind(item.value)}; put it in quotes")
            found.append(str(item.value))
        return tuple(found)


class _Once(yaml.CSafeLoader):
    """YAML lets the second of two equal keys silently take the place of the first; here it is an error."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key, _ in node.value:
            if key.value in seen:
                raise yaml.constructor.ConstructorError(None, None, f"the key `{key.value}` stands twice", key.start_mark)
            seen.add(key.value)
        return dict(super().construct_mapping(node, deep=deep))


def read(path: Path) -> Node:
    """The top of one YAML file.

    Raises:
        DataError: the file is missing, is not UTF-8 or is not YAML.
    """
    name = path.name
    try:
        value = yaml.load(path.read_text(encoding="utf-8"), Loader=_Once)
    except (FileNotFoundError, IsADirectoryError):
        raise DataError(name, "(file)", f"is missing; it belongs in {path.parent}") from None
    except UnicodeDecodeError as error:
        raise DataError(name, "(file)", f"is not UTF-8: {error.reason}") from error
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f"line {mark.line + 1}" if mark else "(file)"
        raise DataError(name, where, f"is not YAML: {getattr(error, 'problem', error)}") from error
    return Node(value, name)


def _kind(value: Any) -> str:
    return "nothing" if value is None else f"{type(value).__name__} {str(value)[:40]!r}"
