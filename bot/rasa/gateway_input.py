"""The dialogue's one door: the gateway brings a turn's id and gets its replies.

The text itself lies in the shared database; over HTTP goes only the id. Asking
for the same turn again gives the same replies and runs nothing.
"""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable
from typing import Any

import structlog
from rasa.core.channels.channel import InputChannel, UserMessage
from sanic import Blueprint, Request, Sanic
from sanic.response import HTTPResponse, json

from actions.container import container, use_drafts
from actions.forms.stored import StoredDrafts
from actions.support.compose import support_reply
from bot.errors import BusyError, UserError
from bot.learning import to_learn_from
from bot.messages import Turn, TurnResult
from bot.privacy.crypto import Cipher
from bot.rasa.conversation import SPEAK, Handle, Parse, converse
from bot.rasa.reload import keep_fresh
from bot.rasa.tracker_store import collect
from bot.settings import load_settings
from bot.storage.database import Database
from bot.storage.drafts import collect_writes
from bot.storage.links import Event
from bot.storage.migrate import upgrade
from bot.storage.outbox import Outgoing
from bot.storage.turns import Basis, Lease, TurnStore

TURN_SECONDS = 30.0
"""A turn that takes longer is given up, with an apology; its lease lasts longer."""

log = structlog.get_logger(__name__)


def what_came(turn: Turn, result: TurnResult) -> tuple[Event, ...]:
    """Return what a turn counts as for the link by which the person came."""
    if result.intent == "human_handoff":
        return ("human",)
    if result.finished:
        return ("form",)
    if not result.asked or turn.kind == "start":
        return ()
    return ("asked", "answered") if result.status == "answered" else ("asked",)


class GatewayInput(InputChannel):
    """Takes turns at ``POST /webhooks/gateway/turns``, with the gateway's secret."""

    def __init__(self, store: TurnStore, secret: str) -> None:
        self._store = store
        self._secret = secret

    @classmethod
    def name(cls) -> str:
        """Return the part of the address that names this channel."""
        return "gateway"

    @classmethod
    def from_credentials(cls, _: dict[str, Any] | None) -> GatewayInput:
        """Make the channel from the settings; ``credentials.yml`` holds no secret.

        Raises:
            ConfigError: a setting is missing or wrong.
        """
        settings = load_settings()
        db = Database(settings.database_url)
        upgrade(db)
        cipher = Cipher(settings.keys)
        store = TurnStore(db, cipher, settings.dialogue_name)
        use_drafts(StoredDrafts(db, cipher))
        return cls(store, settings.gateway_secret)

    def blueprint(self, on_new_message: Callable[[UserMessage], Awaitable[Any]]) -> Blueprint:
        """Return the routes."""
        routes = Blueprint("gateway_input")

        @routes.listener("after_server_start")
        async def follow_knowledge(app: Sanic, _: object) -> None:
            app.add_task(keep_fresh())

        @routes.get("/health")
        async def health(_: Request) -> HTTPResponse:
            return json({"status": "ready", "knowledge": container().knowledge.version})

        @routes.post("/turns")
        async def take(request: Request) -> HTTPResponse:
            given = request.headers.get("authorization", "").removeprefix("Bearer ")
            if not hmac.compare_digest(given.encode(), self._secret.encode()):
                return json({"error": "unauthorized"}, 401)
            turn_id = (request.json or {}).get("turn_id")
            if not isinstance(turn_id, str):
                return json({"error": "turn_id"}, 400)
            agent = request.app.ctx.agent
            try:
                replies = await self.run(turn_id, on_new_message, agent.parse_message)
            except BusyError:
                return json({"error": "busy"}, 409)
            except UserError as error:
                return json({"error": error.code}, error.status)
            return json({"replies": [reply.to_dict() for reply in replies]})

        return routes

    async def run(self, turn_id: str, handle: Handle, parse: Parse) -> list[Outgoing]:
        """Answer a turn, once.

        Raises:
            BusyError: somebody else is at this conversation, or took it over.
            UserError: there is no such turn.
        """
        begun = await asyncio.to_thread(self._store.begin, turn_id)
        if not isinstance(begun, Lease):
            return begun
        result = await self._answer(begun, handle, parse)
        day = container().clock.today().isoformat()
        unclear = None if begun.expired_button else to_learn_from(begun.turn, result, day)
        basis = Basis(
            knowledge=result.knowledge,
            asked=result.asked,
            day=day,
            unclear=unclear,
            events=what_came(begun.turn, result),
            speak=SPEAK.get(result.intent),
        )
        return await asyncio.to_thread(
            self._store.finish, begun, result.replies, result.status, basis
        )

    async def _answer(self, lease: Lease, handle: Handle, parse: Parse) -> TurnResult:
        """Compute the replies; whatever goes wrong, the citizen hears something.

        This is the outermost edge of all action code, so every error ends here:
        the turn is closed with an apology and nothing else of it is kept.
        """
        if lease.worn_out:
            log.error("turn.worn_out", turn=lease.turn.id)
            return _sorry(lease, "failed")
        if lease.expired_button:
            return _sorry(lease, "button_expired")
        try:
            with collect(lease.events), collect_writes(lease.writes):
                turn = converse(handle, parse, lease.turn)
                result = await asyncio.wait_for(turn, TURN_SECONDS)
        except Exception as error:
            log.error("turn.failed", turn=lease.turn.id, error=type(error).__name__)
            lease.events.clear()
            lease.writes.clear()
            return _sorry(lease, "failed")
        if not result.replies:
            log.error("turn.no_reply", turn=lease.turn.id)
            return _sorry(lease, "failed")
        return result


def _sorry(lease: Lease, key: str) -> TurnResult:
    reply = support_reply(key, container().texts)
    return TurnResult(lease.turn.id, [reply], reply.status)
