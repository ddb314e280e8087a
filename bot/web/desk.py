"""The adviser's desk: the list of cases and one record; that a record was read is kept with it."""

from __future__ import annotations

import re

from aiohttp import web

from bot.store.accounts import Session
from bot.web import keys
from bot.web.login import Form, problem, routes, signed_in  # one table: the door and what is behind it
from bot.web.pages import page
from bot.web.record import Desk
from bot.web.transcript import lines, of_case, without_code

__all__ = ["routes"]
_REFERENCE = re.compile(r"VV-\d\d-[0-9A-Z]{6}")


@routes.get("/desk")
@signed_in
async def cases(request: web.Request, session: Session, form: Form) -> web.StreamResponse:
    """Acute first, then the earliest promised answer."""
    found = await request.app[keys.dialogue].in_store(request.app[keys.store].cases, session.user.municipality)
    desk = _desk(request, session)
    return page(request, "desk_list.html", session=session, profile=desk.profile, rows=[desk.row(case) for case in found])


# No HEAD: a browser or a scanner that only asks for headers has not read the case.
@routes.get("/desk/case/{reference}", allow_head=False)
@signed_in
async def case(request: web.Request, session: Session, form: Form) -> web.StreamResponse:
    """One record on one page; only of the user's own municipality."""
    reference = request.match_info["reference"].upper()
    desk, dialogue, store = _desk(request, session), request.app[keys.dialogue], request.app[keys.store]
    found = None
    if _REFERENCE.fullmatch(reference):
        user = session.user
        found = await dialogue.in_store(store.open_case, reference, user.municipality, user.name, desk.now)
    if found is None:
        return problem(request, session, 404, "Henvendelsen findes ikke", "Tjek nummeret. Det ser ud som VV-26-7K3QM2.")
    entries = of_case(await dialogue.in_store(store.transcript, found["conversation"]), found["record"]["story"], reference)
    said = [
        {"citizen": line.citizen, "at": f"{line.at.astimezone(desk.zone):%H.%M}", "text": without_code(line.text)}
        for line in lines(entries)
        if line.citizen or line.text
    ]
    return page(request, "desk_case.html", session=session, profile=desk.profile, case=desk.case(found), lines=said)


def _desk(request: web.Request, session: Session) -> Desk:
    municipality = session.user.municipality
    return Desk(request.app[keys.book], request.app[keys.book].profiles[municipality], request.app[keys.now](municipality))
