"""Signs of life: /healthz for the process, /readyz for the database and the model."""

from __future__ import annotations

from aiohttp import web

from bot.errors import StoreError
from bot.web import keys

routes = web.RouteTableDef()


@routes.get("/healthz")
async def healthz(request: web.Request) -> web.Response:
    return web.json_response({"status": "ok"})


@routes.get("/readyz")
async def readyz(request: web.Request) -> web.Response:
    """200 where a message can be kept and understood; `encoder` says where only the letters are read."""
    dialogue = request.app[keys.dialogue]
    found = {"database": "ok", "model": dialogue.model, "encoder": dialogue.encoder, "content": request.app[keys.book].version}
    try:
        await dialogue.in_store(request.app[keys.store].ping)
    except StoreError as error:
        found["database"] = str(error)
        return web.json_response(found, status=503)
    return web.json_response(found)
