"""Zalo's side of the gateway: events of the Official Account, and of a bot of the platform."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import httpx
import structlog
from starlette.requests import Request
from starlette.responses import JSONResponse

from bot.channel_settings import ZaloBotSettings, ZaloSettings
from bot.channels import zalo_bot, zalo_oa
from bot.channels.model import Files
from bot.channels.zalo_tokens import TokenKeeper, ZaloApp, tokens_of
from bot.errors import TrolyError, UpstreamError, UserError
from bot.gateway.asking import AskingDoor
from bot.gateway.door import Door, parse_json, read_body
from bot.privacy.crypto import Cipher
from bot.speech.aloud import Aloud
from bot.storage.database import Database

POLL_SECONDS = 25
RETRY_SECONDS = 5.0
TIMEOUT = httpx.Timeout(15.0, connect=5.0)

log = structlog.get_logger(__name__)


def make_zalo(
    settings: ZaloSettings, db: Database, cipher: Cipher, files: Files, aloud: Aloud
) -> zalo_oa.ZaloChannel:
    """Return the channel of the Official Account."""
    client = httpx.AsyncClient(base_url=settings.api, timeout=TIMEOUT, trust_env=False)
    return zalo_oa.ZaloChannel(
        client,
        TokenKeeper(tokens_of(db, cipher, settings.oa), ZaloApp.of(settings), client),
        files,
        aloud,
        template=settings.template,
        notify=settings.notify_api,
        hosts=settings.media_hosts,
    )


def make_zalo_bot(settings: ZaloBotSettings, files: Files, aloud: Aloud) -> zalo_bot.ZaloBotChannel:
    """Return the channel of a bot."""
    base = f"{settings.api}/bot{settings.token}/"
    client = httpx.AsyncClient(base_url=base, timeout=TIMEOUT, trust_env=False)
    return zalo_bot.ZaloBotChannel(client, files, aloud, hosts=settings.media_hosts)


class ZaloDoor:
    """Lets events of the Official Account in."""

    def __init__(self, settings: ZaloSettings, door: Door) -> None:
        self._settings = settings
        self._door = door

    async def webhook(self, request: Request) -> JSONResponse:
        """``POST /webhooks/zalo``: one event.

        Raises:
            UserError: 401 without a valid signature, 400 for what is no event.
        """
        raw = await read_body(request)
        if not self._is_allowed(request, raw):
            raise UserError("unauthorized", "Không có quyền.", 401)
        data = parse_json(raw)
        try:
            inbound = zalo_oa.read(data, self._settings.oa) if isinstance(data, dict) else None
        except ValueError as error:
            raise UserError("bad_request", "Yêu cầu không đúng dạng.") from error
        if not isinstance(data, dict):
            raise UserError("bad_request", "Yêu cầu không đúng dạng.")
        if inbound is not None:
            await self._door.take(zalo_oa.NAME, inbound)
        return JSONResponse({})

    def _is_allowed(self, request: Request, raw: bytes) -> bool:
        if self._settings.check == "off":
            return True
        try:
            data = parse_json(raw)
        except UserError:
            data = {}
        said = data.get("timestamp") if isinstance(data, Mapping) else None
        times = [str(time) for time in (said, request.headers.get(zalo_oa.TIME_HEADER)) if time]
        given = request.headers.get(zalo_oa.HEADER, "")
        fits = zalo_oa.is_signed(
            raw,
            given,
            app=self._settings.app,
            secret=self._settings.oa_secret,
            times=times,
            now=time.time(),
        )
        if not fits:
            # What the header looks like, never what it is.
            shape = f"{len(given)} characters, {'with' if '=' in given else 'without'} ="
            log.warning("zalo.signature", header=shape, mode=self._settings.check)
        return fits or self._settings.check == "log_only"


class ZaloBotDoor(AskingDoor):
    """Lets a bot's events in: ``POST /webhooks/zalo-bot``."""

    def __init__(
        self, settings: ZaloBotSettings, channel: zalo_bot.ZaloBotChannel, door: Door
    ) -> None:
        super().__init__(zalo_bot.HEADER, settings.secret)
        self._settings = settings
        self._channel = channel
        self._door = door

    async def take(self, data: Mapping[str, Any]) -> None:
        """Store what an event says.

        Raises:
            UserError: it is no event.
        """
        try:
            inbound = zalo_bot.read(data)
        except ValueError as error:
            raise UserError("bad_request", "Yêu cầu không đúng dạng.") from error
        group = zalo_bot.group_of(data)
        if group:
            self._spawn(self._channel.refuse_group(group))
        if inbound is not None and await self._door.take(zalo_bot.NAME, inbound):
            self._spawn(self._channel.show_typing(inbound.address))

    async def _begin(self) -> None:
        given = {"url": self._settings.webhook, "secret_token": self._settings.secret}
        while True:
            try:
                if self._settings.webhook:
                    await self._channel.call("setWebhook", given)
                else:
                    await self._channel.call("deleteWebhook", {})
                break
            except TrolyError as error:
                log.warning("zalo_bot.set_up", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
        if not self._settings.webhook:
            await self._poll()

    async def _poll(self) -> None:
        while True:
            try:
                event = await self._channel.updates(POLL_SECONDS)
            except UpstreamError as error:
                log.warning("zalo_bot.poll", reason=str(error))
                await asyncio.sleep(RETRY_SECONDS)
                continue
            if event is not None:
                with suppress(UserError):
                    await self.take(event)
