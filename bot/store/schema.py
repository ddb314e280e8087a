"""The tables. No citizen's words stand outside `inbound`, `outbound`, `conversations.state`, `cases` and `outbox`."""

from __future__ import annotations

from datetime import datetime, timezone
from typing import Any

import sqlalchemy as sa


class Utc(sa.TypeDecorator[datetime]):
    """A point in time, stored as UTC; a time without a zone is refused."""

    impl = sa.DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a zone cannot be stored")
        return value.astimezone(timezone.utc).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return value.replace(tzinfo=timezone.utc) if value else None


metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)
Number = sa.BigInteger().with_variant(sa.Integer(), "sqlite")  # SQLite counts up only in INTEGER columns

conversations = sa.Table(
    "conversations", metadata,
    sa.Column("id", sa.String(128), primary_key=True),
    sa.Column("municipality", sa.String(64), nullable=False),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("updated_at", Utc, nullable=False),
    sa.Column("state", sa.JSON(none_as_null=True)),  # the dialogue's state: slots, active form, last action
)  # fmt: skip

inbound = sa.Table(
    "inbound", metadata,
    sa.Column("seq", Number, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.ForeignKey("conversations.id"), nullable=False),
    sa.Column("client_id", sa.String(128), nullable=False),  # the sender's own id of the message
    sa.Column("text", sa.Text, nullable=False),  # masked
    sa.Column("notes", sa.JSON, nullable=False),  # what the edge noticed: cpr_masked, cut, metadata
    sa.Column("received_at", Utc, nullable=False),
    sa.Column("answered_at", Utc),
    sa.UniqueConstraint("conversation", "client_id"),
)  # fmt: skip

outbound = sa.Table(
    "outbound", metadata,
    sa.Column("seq", Number, primary_key=True, autoincrement=True),
    sa.Column("conversation", sa.ForeignKey("conversations.id"), nullable=False, index=True),
    sa.Column("inbound", sa.ForeignKey("inbound.seq"), nullable=False, index=True),
    sa.Column("answer", sa.JSON, nullable=False),
    sa.Column("created_at", Utc, nullable=False),
)  # fmt: skip

cases = sa.Table(
    "cases", metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("reference", sa.String(32), nullable=False, unique=True),
    sa.Column("code_mac", sa.String(64), nullable=False),  # HMAC of the receipt code; the code itself is not kept
    sa.Column("conversation", sa.String(128), nullable=False),
    sa.Column("case_number", sa.Integer, nullable=False),
    sa.Column("municipality", sa.String(64), nullable=False, index=True),
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("answer_due", sa.Date, nullable=False),
    sa.Column("status", sa.String(16), nullable=False),
    sa.Column("kind", sa.String(16), nullable=False),
    sa.Column("department", sa.String(96), nullable=False),
    sa.Column("outcome", sa.String(48), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("acute", sa.Boolean, nullable=False),
    sa.Column("contested", sa.Boolean, nullable=False),
    sa.Column("record", sa.JSON, nullable=False),
    sa.UniqueConstraint("conversation", "case_number"),  # one matter is filed once, however often it is sent
)  # fmt: skip

case_events = sa.Table(
    "case_events", metadata,
    sa.Column("seq", Number, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False, index=True),
    sa.Column("at", Utc, nullable=False),
    sa.Column("actor", sa.String(64), nullable=False),  # a function, never a name
    sa.Column("what", sa.String(32), nullable=False),
    sa.Column("detail", sa.JSON, nullable=False),
)  # fmt: skip

outbox = sa.Table(
    "outbox", metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("case_id", sa.ForeignKey("cases.id"), nullable=False),
    sa.Column("recipient", sa.String(254), nullable=False),
    sa.Column("subject", sa.String(200), nullable=False),
    sa.Column("body", sa.Text, nullable=False),  # no case content: a reference and an address inside
    sa.Column("created_at", Utc, nullable=False),
    sa.Column("sent_at", Utc),
    sa.Column("attempts", sa.Integer, nullable=False, server_default="0"),
)  # fmt: skip

referrals = sa.Table(
    "referrals", metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("municipality", sa.String(64), nullable=False),
    sa.Column("outcome", sa.String(48), nullable=False),
    sa.Column("place", sa.String(96), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
)  # fmt: skip

guidance = sa.Table(
    "guidance", metadata,
    sa.Column("id", Number, primary_key=True, autoincrement=True),
    sa.Column("day", sa.Date, nullable=False),
    sa.Column("municipality", sa.String(64), nullable=False),
    sa.Column("department", sa.String(96), nullable=False),
    sa.Column("language", sa.String(8), nullable=False),
    sa.Column("content_version", sa.String(32), nullable=False),
    sa.Column("text", sa.Text, nullable=False),  # what was said, word for word; nothing of hers
)  # fmt: skip

users = sa.Table(
    "users", metadata,
    sa.Column("name", sa.String(64), primary_key=True),
    sa.Column("municipality", sa.String(64), nullable=False),
    sa.Column("role", sa.String(32), nullable=False),
    sa.Column("password_hash", sa.String(256), nullable=False),
    sa.Column("one_time", sa.Boolean, nullable=False),  # to be changed at the first login
)  # fmt: skip

sessions = sa.Table(
    "sessions", metadata,
    sa.Column("token_mac", sa.String(64), primary_key=True),
    sa.Column("user", sa.ForeignKey("users.name"), nullable=False),
    sa.Column("csrf", sa.String(64), nullable=False),
    sa.Column("seen_at", Utc, nullable=False),
)  # fmt: skip
