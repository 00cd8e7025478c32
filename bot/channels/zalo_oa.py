"""Zalo Official Account: reads events, checks their signature, writes messages, sends them.

Sources: the OA OpenAPI v3 of Zalo as seen on 2026-11-22. Reading, checking and writing are
pure functions; :class:`ZaloChannel` is the only one that talks to Zalo. What is uncertain
in Zalo's own documents is accepted in every variant that was seen.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

import httpx

from bot.channels.fetch import fetch
from bot.channels.model import (
    Fetched,
    Files,
    Gone,
    Held,
    Inbound,
    Refused,
    SendLater,
    Unsure,
    never_left,
)
from bot.channels.pace import Pace
from bot.channels.split import split_text
from bot.channels.zalo_tokens import NoToken, TokenKeeper
from bot.channels.zalo_words import numbered, plain
from bot.errors import TrolyError
from bot.messages import MAX_TEXT, Kind
from bot.speech.aloud import Aloud
from bot.storage.files import StoredFile

NAME = "zalo"
HEADER = "X-ZEvent-Signature"
TIME_HEADER = "X-ZEvent-Timestamp"
LONGEST = 1_900
"""Characters of a message; Zalo refuses more than 2,000."""
MOST_BUTTONS = 5
LONGEST_TITLE = 100
REPLAY_SECONDS = 3_900.0
"""Zalo delivers again for up to an hour; what is signed for an earlier time is a replay."""
PER_MINUTE = 4_000
LARGEST_IMAGE = 1_000_000
LARGEST_FILE = 5_000_000
DOCUMENTS = (
    "application/pdf",
    "application/msword",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
)
PRESSED = re.compile(r"#nut:([\w-]{1,32})(?:\s+(.*))?", re.DOTALL)
"""What a button of ours makes the app send: its token, and its title for the history."""


@dataclass(frozen=True)
class Message:
    """One message as Zalo takes it: the text, its buttons, and both as plain text.

    ``buttons`` are Zalo's own; ``plain`` is what is sent where it refuses them.
    """

    text: str
    plain: str
    buttons: tuple[Mapping[str, Any], ...] = ()

    def body(self, template: str) -> dict[str, Any]:
        """Return the ``message`` of a request; ``template`` as Zalo wants buttons named."""
        if not self.buttons:
            return {"text": self.text}
        payload: dict[str, Any] = {"buttons": list(self.buttons)}
        if template:
            payload["template_type"] = template
        return {"text": self.text, "attachment": {"type": "template", "payload": payload}}


def is_signed(
    raw: bytes, given: str, *, app: str, secret: str, times: Sequence[str], now: float
) -> bool:
    """Say whether a webhook's body was signed by Zalo, and not too long ago.

    The signature is the SHA-256 (no HMAC) of app id, body, time and the OA's secret key, in
    hexadecimal, with or without "mac=" before it.

    Args:
        raw: the body as it came.
        given: of the header.
        app: our app's id.
        secret: the OA secret key of the webhook page.
        times: the times that may have been signed: the body's, and the header's.
        now: seconds since 1970.
    """
    given = given.strip().lower().removeprefix("mac=")
    if not secret:
        return False
    fits = False
    for time in times:
        signed = app.encode() + raw + time.encode() + secret.encode()
        same = hmac.compare_digest(hashlib.sha256(signed).hexdigest().encode(), given.encode())
        fits |= same and time.isdecimal() and abs(now - int(time) / 1000) <= REPLAY_SECONDS
    return fits


def read(data: Mapping[str, Any], oa: str) -> Inbound | None:
    """Return what an event says, or ``None`` if it is nothing for us.

    Args:
        data: the JSON of an event.
        oa: the id of our Official Account; events of others are not for us.

    Raises:
        ValueError: it has not the shape of an event.
    """
    name = data.get("event_name")
    if not isinstance(name, str):
        raise ValueError("no event")
    if name in ("follow", "unfollow", "user_follow", "user_unfollow"):
        return _of_follower(data, oa, left=name.endswith("unfollow"))
    sender, recipient = _id(data.get("sender")), _id(data.get("recipient"))
    if name.startswith("oa_send_"):
        return _of_office(data, oa, sender, recipient)
    if not name.startswith("user_send_") and name != "user_submit_info":
        return None
    if recipient != oa:
        return None
    message = data.get("message") or {}
    if not sender or not isinstance(message, Mapping):
        raise ValueError("no sender or message")
    event = str(message.get("msg_id") or message.get("message_id") or _when(data))
    return _of_message(name, message, sender, event)


def _of_follower(data: Mapping[str, Any], oa: str, *, left: bool) -> Inbound | None:
    if str(data.get("oa_id") or "") != oa:
        return None
    person = _id(data.get("follower"))
    if not person:
        raise ValueError("no follower")
    if left:
        return Inbound(person, f"left:{_when(data)}", left=True)
    return Inbound(person, f"follow:{_when(data)}", kind="start")


def _of_office(data: Mapping[str, Any], oa: str, sender: str, recipient: str) -> Inbound | None:
    """Return that a person of the office wrote; what we sent ourselves says nothing new."""
    by_hand = isinstance(data.get("sender"), Mapping) and data["sender"].get("admin_id")
    if sender != oa or not by_hand or not recipient:
        return None
    return Inbound(recipient, f"office:{_when(data)}", human=True)


def _of_message(name: str, message: Mapping[str, Any], sender: str, event: str) -> Inbound | None:
    text = str(message.get("text") or "")[:MAX_TEXT]
    if name == "user_send_text":
        pressed = PRESSED.fullmatch(text.strip())
        if pressed:
            return Inbound(sender, event, pressed[2] or "…", pressed[1])
        return Inbound(sender, event, text) if text.strip() else None
    payload = _payload(message)
    if name == "user_send_location":
        return _of_location(payload, sender, event)
    if name == "user_send_link":
        said = f"{text} {payload.get('description') or ''}".strip()
        return Inbound(sender, event, said[:MAX_TEXT]) if said else None
    kinds: dict[str, Kind] = {
        "user_send_image": "photo", "user_send_audio": "voice", "user_send_file": "file",
        "user_send_video": "file", "user_send_gif": "sticker", "user_send_sticker": "sticker",
        "user_send_business_card": "contact", "user_submit_info": "contact",
    }  # fmt: skip
    kind = kinds.get(name)
    if kind is None:
        return None
    came = str(payload.get("url") or "") if kind in ("photo", "voice") else ""
    said = text if kind in ("photo", "file") else ""
    return Inbound(sender, event, said, kind=kind, came=came[:2_000])


def _of_location(payload: Mapping[str, Any], sender: str, event: str) -> Inbound | None:
    place = payload.get("coordinates")
    place = place if isinstance(place, Mapping) else payload
    north = place.get("latitude", place.get("lat"))
    east = place.get("longitude", place.get("long"))
    try:
        return Inbound(sender, event, f"tôi ở vị trí {float(str(north))}, {float(str(east))}")
    except ValueError:
        return None


def _payload(message: Mapping[str, Any]) -> Mapping[str, Any]:
    attachments = message.get("attachments")
    first = attachments[0] if isinstance(attachments, list) and attachments else {}
    payload = first.get("payload") if isinstance(first, Mapping) else None
    return payload if isinstance(payload, Mapping) else {}


def _id(person: Any) -> str:
    return str(person.get("id") or "")[:64] if isinstance(person, Mapping) else ""


def _when(data: Mapping[str, Any]) -> str:
    return str(data.get("timestamp") or "")[:32]


def write(body: Mapping[str, Any], listen: str = "") -> list[Message]:
    """Return a reply as messages; the buttons stand under the last one.

    Args:
        body: of the reply.
        listen: the address of a page that reads it aloud, if there is one.
    """
    small = str(body.get("small") or "")
    text = plain(str(body.get("text") or "")) + (f"\n\n{small}" if small else "")
    choices = list(body.get("buttons") or ())
    if len(choices) > MOST_BUTTONS:
        text = numbered(text, choices)
        choices = []
    parts = split_text(text, LONGEST) or ["…"]
    last = parts[-1]
    buttons = [_button(choice) for choice in choices]
    said = numbered(last, choices)
    if listen:
        said += f"\n\nNghe đọc: {listen}"
        if len(buttons) < MOST_BUTTONS:
            buttons.append({"title": "Nghe đọc", "type": "oa.open.url", "payload": {"url": listen}})
    return [*(Message(part, part) for part in parts[:-1]), Message(last, said, tuple(buttons))]


def _button(choice: Mapping[str, Any]) -> dict[str, Any]:
    title = str(choice["title"])[:LONGEST_TITLE]
    payload = f"#nut:{choice['token']} {title}"
    return {"title": title, "type": "oa.query.hide", "payload": payload}


@dataclass(frozen=True)
class Remedy:
    """What an error of Zalo asks for.

    ``do`` is one of: later, token, plain, hold, gone, refuse, stop. ``seconds`` is how long
    to wait (later, stop), ``tries`` how often at most. ``stop`` is for what only an
    administrator can mend.
    """

    do: str
    seconds: float = 0.0
    tries: int | None = None


MINUTE, HOUR, DAY = 60.0, 3_600.0, 86_400.0
REMEDIES: Mapping[int, Remedy] = {
    -32: Remedy("later", MINUTE),
    -200: Remedy("later", 5.0, tries=2),
    -201: Remedy("plain"),
    -202: Remedy("stop", HOUR),
    -204: Remedy("stop", HOUR),
    -205: Remedy("stop", HOUR),
    -207: Remedy("stop", HOUR),
    -208: Remedy("stop", HOUR),
    -209: Remedy("stop", HOUR),
    -210: Remedy("refuse"),
    -211: Remedy("stop", HOUR),
    -212: Remedy("stop", HOUR),
    -213: Remedy("gone"),
    -215: Remedy("stop", HOUR),
    -216: Remedy("token"),
    -217: Remedy("later", DAY),
    -218: Remedy("later", DAY),
    -219: Remedy("stop", HOUR),
    -220: Remedy("token"),
    -221: Remedy("stop", HOUR),
    -222: Remedy("gone"),
    -223: Remedy("stop", HOUR),
    -224: Remedy("stop", HOUR),
    -227: Remedy("gone"),
    -230: Remedy("hold"),
    -232: Remedy("hold"),
    -233: Remedy("plain"),
    -234: Remedy("later", 8 * HOUR),
    -242: Remedy("stop", HOUR),
    -244: Remedy("hold"),
    -248: Remedy("stop", HOUR),
    -305: Remedy("hold"),
    -311: Remedy("hold"),
    -320: Remedy("stop", HOUR),
    -321: Remedy("stop", HOUR),
    216: Remedy("token"),
    401: Remedy("token"),
    -401: Remedy("token"),
}
"""By error number; one that is not known is refused."""

ZNS_REFUSED = {
    -108: "số điện thoại sai",
    -109: "mã mẫu sai",
    -111: "mẫu thiếu dữ liệu",
    -112: "dữ liệu của mẫu sai",
    -118: "số này không dùng Zalo",
    -131: "mẫu chưa được duyệt",
    -132: "mẫu hoặc tham số có lỗi",
}
"""Errors of a template message that trying again does not mend."""
ZNS_TOKEN = -124


class ZaloError(TrolyError):
    """Zalo answered with an error number."""

    def __init__(self, number: int) -> None:
        super().__init__(f"error {number}")
        self.number = number


class ZaloChannel:
    """Sends by an Official Account.

    Args:
        client: for Zalo; its base address is Zalo's.
        tokens: keeps the access token.
        files: where the files of replies are.
        aloud: reads replies aloud; Zalo plays no sound, so they are linked to.
        template: how a message with buttons names its template; "" leaves the name out.
        notify: the base address for template messages.
        hosts: where recordings and photos may be fetched.
    """

    name = NAME

    def __init__(
        self,
        client: httpx.AsyncClient,
        tokens: TokenKeeper,
        files: Files,
        aloud: Aloud,
        *,
        template: str = "",
        notify: str = "",
        hosts: Sequence[str] = (),
    ) -> None:
        self._client = client
        self._tokens = tokens
        self._files = files
        self._aloud = aloud
        self._template = template
        self._notify = notify
        self._hosts = hosts
        self._pace = Pace(PER_MINUTE)

    async def send(self, address: str, body: Mapping[str, Any]) -> None:
        """Send one reply; see :class:`bot.channels.model.Channel`."""
        answers = body.get("id") and body.get("status") == "answered"
        listen = self._aloud.page(int(body["id"])) if answers else ""
        sent = 0
        for message in write(body, listen):
            await self._careful(address, message, sent)
            sent += 1
        for file in body.get("files") or ():
            await self._careful(address, await self._with_file(file), sent)
            sent += 1

    async def send_extras(self, address: str, body: Mapping[str, Any]) -> None:
        """Do nothing: an account can send no sound, so the link to listen is in the reply."""

    async def _careful(self, address: str, message: Message | Mapping[str, Any], sent: int) -> None:
        """Send one part; when an earlier one has arrived, nobody may send all of it again."""
        try:
            if isinstance(message, Message):
                await self._message(address, message)
            else:
                await self._post_message(address, message)
        except (SendLater, Held) as error:
            if sent:
                raise Unsure("only a part was sent") from error
            raise

    async def _message(self, address: str, message: Message) -> None:
        try:
            await self._post_message(address, message.body(self._template), plain_next=True)
        except ZaloError as error:
            if message.plain == message.text and not message.buttons:
                raise Refused(str(error)) from error
            for part in split_text(message.plain, LONGEST):
                await self._post_message(address, {"text": part})

    async def _with_file(self, file: Mapping[str, Any]) -> Mapping[str, Any]:
        """Upload a file and return the message that brings it; a link where Zalo refuses it."""
        stored = await self._files.read(str(file["id"]))
        if stored is None:
            return {"text": f"Tệp {file['name']} đã hết hạn. Nhắn lại để làm tệp mới nhé."}
        image = stored.mime in ("image/png", "image/jpeg")
        most = LARGEST_IMAGE if image else LARGEST_FILE
        if len(stored.data) <= most and (image or stored.mime in DOCUMENTS):
            kind = "image" if image else "file"
            token = await self._upload(kind, stored)
            if token:
                return _media(token) if image else _document(token)
        address = self._files.address(stored.id)
        if not address:
            return {"text": f"Zalo không nhận tệp {stored.name}. Mở trang trò chuyện để lấy tệp."}
        return {"text": f"{stored.name}: {address}"}

    async def _upload(self, kind: str, stored: StoredFile) -> str:
        upload = {"file": (stored.name, stored.data, stored.mime)}
        try:
            found = await self._post(f"/v2.0/oa/upload/{kind}", files=upload)
        except ZaloError:
            return ""
        return str(found.get("attachment_id") or found.get("token") or "")

    async def notify(self, phone: str, template: str, data: Mapping[str, str], name: str) -> str:
        """Send a template message (ZNS) to a phone; return Zalo's number of it.

        Args:
            phone: national digits, from 0.
            template: its approved number.
            data: what it is filled with; never an ID number or details of a dossier.
            name: ours for it, so that it can be found again.

        Raises:
            Refused: this phone or template will never do.
            SendLater: not now.
            Unsure: nobody knows whether it was sent.
        """
        body = {
            "phone": f"84{phone.removeprefix('0')}",
            "template_id": template,
            "template_data": dict(data),
            "tracking_id": name,
        }
        try:
            found = await self._post(f"{self._notify}/message/template", json=body)
        except ZaloError as error:
            raise Refused(ZNS_REFUSED.get(error.number, str(error))) from error
        return str(found.get("msg_id") or "")

    async def who(self) -> Mapping[str, Any]:
        """Return what Zalo says of the account."""
        return await self._post("/v2.0/oa/getoa", method="GET")

    async def fetch(self, source: str) -> Fetched:
        """Return a recording or a photo."""
        return await fetch(self._client, source, self._hosts)

    async def show_typing(self, address: str) -> None:
        """Do nothing: Zalo has no sign for it."""

    async def _post_message(
        self, address: str, message: Mapping[str, Any], *, plain_next: bool = False
    ) -> None:
        body = {"recipient": {"user_id": address}, "message": message}
        try:
            await self._post("/v3.0/oa/message/cs", json=body)
        except ZaloError as error:
            if plain_next and REMEDIES.get(error.number, Remedy("refuse")).do == "plain":
                raise
            raise Refused(str(error)) from error

    async def _post(self, path: str, *, method: str = "POST", **content: Any) -> Mapping[str, Any]:
        """Call Zalo; return the ``data`` of its answer.

        Raises:
            ZaloError: an error that is for the caller to mend or to give up on.
        """
        refused = ""
        while True:
            token = await self._token(refused)
            found = await self._call(method, path, content, token)
            number = int(found.get("error") or 0)
            if number == 0:
                data = found.get("data")
                return data if isinstance(data, Mapping) else {}
            remedy = REMEDIES.get(number, Remedy("refuse"))
            if (remedy.do != "token" and number != ZNS_TOKEN) or refused:
                _raise(remedy, number)
            refused = token

    async def _token(self, refused: str) -> str:
        try:
            return await self._tokens.access(refused)
        except NoToken as error:
            raise SendLater(error.seconds) from error

    async def _call(
        self, method: str, path: str, content: Mapping[str, Any], token: str
    ) -> Mapping[str, Any]:
        await self._pace.wait()
        try:
            response = await self._client.request(
                method, path, headers={"access_token": token}, **content
            )
            found = json.loads(response.content)
        except httpx.HTTPError as error:
            if never_left(error):
                raise SendLater(5.0) from error
            raise Unsure(type(error).__name__) from error
        except ValueError as error:
            if response.status_code >= 500 or response.status_code == 429:
                raise SendLater(MINUTE) from error
            raise Unsure("no JSON") from error
        if not isinstance(found, Mapping):
            raise Unsure("another shape")
        return found


def _raise(remedy: Remedy, number: int) -> NoReturn:
    if remedy.do in ("later", "stop"):
        alarm = remedy.do == "stop"
        raise SendLater(remedy.seconds, f"zalo {number}", alarm=alarm, tries=remedy.tries)
    if remedy.do == "token":
        raise SendLater(MINUTE, f"zalo {number}", alarm=True)
    if remedy.do == "hold":
        raise Held(f"zalo {number}")
    if remedy.do == "gone":
        raise Gone(f"zalo {number}")
    raise ZaloError(number)


def _media(token: str) -> dict[str, Any]:
    elements = [{"media_type": "image", "attachment_id": token}]
    payload = {"template_type": "media", "elements": elements}
    return {"attachment": {"type": "template", "payload": payload}}


def _document(token: str) -> dict[str, Any]:
    return {"attachment": {"type": "file", "payload": {"token": token}}}
