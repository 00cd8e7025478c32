"""How an action hands a reply to Rasa, and how the dialogue reads it back.

Status and small print travel beside the text; a button's meaning travels as
Rasa's own notation, ``/intent{"entity": …}``, so that ``rasa shell`` works too.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from typing import Any

from rasa_sdk.executor import CollectingDispatcher

from bot.messages import Attached, Command, Reply


def utter(
    dispatcher: CollectingDispatcher, reply: Reply, outcome: Mapping[str, Any] | None = None
) -> None:
    """Send a reply.

    Args:
        dispatcher: rasa-sdk's collector of utterances.
        reply: what the citizen gets.
        outcome: what was understood and answered (intent, procedure, aspects,
            codes, dossier_codes), for evaluation; never shown.
    """
    dispatcher.utter_message(
        text=reply.text,
        buttons=[
            {"title": button.title, "payload": write_payload(button.command)}
            for button in reply.buttons
        ],
        small=reply.small,
        status=reply.status,
        wants_location=reply.wants_location,
        attached=[write_attached(one) for one in reply.attached],
        outcome=dict(outcome or {}),
    )


def write_attached(attached: Attached) -> dict[str, str]:
    """Return a file as JSON; :func:`read_attached` reads it back."""
    data = base64.b64encode(attached.data).decode("ascii")
    return {"name": attached.name, "mime": attached.mime, "data": data}


def read_attached(written: Mapping[str, str]) -> Attached:
    """Read what :func:`write_attached` wrote."""
    return Attached(written["name"], written["mime"], base64.b64decode(written["data"]))


def write_payload(command: Command) -> str:
    """Return a command in Rasa's notation."""
    entities: dict[str, Any] = {}
    if command.procedure:
        entities["named_procedure"] = command.procedure
    if command.aspects:
        entities["named_aspect"] = list(command.aspects)
    if command.value:
        entities["named_value"] = command.value
    return f"/{command.intent}{json.dumps(entities) if entities else ''}"


def read_payload(payload: str) -> Command:
    """Read what :func:`write_payload` wrote."""
    intent, brace, rest = payload.removeprefix("/").partition("{")
    entities = json.loads(brace + rest) if brace else {}
    return Command(
        intent,
        entities.get("named_procedure", ""),
        tuple(entities.get("named_aspect", ())),
        entities.get("named_value", ""),
    )


def read_command(latest_message: Mapping[str, Any]) -> Command | None:
    """Return the command of a pressed button, or ``None`` when the person wrote words."""
    values: dict[str, list[str]] = {}
    for entity in latest_message.get("entities") or ():
        values.setdefault(str(entity.get("entity")), []).append(str(entity.get("value")))
    procedures, aspects = values.get("named_procedure", []), values.get("named_aspect", [])
    chosen = values.get("named_value", [])
    if not procedures and not aspects and not chosen:
        return None
    name = str((latest_message.get("intent") or {}).get("name") or "")
    return Command(name, next(iter(procedures), ""), tuple(aspects), next(iter(chosen), ""))
