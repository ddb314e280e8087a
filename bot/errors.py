"""The errors Vejviser raises, all below one base so that the edge catches them once.

VejviserError
├── DataError       a data file is wrong: names file, key and reason
├── SettingError    an environment variable is wrong: names it and what it takes
├── InputError      what came from outside cannot be used: says what to do
├── Busy            the conversation or the server has too much under way
├── StoreError      the database refused or could not be reached
└── ModelError      the model file is missing, changed or does not fit the data
"""

from __future__ import annotations


class VejviserError(Exception):
    """Base of every error that Vejviser raises on purpose."""


class DataError(VejviserError):
    """A data file cannot be used as it stands."""

    def __init__(self, file: str, key: str, reason: str) -> None:
        super().__init__(f"{file}: {key}: {reason}")
        self.file, self.key, self.reason = file, key, reason


class SettingError(VejviserError):
    """An environment variable cannot be used as it stands."""


class InputError(VejviserError):
    """A request that cannot be understood; `field` names the part, `reason` says why."""

    def __init__(self, field: str, reason: str) -> None:
        super().__init__(f"{field}: {reason}")
        self.field, self.reason = field, reason


class Busy(VejviserError):
    """Too many messages are waiting; the sender may try again in a moment."""


class StoreError(VejviserError):
    """The database could not do what was asked; nothing was acknowledged."""


class ModelError(VejviserError):
    """The dialogue model is missing, changed on disk, or not made from the data at hand."""
