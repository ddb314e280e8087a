"""Rasa's action endpoint in this process: a call of a function where Rasa expects a server."""

from __future__ import annotations

import asyncio
import json as json_
import logging
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import jsonschema
from rasa.core.actions.action import RemoteAction
from rasa.utils.endpoints import ClientResponseError
from rasa.utils.log_utils import configure_structlog
from rasa_sdk.executor import ActionExecutor
from rasa_sdk.interfaces import ActionExecutionRejection

log = logging.getLogger(__name__)
NOTHING: dict[str, Any] = {"events": [], "responses": []}


class ActionFailed(Exception):
    """An action raised, took too long or said nothing; Rasa would have answered with silence."""


@dataclass
class InProcess:
    """Stands where Rasa expects the address of an action server. `failed`: conversations whose action failed."""

    executor: ActionExecutor
    seconds: float
    failed: set[str] = field(default_factory=set)
    url: str = "in-process"
    kwargs: Mapping[str, Any] = field(default_factory=lambda: {"selective_domain": True})  # the domain is not copied into every call

    async def request(self, json: dict[str, Any], **_: Any) -> dict[str, Any]:
        try:
            found = await asyncio.wait_for(self.executor.run(json), self.seconds)
            if not isinstance(found, dict):
                raise TypeError(f"an action answered {type(found).__name__}")
            return found
        except ActionExecutionRejection as refused:
            body = json_.dumps({"action_name": refused.action_name, "error": refused.message})
            raise ClientResponseError(400, refused.message, body) from refused
        except Exception as error:
            # The edge of Rasa: it would log the error with its text, which may be the citizen's words.
            place = error.__traceback__
            while place is not None and place.tb_next is not None:
                place = place.tb_next
            where = f"{place.tb_frame.f_code.co_filename}:{place.tb_lineno}" if place else "?"
            log.error("action %s failed: %s at %s", json.get("next_action"), type(error).__name__, where)
            self.failed.add(json["sender_id"])
            return NOTHING


def quiet() -> None:
    """Rasa logs the citizen's text at DEBUG, and its errors with theirs: neither is written."""
    configure_structlog(logging.WARNING)
    for name in ("rasa", "rasa_sdk", "matplotlib", "tensorflow", "apscheduler"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


def compile_action_schema() -> None:
    """Rasa builds a validator of the same schema for every action call; once is enough."""
    schema = RemoteAction.action_response_format_spec()
    validator = jsonschema.validators.validator_for(schema)(schema)

    def validate(self: RemoteAction, result: dict[str, Any]) -> bool:
        validator.validate(result)
        return True

    RemoteAction._validate_action_result = validate
