"""Telegram: reads updates, writes messages in its HTML, and sends them.

Sources: Bot API 10.0 as python-telegram-bot 22.8 documents it. Reading and writing are
pure functions; :class:`TelegramChannel` is the only one that talks to Telegram.
"""

from __future__ import annotations

import asyncio
import html
import mimetypes
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import telegram
from telegram import (
    Bot,
    BotCommand,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    KeyboardButton,
    ReplyKeyboardMarkup,
    Update,
)
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    NetworkError,
    RetryAfter,
    TelegramError,
)

from bot.channels.fetch import MOST_BYTES
from bot.channels.model import (
    Fetched,
    Files,
    Gone,
    Inbound,
    Refused,
    SendLater,
    Unsure,
    never_left,
)
from bot.channels.split import split_text
from bot.errors import UpstreamError
from bot.messages import MAX_TEXT, Kind
from bot.speech.aloud import Aloud

NAME = "telegram"
HEADER = "X-Telegram-Bot-Api-Secret-Token"
UPDATES = ("message", "edited_message", "callback_query", "my_chat_member")
LONGEST = 3900
"""Characters of a message; Telegram takes 4,096 after its markup is read."""
LONGEST_TITLE = 60
_MIMES = {".oga": "audio/ogg", ".ogg": "audio/ogg", ".m4a": "audio/mp4"}
LISTEN = "listen:"
"""What a button to hear a reply carries, with the reply's number."""
LISTEN_TITLE = "Nghe đọc"
NO_VOICE = "Trợ lý chưa đọc được câu này, bà con đọc giúp tin ở trên nhé."
SEND_LOCATION = "Gửi vị trí của tôi"
OFFER_LOCATION = "Muốn trợ lý tự tìm thì bấm nút “Gửi vị trí của tôi” ở dưới."
SECOND_TRY = 5.0
LONGEST_PAUSE = 30.0
COMMANDS = (
    ("batdau", "Bắt đầu, xem trợ lý giúp được gì"),
    ("trogiup", "Cách hỏi trợ lý"),
    ("canbo", "Gặp cán bộ"),
    ("huy", "Dừng việc đang làm"),
)
"""The menu; each is what somebody would write (``_SAID``)."""
_SAID = {"trogiup": "trợ lý giúp được gì", "canbo": "cho tôi gặp cán bộ", "huy": "hủy"}
_COMMAND = re.compile(r"^/(\w+)(?:@\w+)?(?:\s+(.*))?$", re.DOTALL)
_BOLD = re.compile(r"\*\*(.+?)\*\*", re.DOTALL)
GROUP = (
    "Trợ lý chỉ trả lời trong cuộc trò chuyện riêng, để giấy tờ của bà con không lộ ra nhóm. "
    "Bấm vào tên trợ lý rồi nhắn riêng giúp nhé."
)


@dataclass(frozen=True)
class Message:
    """One message as Telegram takes it. ``keyboard`` are rows of (title, data)."""

    html: str
    plain: str
    keyboard: tuple[tuple[tuple[str, str], ...], ...] = ()


def read(data: Mapping[str, Any]) -> Inbound | None:
    """Return what an update says, or ``None`` if it is nothing for us.

    Args:
        data: the JSON of an update.

    Raises:
        ValueError: it has not the shape of an update.
    """
    try:
        update = Update.de_json(dict(data), None)
        return _read(update)
    except (AttributeError, KeyError, TypeError, OverflowError, OSError) as error:
        raise ValueError(f"no update: {type(error).__name__}") from error


def _read(update: Update) -> Inbound | None:
    chat = update.effective_chat
    if chat is None or chat.type != telegram.Chat.PRIVATE:
        return None
    address, event = str(chat.id), str(update.update_id)
    if update.my_chat_member is not None:
        status = update.my_chat_member.new_chat_member.status
        return Inbound(address, event, left=status in ("kicked", "left"))
    if update.callback_query is not None:
        pressed = update.callback_query
        return Inbound(address, event, _title(pressed), str(pressed.data or "")[:32])
    message = update.message or update.edited_message
    return _of_message(message, address, event) if message is not None else None


def _of_message(message: telegram.Message, address: str, event: str) -> Inbound | None:
    if message.location is not None:
        place = message.location
        return Inbound(address, event, f"tôi ở vị trí {place.latitude}, {place.longitude}")
    text = message.text or message.caption or ""
    kind = _kind(message)
    if kind != "text":
        return Inbound(address, event, text[:MAX_TEXT], kind=kind, came=_came(message))
    if not text.strip():
        return None
    command = _COMMAND.match(text.strip())
    if command is None:
        return Inbound(address, event, text[:MAX_TEXT])
    name, rest = command[1].lower(), (command[2] or "").strip()
    if name in ("start", "batdau"):
        return Inbound(address, event, rest[:64], kind="start")
    return Inbound(address, event, _SAID.get(name, text)[:MAX_TEXT])


def _kind(message: telegram.Message) -> Kind:
    kinds: tuple[tuple[Any, Kind], ...] = (
        (message.voice or message.audio or message.video_note, "voice"),
        (message.photo, "photo"),
        (message.document or message.video or message.animation, "file"),
        (message.sticker or message.dice, "sticker"),
        (message.contact, "contact"),
    )
    return next((kind for given, kind in kinds if given), "text")


def _came(message: telegram.Message) -> str:
    """Return Telegram's name for the recording or the largest size of the photo."""
    if message.photo:
        return str(message.photo[-1].file_id)
    sound = message.voice or message.audio
    return str(sound.file_id) if sound else ""


def _title(pressed: telegram.CallbackQuery) -> str:
    """Return the words on the button that was pressed, without its number."""
    markup = getattr(pressed.message, "reply_markup", None)
    for row in markup.inline_keyboard if markup else ():
        for button in row:
            if button.callback_data == pressed.data:
                return re.sub(r"^\d+\. ", "", button.text)
    return "…"


def wants_to_listen(data: Mapping[str, Any]) -> int:
    """Return the number of the reply that somebody wants to hear; 0 if nobody does."""
    pressed = data.get("callback_query")
    said = str(pressed.get("data") or "") if isinstance(pressed, Mapping) else ""
    number = said.removeprefix(LISTEN)
    heard = said.startswith(LISTEN) and number.isascii() and number.isdigit()
    return int(number) if heard and len(number) < 19 else 0


def is_group(data: Mapping[str, Any]) -> str:
    """Return the chat to refuse politely, if the bot was spoken to in a group; or ""."""
    message = data.get("message")
    chat = message.get("chat") if isinstance(message, Mapping) else None
    if not isinstance(chat, Mapping) or chat.get("type") not in ("group", "supergroup"):
        return ""
    said = str(message.get("text") or "") if isinstance(message, Mapping) else ""
    return str(chat.get("id") or "") if said.startswith("/") or "@" in said else ""


def write(body: Mapping[str, Any]) -> list[Message]:
    """Return a reply as messages; the buttons stand under the last one."""
    text = str(body.get("text") or "")
    small = str(body.get("small") or "")
    whole = f"{text}\n\n{_SMALL}{small}" if small else text
    parts = split_text(whole, LONGEST) or ["…"]
    keyboard = [
        ((f"{number}. {button['title']}"[:LONGEST_TITLE], str(button["token"])),)
        for number, button in enumerate(body.get("buttons") or (), start=1)
    ]
    if body.get("id") and body.get("status") == "answered":
        keyboard.append(((LISTEN_TITLE, f"{LISTEN}{body['id']}"),))
    return [
        Message(_html(part), _plain(part), tuple(keyboard) if n == len(parts) else ())
        for n, part in enumerate(parts, start=1)
    ]


_SMALL = "\u2063"
"""An invisible mark: the source line, in small print, follows."""


def _html(part: str) -> str:
    text, mark, small = part.partition(_SMALL)
    said = _BOLD.sub(r"<b>\1</b>", html.escape(text, quote=False))
    return f"{said}<i>{html.escape(small, quote=False)}</i>" if mark else said


def _plain(part: str) -> str:
    return _BOLD.sub(r"\1", part).replace(_SMALL, "")


def _was_sent(error: NetworkError) -> bool:
    """Say whether a request may have reached Telegram before its connection broke."""
    cause = error.__cause__
    return isinstance(cause, httpx.HTTPError) and not never_left(cause)


class TelegramChannel:
    """Sends by a bot.

    Args:
        bot: made for the event loop in which this is used.
        files: where the files of replies are.
        aloud: reads replies aloud.
    """

    name = NAME

    def __init__(self, bot: Bot, files: Files, aloud: Aloud) -> None:
        self._bot = bot
        self._files = files
        self._aloud = aloud

    async def send(self, address: str, body: Mapping[str, Any]) -> None:
        """Send one reply; see :class:`bot.channels.model.Channel`."""
        for number, message in enumerate(write(body)):
            try:
                await self._send(int(address), message)
            except SendLater as error:
                if number == 0:
                    raise
                await self._once_more(int(address), message, error.seconds)
        for file in body.get("files") or ():
            await self._send_file(int(address), file)

    async def send_extras(self, address: str, body: Mapping[str, Any]) -> None:
        """Offer a key for the place, and read aloud; see :class:`bot.channels.model.Channel`."""
        if body.get("wants_location"):
            await self._offer_location(int(address))
        if body.get("speak"):
            await self.read_aloud(address, body, slow=body["speak"] == "slow")

    async def _send_file(self, chat: int, file: Mapping[str, Any]) -> None:
        """Send a file behind its reply, which has arrived: so it is not sent again."""
        stored = await self._files.read(str(file["id"]))
        try:
            if stored is None:
                await self._bot.send_message(chat, f"Tệp {file['name']} đã hết hạn.")
            elif stored.mime in ("image/png", "image/jpeg"):
                await self._bot.send_photo(chat, stored.data, filename=stored.name)
            else:
                await self._bot.send_document(chat, stored.data, filename=stored.name)
        except Forbidden as error:
            raise Gone(str(error)) from error
        except TelegramError as error:
            raise Unsure("the file did not go through") from error

    async def _offer_location(self, chat: int) -> None:
        """Offer a key that sends where the person is; typing does as well."""
        key = KeyboardButton(SEND_LOCATION, request_location=True)
        keyboard = ReplyKeyboardMarkup([[key]], resize_keyboard=True, one_time_keyboard=True)
        try:
            await self._bot.send_message(chat, OFFER_LOCATION, reply_markup=keyboard)
        except TelegramError:
            return

    async def fetch(self, source: str) -> Fetched:
        """Return a recording or a photo by Telegram's name for it."""
        try:
            found = await self._bot.get_file(source)
            if (found.file_size or 0) > MOST_BYTES:
                raise UpstreamError("too large", retryable=False)
            data = bytes(await found.download_as_bytearray())
        except BadRequest as error:
            raise UpstreamError(str(error), retryable=False) from error
        except TelegramError as error:
            raise UpstreamError(type(error).__name__, retryable=True) from error
        path = str(found.file_path or "")
        return Fetched(data, mimetypes.guess_type(path)[0] or _MIMES.get(path[-4:], ""))

    async def _once_more(self, chat: int, message: Message, seconds: float) -> None:
        """Send the next part of a reply whose beginning has arrived already."""
        await asyncio.sleep(min(seconds, LONGEST_PAUSE))
        try:
            await self._send(chat, message)
        except SendLater as error:
            raise Unsure("only a part was sent") from error

    async def _send(self, chat: int, message: Message) -> None:
        rows = [[InlineKeyboardButton(t, callback_data=d) for t, d in r] for r in message.keyboard]
        markup = InlineKeyboardMarkup(rows) if rows else None
        try:
            try:
                await self._bot.send_message(
                    chat, message.html, parse_mode="HTML", reply_markup=markup
                )
            except BadRequest as error:
                if "parse" not in str(error).lower():
                    raise
                await self._bot.send_message(chat, message.plain, reply_markup=markup)
        except RetryAfter as error:
            wait = error.retry_after
            raise SendLater(
                wait if isinstance(wait, int | float) else wait.total_seconds()
            ) from error
        except Forbidden as error:
            raise Gone(str(error)) from error
        except (BadRequest, ChatMigrated) as error:
            if "chat not found" in str(error).lower():
                raise Gone(str(error)) from error
            raise Refused(str(error)) from error
        except NetworkError as error:
            if _was_sent(error):
                raise Unsure(type(error).__name__) from error
            raise SendLater(SECOND_TRY) from error
        except TelegramError as error:
            raise Refused(str(error)) from error

    async def read_aloud(
        self, address: str, body: Mapping[str, Any], *, slow: bool = False, asked: bool = False
    ) -> None:
        """Send a reply as voice messages; without a voice, say so to who ``asked`` for it."""
        spoken = False
        try:
            text = str(body.get("text") or "")
            async for audio in self._aloud.recordings(text, "opus", slow=slow):
                await self._bot.send_voice(int(address), audio.data, filename="troly.ogg")
                spoken = True
            if asked and not spoken:
                await self._bot.send_message(int(address), NO_VOICE)
        except TelegramError:
            return

    async def show_typing(self, address: str) -> None:
        """Show "đang soạn tin…" for some seconds."""
        try:
            await self._bot.send_chat_action(int(address), "typing")
        except TelegramError:
            return

    async def confirm_press(self, query: str) -> None:
        """Stop the waiting sign on a pressed button."""
        try:
            await self._bot.answer_callback_query(query)
        except TelegramError:
            return

    async def refuse_group(self, chat: str) -> None:
        """Say in a group that the assistant talks with one person at a time."""
        try:
            await self._bot.send_message(int(chat), GROUP)
        except TelegramError:
            return

    async def set_up(self, address: str, secret: str) -> None:
        """Set the menu, and where updates are sent; without an address they are polled for.

        Raises:
            telegram.error.TelegramError: Telegram cannot be reached or refuses.
        """
        commands = [BotCommand(name, text) for name, text in COMMANDS]
        await self._bot.set_my_commands(commands)
        await self._bot.set_my_commands(commands, language_code="vi")
        if address:
            await self._bot.set_webhook(
                address, secret_token=secret, allowed_updates=list(UPDATES), max_connections=40
            )
        else:
            await self._bot.delete_webhook()

    async def updates(self, offset: int, seconds: int) -> list[dict[str, Any]]:
        """Return the updates from ``offset`` on, as JSON; waits up to ``seconds`` for some.

        Raises:
            telegram.error.TelegramError: Telegram cannot be reached or refuses.
        """
        found = await self._bot.get_updates(
            offset=offset, timeout=seconds, allowed_updates=list(UPDATES)
        )
        return [update.to_dict() for update in found]
