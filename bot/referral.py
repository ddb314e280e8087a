"""Where the citizen is shown to: the department or body, how, and by when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from bot.dates import Interval
from bot.deadlines import last_day
from bot.directory import Body
from bot.municipality import Profile


@dataclass(frozen=True)
class Referral:
    """One place to go. `body` is a department path or `ekstern/<body>`; `department` where to send it.

    `deadline` is the last day that is certain to be in time: from the earliest day the decision
    can have been received.
    """

    body: str
    department: str | None = None
    deadline: date | None = None
    passed: bool = False  # the usual time limit seems to be over: "spørg alligevel", never "for sent"
    running: bool = False  # a decision has been made, so a time limit may run, though its day is not known

    def to_json(self) -> dict[str, str]:
        found = {"body": self.body}
        if self.department:
            found["department"] = self.department
        if self.deadline and not self.passed:
            found["deadline"] = self.deadline.isoformat()
        return found


def to_body(body: Body, department: str | None, received: Interval | None, decided: bool, profile: Profile, today: date) -> Referral:
    """A referral of a decision's content to its appeal body, with the deadline where it can be told."""
    department = department if body.via == "municipality" else None
    limit = body.deadline
    if limit is None or not limit.verified or limit.counted_from != "received":
        return Referral(body.path, department, running=decided and limit is not None)
    if received is None:
        return Referral(body.path, department, running=decided)
    earliest = last_day(received.first, limit, profile.holidays)
    latest = last_day(received.last, limit, profile.holidays)
    if received.last - received.first > timedelta(days=31):
        return Referral(body.path, department, passed=latest < today, running=latest >= today)
    return Referral(body.path, department, earliest if earliest >= today else latest, passed=latest < today, running=latest >= today)
