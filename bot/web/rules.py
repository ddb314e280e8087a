"""The rules in plain words at /regler, and /klage for whoever would rather not chat."""

from __future__ import annotations

from aiohttp import web

from bot.web import keys
from bot.web.pages import chosen, page

routes = web.RouteTableDef()


@routes.get("/regler")
async def rules(request: web.Request) -> web.Response:
    """Each rule in force today: why, what to do instead, its own words and where they stand."""
    today = request.app[keys.now](request.app[keys.settings].municipality).date()
    language = chosen(request) or "da"
    found = [
        {
            "id": rule.id,
            "explanation": rule.explanation[language],
            "otherwise": rule.otherwise[language],
            "covers": rule.covers.value,
            "quote": rule.quote,
            "source": rule.source,
        }
        for rule in request.app[keys.book].rules
        if rule.in_force(today)
    ]
    return page(request, "rules.html", rules=found)


@routes.get("/klage")
async def complaint(request: web.Request) -> web.Response:
    return page(request, "complaint.html")
