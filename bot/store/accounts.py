"""The people of the desk: local accounts and their sessions, kept on the server and revocable."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from bot.store import Store
from bot.store import schema as t

IDLE = timedelta(minutes=30)
SHORTEST = 12  # characters of a password


@dataclass(frozen=True)
class User:
    """A function at the desk, e.g. `borgerraadgiver`."""

    name: str
    municipality: str
    role: str
    one_time: bool


@dataclass(frozen=True)
class Session:
    user: User
    csrf: str


class Accounts:
    """Passwords are Argon2 hashes; a session's token is kept as its hash alone."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._hasher = PasswordHasher()
        # Checked where there is no such user, so that the answer takes as long.
        self._nobody = self._hasher.hash(secrets.token_urlsafe())

    def first(self, municipality: str) -> tuple[str, str] | None:
        """At the first start: the adviser's account with a one-time password (name, password)."""
        password = secrets.token_urlsafe(12)
        with self._store.write() as connection:
            if connection.execute(sa.select(t.users.c.name).where(t.users.c.municipality == municipality)).first():
                return None
            name = "borgerraadgiver" if municipality == "gentofte" else f"borgerraadgiver-{municipality}"
            connection.execute(
                t.users.insert().values(
                    name=name, municipality=municipality, role="adviser", password_hash=self._hasher.hash(password), one_time=True
                )
            )
        return name, password

    def login(self, name: str, password: str, now: datetime) -> str | None:
        """The token of a new session, or None where name and password do not belong together."""
        with self._store.read() as connection:
            row = connection.execute(sa.select(t.users).where(t.users.c.name == name)).first()
        try:
            self._hasher.verify(row.password_hash if row else self._nobody, password)
        except (VerifyMismatchError, InvalidHashError):
            return None
        if row is None:
            return None
        token = secrets.token_urlsafe(32)
        with self._store.write() as connection:
            connection.execute(t.sessions.delete().where(t.sessions.c.seen_at < now - IDLE))
            connection.execute(t.sessions.insert().values(token_mac=_hash(token), user=name, csrf=secrets.token_urlsafe(24), seen_at=now))
        return token

    def session(self, token: str, now: datetime) -> Session | None:
        """The session of a token, kept alive by being used; None after 30 minutes without use."""
        with self._store.write() as connection:
            row = connection.execute(
                sa.select(t.sessions, t.users)
                .join(t.users, t.users.c.name == t.sessions.c.user)
                .where(t.sessions.c.token_mac == _hash(token), t.sessions.c.seen_at >= now - IDLE)
            ).first()
            if row is None:
                return None
            connection.execute(t.sessions.update().where(t.sessions.c.token_mac == _hash(token)).values(seen_at=now))
            return Session(User(row.name, row.municipality, row.role, row.one_time), row.csrf)

    def logout(self, token: str) -> None:
        with self._store.write() as connection:
            connection.execute(t.sessions.delete().where(t.sessions.c.token_mac == _hash(token)))

    def change_password(self, name: str, password: str) -> None:
        """The one-time password is used up; every session of the user ends."""
        with self._store.write() as connection:
            connection.execute(
                t.users.update().where(t.users.c.name == name).values(password_hash=self._hasher.hash(password), one_time=False)
            )
            connection.execute(t.sessions.delete().where(t.sessions.c.user == name))


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
