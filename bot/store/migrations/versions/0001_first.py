"""The first schema, with case events that can only be added to."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.schema import Number, Utc

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

APPEND_ONLY_SQLITE = """
CREATE TRIGGER case_events_no_{what} BEFORE {what} ON case_events
BEGIN SELECT RAISE(ABORT, 'case_events can only be added to'); END
"""
APPEND_ONLY_POSTGRESQL = """
CREATE FUNCTION case_events_append_only() RETURNS trigger AS
$$ BEGIN RAISE EXCEPTION 'case_events can only be added to'; END $$ LANGUAGE plpgsql;
CREATE TRIGGER case_events_append_only BEFORE UPDATE OR DELETE ON case_events
FOR EACH ROW EXECUTE FUNCTION case_events_append_only();
"""


def upgrade() -> None:
    op.create_table(
        "conversations",
        sa.Column("id", sa.String(128), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("updated_at", Utc(), nullable=False),
        sa.Column("state", sa.JSON()),
        sa.PrimaryKeyConstraint("id", name="pk_conversations"),
    )
    op.create_table(
        "inbound",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("conversation", sa.String(128), nullable=False),
        sa.Column("client_id", sa.String(128), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("answered_at", Utc()),
        sa.PrimaryKeyConstraint("seq", name="pk_inbound"),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_inbound_conversation"),
        sa.UniqueConstraint("conversation", "client_id", name="uq_inbound_conversation_client_id"),
    )
    op.create_table(
        "outbound",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("conversation", sa.String(128), nullable=False),
        sa.Column("inbound", Number, nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_outbound"),
        sa.ForeignKeyConstraint(["conversation"], ["conversations.id"], name="fk_outbound_conversation"),
        sa.ForeignKeyConstraint(["inbound"], ["inbound.seq"], name="fk_outbound_inbound"),
    )
    op.create_index("ix_outbound_conversation", "outbound", ["conversation"])
    op.create_index("ix_outbound_inbound", "outbound", ["inbound"])
    op.create_table(
        "cases",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("reference", sa.String(32), nullable=False),
        sa.Column("code_mac", sa.String(64), nullable=False),
        sa.Column("conversation", sa.String(128), nullable=False),
        sa.Column("case_number", sa.Integer(), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("answer_due", sa.Date(), nullable=False),
        sa.Column("status", sa.String(16), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("department", sa.String(96), nullable=False),
        sa.Column("outcome", sa.String(48), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("acute", sa.Boolean(), nullable=False),
        sa.Column("contested", sa.Boolean(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_cases"),
        sa.UniqueConstraint("reference", name="uq_cases_reference"),
        sa.UniqueConstraint("conversation", "case_number", name="uq_cases_conversation_case_number"),
    )
    op.create_index("ix_cases_municipality", "cases", ["municipality"])
    op.create_table(
        "case_events",
        sa.Column("seq", Number, autoincrement=True, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("actor", sa.String(64), nullable=False),
        sa.Column("what", sa.String(32), nullable=False),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.PrimaryKeyConstraint("seq", name="pk_case_events"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_events_case_id"),
    )
    op.create_index("ix_case_events_case_id", "case_events", ["case_id"])
    op.create_table(
        "outbox",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("case_id", Number, nullable=False),
        sa.Column("recipient", sa.String(254), nullable=False),
        sa.Column("subject", sa.String(200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("sent_at", Utc()),
        sa.Column("attempts", sa.Integer(), nullable=False, server_default="0"),
        sa.PrimaryKeyConstraint("id", name="pk_outbox"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_outbox_case_id"),
    )
    op.create_table(
        "referrals",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("outcome", sa.String(48), nullable=False),
        sa.Column("place", sa.String(96), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_referrals"),
    )
    op.create_table(
        "guidance",
        sa.Column("id", Number, autoincrement=True, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("department", sa.String(96), nullable=False),
        sa.Column("language", sa.String(8), nullable=False),
        sa.Column("content_version", sa.String(32), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_guidance"),
    )
    op.create_table(
        "users",
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("municipality", sa.String(64), nullable=False),
        sa.Column("role", sa.String(32), nullable=False),
        sa.Column("password_hash", sa.String(256), nullable=False),
        sa.Column("one_time", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_users"),
    )
    op.create_table(
        "sessions",
        sa.Column("token_mac", sa.String(64), nullable=False),
        sa.Column("user", sa.String(64), nullable=False),
        sa.Column("csrf", sa.String(64), nullable=False),
        sa.Column("seen_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("token_mac", name="pk_sessions"),
        sa.ForeignKeyConstraint(["user"], ["users.name"], name="fk_sessions_user"),
    )
    if op.get_bind().dialect.name == "sqlite":
        for what in ("UPDATE", "DELETE"):
            op.execute(APPEND_ONLY_SQLITE.format(what=what))
    else:
        op.execute(APPEND_ONLY_POSTGRESQL)


def downgrade() -> None:
    raise NotImplementedError("the first schema has nothing before it; restore a backup instead")
