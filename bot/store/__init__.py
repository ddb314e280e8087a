"""The only SQLAlchemy: the ledger of messages, the filed cases, and what is counted."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from bot.errors import StoreError
from bot.intake import Case
from bot.masking import mask
from bot.receipt import Receipts
from bot.store import schema as t
from bot.store.engine import READS, connect, migrate


@dataclass(frozen=True)
class Received:
    """A message in the ledger. `answers` is None until it has been answered; `state` is the dialogue's
    before it; `earlier` says that an earlier message still waits for its answer."""

    seq: int
    text: str
    notes: Mapping[str, Any]
    answers: tuple[Mapping[str, Any], ...] | None = None
    state: Mapping[str, Any] | None = None
    earlier: bool = False


@dataclass(frozen=True)
class Filed:
    """A case as stored, with the receipt code that follows from it."""

    id: int
    reference: str
    code: str
    answer_due: date


class Store:
    """Blocking; called from a worker thread. Every write is one transaction.

    Raises:
        StoreError: the database refused; nothing of the call was kept.
    """

    def __init__(self, url: str, receipts: Receipts) -> None:
        self._engine = connect(url)
        self._receipts = receipts

    def migrate(self) -> None:
        with _translated():
            migrate(self._engine)

    def close(self) -> None:
        self._engine.dispose()

    def storable(self, id_: str) -> str:
        """A sender's or message's own id, or its pseudonym where it could be a CPR number."""
        return self._receipts.pseudonym(id_) if mask(id_).found else id_

    def ping(self) -> None:
        """Raises where the database cannot be reached."""
        with self.read() as connection:
            connection.execute(sa.select(1))

    # --- the ledger

    def receive(self, conversation: str, client_id: str, text: str, notes: Mapping[str, Any], municipality: str, now: datetime) -> Received:
        """Keep one message before it is acknowledged; the same client id again is the same message."""
        with self.write() as connection:
            known = connection.execute(
                sa.select(t.inbound).where(t.inbound.c.conversation == conversation, t.inbound.c.client_id == client_id)
            ).first()
            if known is not None:
                return self._received(connection, known)
            if connection.execute(sa.select(t.conversations.c.id).where(t.conversations.c.id == conversation)).first() is None:
                connection.execute(
                    t.conversations.insert().values(id=conversation, municipality=municipality, created_at=now, updated_at=now)
                )
            seq = connection.execute(
                t.inbound.insert().values(conversation=conversation, client_id=client_id, text=text, notes=dict(notes), received_at=now)
            ).inserted_primary_key[0]  # type: ignore[index]
            return self._waiting_for(connection, conversation, Received(seq, text, notes))

    def unanswered(self, conversation: str, before: int) -> tuple[Received, ...]:
        """Messages acknowledged earlier than `before` that never got their answer, oldest first."""
        with self.read() as connection:
            rows = connection.execute(
                sa.select(t.inbound)
                .where(t.inbound.c.conversation == conversation, t.inbound.c.answered_at.is_(None), t.inbound.c.seq < before)
                .order_by(t.inbound.c.seq)
            ).all()
            return tuple(Received(row.seq, row.text, row.notes) for row in rows)

    def waiting(self) -> tuple[tuple[str, str], ...]:
        """(conversation, municipality) of every conversation with a message that waits for its answer."""
        with self.read() as connection:
            rows = connection.execute(
                sa.select(t.inbound.c.conversation, t.conversations.c.municipality)
                .join(t.conversations, t.conversations.c.id == t.inbound.c.conversation)
                .where(t.inbound.c.answered_at.is_(None))
                .distinct()
            ).all()
            return tuple((row.conversation, row.municipality) for row in rows)

    def last_text(self, conversation: str) -> str:
        """Her latest message, masked; empty where there is none."""
        with self.read() as connection:
            found = connection.execute(
                sa.select(t.inbound.c.text).where(t.inbound.c.conversation == conversation).order_by(t.inbound.c.seq.desc()).limit(1)
            ).scalar()
            return found or ""

    def _received(self, connection: sa.Connection, row: sa.Row[Any]) -> Received:
        if row.answered_at is None:
            return self._waiting_for(connection, row.conversation, Received(row.seq, row.text, row.notes))
        found = connection.execute(sa.select(t.outbound.c.answer).where(t.outbound.c.inbound == row.seq).order_by(t.outbound.c.seq))
        return Received(row.seq, row.text, row.notes, tuple(found.scalars()))

    def _waiting_for(self, connection: sa.Connection, conversation: str, received: Received) -> Received:
        """With what its answer needs: the state, and whether another comes first. One transaction for all of it."""
        state = connection.execute(sa.select(t.conversations.c.state).where(t.conversations.c.id == conversation)).scalar()
        earlier = connection.execute(
            sa.select(t.inbound.c.seq)
            .where(t.inbound.c.conversation == conversation, t.inbound.c.answered_at.is_(None), t.inbound.c.seq < received.seq)
            .limit(1)
        ).first()
        return replace(received, state=state, earlier=earlier is not None)

    def answer(
        self, conversation: str, seq: int, answers: Sequence[Mapping[str, Any]], state: Mapping[str, Any] | None, now: datetime
    ) -> None:
        """Keep the answers to one message and the state of the dialogue after it, together or not at all."""
        with self.write() as connection:
            done = connection.execute(
                t.inbound.update().where(t.inbound.c.seq == seq, t.inbound.c.answered_at.is_(None)).values(answered_at=now)
            )
            if done.rowcount == 0:
                return
            for answer in answers:
                connection.execute(t.outbound.insert().values(conversation=conversation, inbound=seq, answer=dict(answer), created_at=now))
            if state is not None:
                connection.execute(
                    t.conversations.update().where(t.conversations.c.id == conversation).values(state=dict(state), updated_at=now)
                )

    def state(self, conversation: str) -> Mapping[str, Any] | None:
        with self.read() as connection:
            return connection.execute(sa.select(t.conversations.c.state).where(t.conversations.c.id == conversation)).scalar()

    def transcript(self, conversation: str) -> list[dict[str, Any]]:
        """What was said, in order: {"from": "citizen"|"vejviser", "at", and the text or the answer}."""
        with self.read() as connection:
            said = [
                (row.seq, 0, {"from": "citizen", "at": row.received_at, "text": row.text})
                for row in connection.execute(sa.select(t.inbound).where(t.inbound.c.conversation == conversation))
            ]
            said += [
                (row.inbound, row.seq, {"from": "vejviser", "at": row.created_at, **row.answer})
                for row in connection.execute(sa.select(t.outbound).where(t.outbound.c.conversation == conversation))
            ]
        return [entry for _, _, entry in sorted(said, key=lambda item: item[:2])]

    def code_of(self, reference: str) -> str | None:
        """The receipt code of a case, worked out again, for an answer that is delivered a second time."""
        with self.read() as connection:
            row = connection.execute(sa.select(t.cases).where(t.cases.c.reference == reference)).first()
            return self._receipts.code(row.conversation, row.case_number) if row else None

    def forget(self, conversation: str) -> None:
        """The citizen's words are blanked and the state emptied, unless a case was filed from them."""
        with self.write() as connection:
            if connection.execute(sa.select(t.cases.c.id).where(t.cases.c.conversation == conversation)).first():
                return
            connection.execute(t.conversations.update().where(t.conversations.c.id == conversation).values(state=None))
            connection.execute(t.inbound.update().where(t.inbound.c.conversation == conversation).values(text="", notes={}))
            connection.execute(t.outbound.update().where(t.outbound.c.conversation == conversation).values(answer={}))

    # --- cases

    def file(self, case: Case, recipient: str, address: str) -> Filed:
        """The case, its first event and the mail to the adviser in one transaction; filed before is the same case."""
        code = self._receipts.code(case.conversation, case.case_number)
        reference = self._receipts.reference(case.conversation, case.case_number, case.created_at.date())
        with self.write() as connection:
            known = connection.execute(
                sa.select(t.cases).where(t.cases.c.conversation == case.conversation, t.cases.c.case_number == case.case_number)
            ).first()
            if known is not None:
                return Filed(known.id, known.reference, code, known.answer_due)
            id_ = connection.execute(
                t.cases.insert().values(
                    reference=reference,
                    code_mac=self._receipts.mac(code),
                    conversation=case.conversation,
                    case_number=case.case_number,
                    municipality=case.municipality,
                    created_at=case.created_at,
                    answer_due=case.answer_due,
                    status="new",
                    kind=case.kind,
                    department=case.department,
                    outcome=case.outcome,
                    language=case.language,
                    acute=case.acute,
                    contested=case.contested,
                    record=dict(case.record),
                )
            ).inserted_primary_key[0]  # type: ignore[index]
            self._event(connection, id_, "citizen", "filed", {"outcome": case.outcome}, case.created_at)
            subject = f"Ny henvendelse {reference}" + (" – AKUT" if case.acute else "")
            connection.execute(
                t.outbox.insert().values(
                    case_id=id_,
                    recipient=recipient,
                    subject=subject,
                    body=f"Der er kommet en henvendelse: {reference}.\nLæs den her: {address}/desk/case/{reference}\n",
                    created_at=case.created_at,
                )
            )
            return Filed(id_, reference, code, case.answer_due)

    def cases(self, municipality: str) -> Sequence[Mapping[str, Any]]:
        """The desk's list: acute first, then the earliest answer date."""
        with self.read() as connection:
            rows = connection.execute(
                sa.select(t.cases)
                .where(t.cases.c.municipality == municipality)
                .order_by(t.cases.c.acute.desc(), t.cases.c.answer_due, t.cases.c.id)
            )
            return [dict(row._mapping) for row in rows]

    def open_case(self, reference: str, municipality: str, reader: str, now: datetime) -> Mapping[str, Any] | None:
        """One case with its events; that it was read, and by which function, is kept."""
        with self.write() as connection:
            row = connection.execute(
                sa.select(t.cases).where(t.cases.c.reference == reference, t.cases.c.municipality == municipality)
            ).first()
            if row is None:
                return None
            self._event(connection, row.id, reader, "read", {}, now)
            events = connection.execute(sa.select(t.case_events).where(t.case_events.c.case_id == row.id).order_by(t.case_events.c.seq))
            return {**row._mapping, "events": [dict(event._mapping) for event in events]}

    def _event(self, connection: sa.Connection, case_id: int, actor: str, what: str, detail: Mapping[str, Any], now: datetime) -> None:
        connection.execute(t.case_events.insert().values(case_id=case_id, at=now, actor=actor, what=what, detail=dict(detail)))

    # --- what is counted, without a person in it

    def count_referrals(self, municipality: str, outcome: str, places: Sequence[str], language: str, day: date) -> None:
        with self.write() as connection:
            for place in places:
                connection.execute(
                    t.referrals.insert().values(day=day, municipality=municipality, outcome=outcome, place=place, language=language)
                )

    def keep_guidance(self, municipality: str, department: str, language: str, version: str, texts: Sequence[str], day: date) -> None:
        """What was said as guidance, word for word, with the version of the content (vejledningspligt)."""
        with self.write() as connection:
            for text in texts:
                connection.execute(
                    t.guidance.insert().values(
                        day=day, municipality=municipality, department=department, language=language, content_version=version, text=text
                    )
                )

    # --- transactions

    @contextmanager
    def write(self) -> Iterator[sa.Connection]:
        with _translated(), self._engine.begin() as connection:
            yield connection

    @contextmanager
    def read(self) -> Iterator[sa.Connection]:
        with _translated(), self._engine.connect().execution_options(**{READS: True}) as connection:
            yield connection


@contextmanager
def _translated() -> Iterator[None]:
    try:
        yield
    except sa.exc.SQLAlchemyError as error:
        # The statement's parameters are the citizen's words: only the kind of fault is told.
        raise StoreError(f"the database refused: {type(error).__name__}: {type(getattr(error, 'orig', None)).__name__}") from None
