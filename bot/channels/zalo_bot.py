"""Zalo Bot Platform: reads events, writes messages, sends them.

Source: docs.zaloplatforms.com as noted on 2026-10-02. No buttons and no files there:
choices are numbers, files are links. The token is part of every address, so addresses are
never logged.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from bot.channels.fetch import fetch
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
from bot.channels.zalo_oa import LONGEST
from bot.channels.zalo_words import numbered, plain
from bot.errors import UpstreamError
from bot.messages import MAX_TEXT, Kind
from bot.speech.aloud import Aloud

NAME = "zalo_bot"
HEADER = "X-Bot-Api-Secret-Token"
PHOTO_SECONDS = 60.0
NOTHING_NEW = 408
TOO_MANY = 429
GROUP = (
    "Trợ lý chỉ trả lời trong cuộc trò chuyện riêng, để giấy tờ của bà con không lộ ra nhóm. "
    "Nhắn riêng cho trợ lý giúp nhé."
)
_KINDS: dict[str, Kind] = {
    "message.image.received": "photo",
    "message.sticker.received": "sticker",
    "message.voice.received": "voice",
    "message.unsupported.received": "file",
}


def read(data: Mapping[str, Any]) -> Inbound | None:
    """Return what an event says, or ``None`` if it is nothing for us.

    Args:
        data: the JSON of an event, bare or in ``result``.

    Raises:
        ValueError: it has not the shape of an event.
    """
    event = data.get("result", data)
    name = event.get("event_name") if isinstance(event, Mapping) else None
    message = event.get("message") if isinstance(event, Mapping) else None
    if not isinstance(name, str) or not isinstance(message, Mapping):
        raise ValueError("no event")
    chat, sender = message.get("chat"), message.get("from")
    if not isinstance(chat, Mapping) or not chat.get("id") or not message.get("message_id"):
        raise ValueError("no chat or message")
    if chat.get("chat_type") == "GROUP" or _is_bot(sender):
        return None
    address, number = str(chat["id"])[:64], str(message["message_id"])
    text = str(message.get("text") or message.get("caption") or "")[:MAX_TEXT]
    if name == "message.text.received":
        return Inbound(address, number, text) if text.strip() else None
    kind = _KINDS.get(name)
    if kind is None:
        return None
    came = {"photo": message.get("photo"), "voice": message.get("voice_url")}.get(kind)
    return Inbound(address, number, text, kind=kind, came=str(came or "")[:2_000])


def group_of(data: Mapping[str, Any]) -> str:
    """Return the group that an event came from; "" if it came from one person."""
    event = data.get("result", data)
    message = event.get("message") if isinstance(event, Mapping) else None
    chat = message.get("chat") if isinstance(message, Mapping) else None
    is_group = isinstance(chat, Mapping) and chat.get("chat_type") == "GROUP"
    return str(chat.get("id") or "") if is_group and isinstance(chat, Mapping) else ""


def _is_bot(sender: Any) -> bool:
    return isinstance(sender, Mapping) and sender.get("is_bot") is True


def write(body: Mapping[str, Any]) -> list[str]:
    """Return a reply as texts; choices are a numbered list at its end."""
    small = str(body.get("small") or "")
    text = plain(str(body.get("text") or "")) + (f"\n\n{small}" if small else "")
    return split_text(numbered(text, list(body.get("buttons") or ())), LONGEST) or ["…"]


class ZaloBotChannel:
    """Sends by a bot.

    Args:
        client: for the platform; its base address ends in ``/bot<token>/``.
        files: where the files of replies are.
        aloud: reads replies aloud.
        hosts: where recordings and photos may be fetched.
    """

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        files: Files,
        aloud: Aloud,
        *,
        hosts: Sequence[str] = (),
    ) -> None:
        self._client = client
        self._files = files
        self._aloud = aloud
        self._hosts = hosts

    async def send(self, address: str, body: Mapping[str, Any]) -> None:
        """Send one reply; see :class:`bot.channels.model.Channel`."""
        calls = [("sendMessage", {"text": text}) for text in write(body)]
        calls += [await self._with_file(file) for file in body.get("files") or ()]
        for number, (method, given) in enumerate(calls):
            try:
                await self.call(method, {"chat_id": address, **given})
            except SendLater as error:
                if number:
                    raise Unsure("only a part was sent") from error
                raise

    async def send_extras(self, address: str, body: Mapping[str, Any]) -> None:
        """Send the reply as a voice message too, to who wished for it."""
        if not body.get("speak") or not body.get("id"):
            return
        sound = self._aloud.sound(int(body["id"]), slow=body["speak"] == "slow")
        try:
            if sound:
                await self.call("sendVoice", {"chat_id": address, "voice_url": sound})
        except (SendLater, Unsure, Gone, Refused):
            return

    async def _with_file(self, file: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        address = self._files.address(str(file["id"]))
        if not address:
            text = f"Zalo không nhận tệp {file['name']}. Mở trang trò chuyện để lấy tệp."
            return "sendMessage", {"text": text}
        if str(file["mime"]).startswith("image/"):
            return "sendPhoto", {"photo": address, "caption": str(file["name"])}
        return "sendMessage", {"text": f"{file['name']}: {address}"}

    async def fetch(self, source: str) -> Fetched:
        """Return a recording or a photo."""
        return await fetch(self._client, source, self._hosts)

    async def show_typing(self, address: str) -> None:
        """Show that an answer is on its way."""
        try:
            await self.call("sendChatAction", {"chat_id": address, "action": "typing"})
        except (SendLater, Unsure, Gone, Refused):
            return

    async def refuse_group(self, chat: str) -> None:
        """Say in a group that the assistant talks with one person at a time."""
        try:
            await self.call("sendMessage", {"chat_id": chat, "text": GROUP})
        except (SendLater, Unsure, Gone, Refused):
            return

    async def updates(self, seconds: int) -> Mapping[str, Any] | None:
        """Wait for one event and return it; ``None`` if there was none.

        The platform hands an event out once: one that gets lost on the way is lost.

        Raises:
            UpstreamError: the platform is away or refuses.
        """
        try:
            found = await self.call("getUpdates", {"timeout": str(seconds)}, seconds + 10.0)
        except SendLater as error:
            if error.seconds == 0:
                return None
            raise UpstreamError(str(error), retryable=True) from error
        except (Unsure, Refused, Gone) as error:
            raise UpstreamError(str(error), retryable=True) from error
        return found if isinstance(found, Mapping) and found else None

    async def call(
        self, method: str, given: Mapping[str, Any], seconds: float = PHOTO_SECONDS
    ) -> Any:
        """Call a method and return its ``result``.

        Raises:
            SendLater: it was not taken now (after 0 s: there is nothing new).
            Unsure: nobody knows whether it was.
            Gone: the chat is not there.
            Refused: it never will be.
        """
        try:
            response = await self._client.post(method, json=dict(given), timeout=seconds)
            found = json.loads(response.content)
        except httpx.HTTPError as error:
            if never_left(error):
                raise SendLater(5.0) from error
            raise Unsure(type(error).__name__) from error
        except ValueError as error:
            if response.status_code >= 500:
                raise SendLater(30.0) from error
            raise Refused(f"HTTP {response.status_code}") from error
        if not isinstance(found, Mapping):
            raise Refused("another shape")
        if found.get("ok"):
            return found.get("result")
        return _refused(int(found.get("error_code") or 0))


def _refused(number: int) -> None:
    if number == NOTHING_NEW:
        raise SendLater(0.0)
    if number == TOO_MANY or number >= 500:
        raise SendLater(60.0, f"zalo bot {number}")
    if number in (401, 403):
        raise SendLater(600.0, f"zalo bot {number}", alarm=True)
    if number == 404:
        raise Gone("no such chat")
    raise Refused(f"zalo bot {number}")
