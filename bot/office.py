"""The office that keeps what is concluded: the store, behind the few words the conversation needs."""

from __future__ import annotations

from collections.abc import Sequence

from bot.intake import Case
from bot.rulebook import Rulebook
from bot.store import Store


class StoreOffice:
    """`address`: where the desk is, for the mail to the adviser."""

    def __init__(self, store: Store, book: Rulebook, address: str) -> None:
        self._store, self._book, self._address = store, book, address

    def file(self, case: Case) -> tuple[str, str]:
        recipient = self._book.profiles[case.municipality].adviser.email
        filed = self._store.file(case, recipient, self._address)
        return filed.reference, filed.code

    def count(self, case: Case, places: Sequence[str]) -> None:
        self._store.count_referrals(case.municipality, case.outcome, places, case.language, case.created_at.date())

    def keep_guidance(self, case: Case, texts: Sequence[str]) -> None:
        version = case.record["versions"]["content"]
        self._store.keep_guidance(case.municipality, case.department, case.language, version, texts, case.created_at.date())
