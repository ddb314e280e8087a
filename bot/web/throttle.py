"""Failed logins counted by address, in memory and bounded."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime, timedelta

FAILURES = 5
WINDOW = timedelta(minutes=15)
ADDRESSES = 10_000  # the oldest is forgotten beyond this


class Throttle:
    """An attempt counts from before the password is checked, so that many at once do not slip through."""

    def __init__(self) -> None:
        self._attempts: OrderedDict[str, list[datetime]] = OrderedDict()

    def allows(self, address: str, now: datetime) -> bool:
        """Whether this address may try now; the try is counted."""
        recent = [at for at in self._attempts.get(address, ()) if at > now - WINDOW]
        allowed = len(recent) < FAILURES
        if allowed:
            recent.append(now)
        self._attempts[address] = recent
        self._attempts.move_to_end(address)
        while len(self._attempts) > ADDRESSES:
            self._attempts.popitem(last=False)
        return allowed

    def succeeded(self, address: str) -> None:
        self._attempts.pop(address, None)
