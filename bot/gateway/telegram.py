"""Telegram's side of the gateway: takes updates, by webhook or by asking for them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import suppress
from typing import Any

import structlog
from telegram import Bot
from telegram.error import TelegramError
from telegram.request import HTTPXRequest

from bot.channel_settings import TelegramSettings
from bot.channels import telegram
from bot.channels.model import Files
from bot.errors import UserError
from bot.gateway.asking import AskingDoor
from bot.gateway.door import Door
from bot.speech.aloud import Aloud

POLL_SECONDS = 25
RETRY_SECONDS = 5.0

log = structlog.get_logger(__name__)


def make_telegram(
    settings: TelegramSettings, files: Files, aloud: Aloud
) -> telegram.TelegramChannel:
    """Return the channel; its connections verify certificates and never wait for ever."""
    sending = HTTPXRequest(connection_pool_size=40, read_timeout=10, write_timeout=10)
    asking = HTTPXRequest(connection_pool_size=1, read_timeout=POLL_SECONDS + 10)
    bot = Bot(
        settings.token,
        base_url=f"{settings.api}/bot",
        base_file_url=f"{settings.api}/file/bot",
        request=sending,
        get_updates_request=asking,
    )
    return telegram.TelegramChannel(bot, files, aloud)


class TelegramDoor(AskingDoor):
    """Lets updates in, each once: ``POST /webhooks/telegram``."""

    def __init__(
        self, settings: TelegramSettings, channel: telegram.TelegramChannel, door: Door
    ) -> None:
        super().__init__(telegram.HEADER, settings.secret)
        self._settings = settings
        self._channel = channel
        self._door = door

    async def take(self, data: Mapping[str, Any]) -> None:
        """Store what an update says; answer at once what needs no dialogue.

        Raises:
            UserError: it is no update.
        """
        try:
            inbound = telegram.read(data)
        except ValueError as error:
            raise UserError("bad_request", "Yêu cầu không đúng dạng.") from error
        query = data.get("callback_query")
        if isinstance(query, Mapping):
            self._spawn(self._channel.confirm_press(str(query.get("id"))))
        group = telegram.is_group(data)
        if group:
            self._spawn(self._channel.refuse_group(group))
        reply = telegram.wants_to_listen(data)
        if inbound is not None and reply:
            self._spawn(self._read_aloud(inbound.address, reply))
        elif inbound is not None and await self._door.take(telegram.NAME, inbound):
            self._spawn(self._channel.show_typing(inbound.address))

    async def _read_aloud(self, address: str, reply: int) -> None:
        with suppress(UserError):
            found = await self._door.reply_of(telegram.NAME, address, reply)
            await self._channel.read_aloud(address, found.body, asked=True)

    async def _begin(self) -> None:
        address = self._settings.webhook
        while True:
            try:
                await self._channel.set_up(address, self._settings.secret)
                break
            except TelegramError as error:
                log.warning("telegram.set_up", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
        if not address:
            await self._poll()

    async def _poll(self) -> None:
        """Ask for updates; one counts as taken only when it is stored."""
        offset = 0
        while True:
            try:
                for update in await self._channel.updates(offset, POLL_SECONDS):
                    with suppress(UserError):
                        await self.take(update)
                    offset = int(update["update_id"]) + 1
            except TelegramError as error:
                log.warning("telegram.poll", error=type(error).__name__)
                await asyncio.sleep(RETRY_SECONDS)
