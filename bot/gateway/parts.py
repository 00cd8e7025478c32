"""What the gateway's routes share, put together once at start."""

from __future__ import annotations

import asyncio
import socket
from collections import OrderedDict

from bot.channels.model import Channel
from bot.clock import Clock
from bot.gateway.dialogue import DialogueClient
from bot.gateway.dispatch import Dispatcher
from bot.gateway.door import Door
from bot.gateway.files import GivenFiles, Handout
from bot.gateway.hearing import Hearing
from bot.gateway.housekeeping import keep_house
from bot.gateway.hub import Hub
from bot.gateway.intake import Intake
from bot.gateway.limits import RateLimit
from bot.gateway.sender import Sender
from bot.gateway.spool import Spool
from bot.gateway.team import TeamPages
from bot.gateway.telegram import TelegramDoor, make_telegram
from bot.gateway.zalo import ZaloBotDoor, ZaloDoor, make_zalo, make_zalo_bot
from bot.privacy.crypto import Cipher
from bot.settings import Settings
from bot.speech.aloud import Aloud
from bot.speech.google import GoogleVoice
from bot.speech.recognise import Recogniser
from bot.speech.speaker import Speaker
from bot.storage.conversations import find_conversation
from bot.storage.database import Database
from bot.storage.inbox import Inbox
from bot.storage.news import Listener
from bot.storage.outbox import Outbox

SESSIONS_PER_MINUTE = 60
TOKENS_KEPT = 10_000


class Parts:
    """The gateway's parts; ``start`` and ``stop`` need a running event loop."""

    def __init__(self, settings: Settings) -> None:
        cipher = Cipher(settings.keys)
        self.db = Database(settings.database_url)
        self.inbox = Inbox(self.db, cipher)
        self.outbox = Outbox(self.db, cipher)
        self.hub = Hub()
        self.dialogue = DialogueClient(settings.dialogue_url, settings.gateway_secret)
        self.channels: dict[str, Channel] = {}
        self.recogniser = Recogniser(settings.recogniser) if settings.recogniser else None
        hearing = Hearing(self.inbox, self.channels, self.recogniser)
        self.dispatcher = Dispatcher(
            self.inbox, self.dialogue, self.hub, settings.turns_at_once, hearing.prepare
        )
        self.intake = Intake(self.inbox)
        self.messages = RateLimit(settings.messages_per_minute)
        self.overall = RateLimit(settings.total_per_minute if settings.messages_per_minute else 0)
        self.sessions = RateLimit(SESSIONS_PER_MINUTE if settings.messages_per_minute else 0)
        online = GoogleVoice(settings.speech_api) if settings.speech_api else None
        self.speaker = Speaker(settings.cache_dir / "speech", online)
        self.door = Door(
            self.db,
            cipher,
            self.intake,
            self.dispatcher,
            self.messages,
            self.overall,
            self.outbox,
            self.hub,
            Spool(settings.data_dir / "spool", cipher),
            Clock(settings.today),
        )
        aloud = Aloud(self.speaker, cipher, settings.public_url)
        files = GivenFiles(self.db, cipher, settings.public_url)
        self.handout = Handout(files, self.outbox, aloud)
        self.team = TeamPages(self.db, cipher, settings.public_url, Clock(settings.today))
        self._open_doors(settings, cipher, files, aloud)
        owner = f"{socket.gethostname()}:{settings.gateway_port}"
        self.sender = Sender(self.db, self.outbox, self.hub, self.channels, owner)
        self.stopping = False
        self._tokens: OrderedDict[str, str] = OrderedDict()
        self._days = settings.retention_days
        self._housekeeping: asyncio.Task[None] | None = None
        self._news: Listener | None = None

    def _open_doors(
        self, settings: Settings, cipher: Cipher, files: GivenFiles, aloud: Aloud
    ) -> None:
        """Open the doors of the messaging apps that are set up; the others do not exist."""
        self.telegram: TelegramDoor | None = None
        self.zalo: ZaloDoor | None = None
        self.zalo_bot: ZaloBotDoor | None = None
        if settings.telegram is not None:
            telegram = make_telegram(settings.telegram, files, aloud)
            self.channels[telegram.name] = telegram
            self.telegram = TelegramDoor(settings.telegram, telegram, self.door)
        if settings.zalo is not None:
            zalo = make_zalo(settings.zalo, self.db, cipher, files, aloud)
            self.channels[zalo.name] = zalo
            self.zalo = ZaloDoor(settings.zalo, self.door)
        if settings.zalo_bot is not None:
            bot = make_zalo_bot(settings.zalo_bot, files, aloud)
            self.channels[bot.name] = bot
            self.zalo_bot = ZaloBotDoor(settings.zalo_bot, bot, self.door)

    def check_pace(self, conversation: str) -> None:
        """Count a message.

        Raises:
            UserError: too many of this conversation, or of all (429).
        """
        self.messages.check(conversation)
        self.overall.check("all")

    def conversation_of(self, token: str) -> str | None:
        """Return the conversation that a bearer token opens; remembers the latest ones."""
        known = self._tokens.get(token)
        if known is None:
            known = find_conversation(self.db, token)
            if known is not None:
                self._tokens[token] = known
                if len(self._tokens) > TOKENS_KEPT:
                    self._tokens.popitem(last=False)
        return known

    async def start(self) -> None:
        """Begin storing, dispatching and keeping house."""
        self.intake.start()
        await self.dispatcher.start()
        await self.door.start()
        self.sender.start()
        for asking in (self.telegram, self.zalo_bot):
            if asking is not None:
                asking.start()
        self._housekeeping = asyncio.create_task(keep_house(self.db, self._days))
        loop = asyncio.get_running_loop()

        def hear(conversation: str) -> None:
            loop.call_soon_threadsafe(self.hub.wake, conversation)

        self._news = Listener(self.db, hear)
        self._news.start()

    async def stop(self) -> None:
        """End all streams and work; what is not answered stays in the inbox."""
        self.stopping = True
        self.hub.wake_all()
        if self._housekeeping is not None:
            self._housekeeping.cancel()
        if self._news is not None:
            await asyncio.to_thread(self._news.stop)
        for asking in (self.telegram, self.zalo_bot):
            if asking is not None:
                await asking.stop()
        await self.door.stop()
        await self.sender.stop()
        await self.intake.stop()
        await self.dispatcher.stop()
        await self.dialogue.close()
        if self.recogniser is not None:
            await self.recogniser.close()
        self.db.close()
