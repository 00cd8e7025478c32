"""The web chat's side of the gateway: take messages, hand out replies.

A browser is known by a random bearer token. It posts messages with an id of its
own (so that sending again is harmless) and reads replies as server-sent events,
or by long polling where streams do not get through.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response, StreamingResponse

from bot.channels.model import Inbound
from bot.clock import LOCAL
from bot.errors import UserError
from bot.gateway.door import clean_text, read_body, read_json
from bot.gateway.parts import Parts
from bot.messages import MAX_TEXT, Kind
from bot.speech.encode import Codec
from bot.speech.speaker import parts as spoken_parts
from bot.storage.conversations import start_conversation
from bot.storage.inbox import Came, Incoming, Waiting
from bot.storage.links import looks_like_code

CHANNEL = "web"
MAX_BODY = 64 * 1024
MAX_RECORDING = 4_000_000
RECORDINGS = ("audio/webm", "audio/ogg", "audio/mp4", "audio/mpeg", "audio/wav")
MAX_PHOTO = 10_000_000
PHOTOS = ("image/jpeg", "image/png", "image/webp")
MAX_WAIT = 25.0
POLL_SECONDS = 2.0
HEARTBEAT_SECONDS = 15.0
HISTORY = 100
CODECS: dict[str, Codec] = {"opus": "opus", "aac": "aac"}


async def open_session(request: Request) -> JSONResponse:
    """``POST /api/session``: begin a conversation."""
    parts = _parts(request)
    parts.sessions.check(request.client.host if request.client else "")
    _, token = await asyncio.to_thread(start_conversation, parts.db, CHANNEL)
    return JSONResponse({"token": token}, 201)


async def enter_by_link(request: Request) -> RedirectResponse:
    """``GET /l/{code}``: the short address of a team's link leads to the chat."""
    code = request.path_params["code"]
    known = looks_like_code(code)
    return RedirectResponse(f"/?l={code.lower()}" if known else "/", 302)


async def take_message(request: Request) -> JSONResponse:
    """``POST /api/messages``: store a message, acknowledge, have it answered."""
    parts = _parts(request)
    conversation = await _conversation(request)
    message = read_message(conversation, await read_json(request, MAX_BODY))
    parts.check_pace(conversation)
    if message.button:
        return await _accept(parts, message)
    said = Inbound("", message.client_id, message.text, kind=message.kind)
    meant, code = await parts.door.follow_link(said)
    return await _accept(parts, replace(message, text=meant.text, kind=meant.kind), code)


async def take_recording(request: Request) -> JSONResponse:
    """``POST /api/recordings?client_id=…``: a voice recording as the body."""
    return await _take_upload(request, "voice", RECORDINGS, MAX_RECORDING)


async def take_photo(request: Request) -> JSONResponse:
    """``POST /api/photos?client_id=…``: a photo as the body."""
    return await _take_upload(request, "photo", PHOTOS, MAX_PHOTO)


async def _take_upload(
    request: Request, kind: Kind, mimes: tuple[str, ...], most: int
) -> JSONResponse:
    parts = _parts(request)
    conversation = await _conversation(request)
    client_id = request.query_params.get("client_id", "")
    mime = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if not 1 <= len(client_id) <= 64:
        raise UserError("bad_request", "Yêu cầu không đúng dạng.")
    if mime not in mimes:
        raise UserError("wrong_type", "Trang không nhận loại tệp này.", 415)
    parts.check_pace(conversation)
    data = await read_body(request, most)
    if not data:
        raise UserError("empty", "Tệp này trống, thử lại giúp trợ lý nhé.")
    came = Came(data=data, mime=mime)
    return await _accept(parts, Incoming(conversation, client_id, "", kind=kind, came=came))


async def _accept(parts: Parts, message: Incoming, link: str = "") -> JSONResponse:
    turn_id, new = await parts.intake.accept(message)
    if new:
        await parts.door.count_link(message.conversation, link)
    parts.dispatcher.add([Waiting(turn_id, message.conversation, message.kind)])
    return JSONResponse({"turn_id": turn_id}, 202)


def read_message(conversation: str, body: Any) -> Incoming:
    """Check what a browser posted.

    Raises:
        UserError: a field is missing, of the wrong kind or too long.
    """
    if not isinstance(body, dict):
        raise UserError("bad_request", "Yêu cầu không đúng dạng.")
    client_id, text, button = (body.get(name, "") for name in ("client_id", "text", "button"))
    kind = body.get("kind", "text")
    if not all(isinstance(value, str) for value in (client_id, text, button)):
        raise UserError("bad_request", "Yêu cầu không đúng dạng.")
    if kind not in ("text", "start"):
        raise UserError("bad_request", "Yêu cầu không đúng dạng.")
    if not 1 <= len(client_id) <= 64 or len(button) > 32:
        raise UserError("bad_request", "Yêu cầu không đúng dạng.")
    if not text.strip() and not button:
        raise UserError("empty", "Tin chưa có chữ nào. Gõ câu hỏi rồi gửi giúp trợ lý nhé.")
    if len(text) > MAX_TEXT:
        raise UserError(
            "too_long",
            f"Tin dài quá {MAX_TEXT} ký tự. Rút ngắn giúp trợ lý, hoặc gửi làm nhiều tin nhé.",
            413,
        )
    return Incoming(conversation, client_id, clean_text(text), button, kind)


async def history(request: Request) -> JSONResponse:
    """``GET /api/history``: the newest messages of both sides, oldest first."""
    parts = _parts(request)
    conversation = await _conversation(request)
    asked = await asyncio.to_thread(parts.inbox.history, conversation, HISTORY)
    told = await asyncio.to_thread(parts.outbox.newest, conversation, HISTORY * 2)
    by_turn: dict[str, list[dict[str, Any]]] = {}
    for reply in told:
        entry = {"from": "assistant", **reply.to_dict(), "at": _iso(reply.at)}
        by_turn.setdefault(reply.turn_id, []).append(entry)
    items: list[dict[str, Any]] = []
    for message in asked:
        items.append({"from": "user", **message, "at": _iso(message["at"])})
        items.extend(by_turn.get(message["turn_id"], ()))
    last = told[-1].id if told else 0
    listens = parts.recogniser is not None
    return JSONResponse({"items": items, "last_id": last, "listens": listens})


async def replies(request: Request) -> JSONResponse:
    """``GET /api/replies?after=N&wait=S``: long poll for replies after outbox id N."""
    parts = _parts(request)
    conversation = await _conversation(request)
    after = _number(request, "after", 0)
    wait = min(_number(request, "wait", 0), MAX_WAIT)
    found: list[dict[str, Any]] = []
    deadline = asyncio.get_running_loop().time() + wait
    with parts.hub.listen(conversation) as news:
        while not found:
            found = await _new_replies(parts, conversation, after)
            left = deadline - asyncio.get_running_loop().time()
            if found or left <= 0 or parts.stopping:
                break
            await _wait(news, min(left, POLL_SECONDS))
    return JSONResponse({"replies": found, "dialogue": dialogue_state(parts)})


async def speech(request: Request) -> Response:
    """``GET /api/speech?reply=N&codec=opus|aac&slow=0|1&part=0``: a reply read aloud.

    ``X-Parts`` says how many parts there are. 204 where no voice can say it: the page then
    says so kindly.
    """
    parts = _parts(request)
    conversation = await _conversation(request)
    parts.messages.check(conversation)
    codec = CODECS.get(request.query_params.get("codec", "aac"))
    if codec is None:
        raise UserError("bad_request", "codec phải là opus hoặc aac.")
    number = _number(request, "reply", 0)
    reply = await asyncio.to_thread(parts.outbox.one, conversation, number)
    if reply is None:
        raise UserError("unknown_reply", "Không có câu trả lời này.", 404)
    slow = _number(request, "slow", 0) > 0
    text = str(reply.body["text"])
    part = _number(request, "part", 0)
    audio = await asyncio.to_thread(parts.speaker.speak, text, codec, slow=slow, part=part)
    if audio is None:
        return Response(status_code=204)
    headers = {"Cache-Control": "no-store", "X-Parts": str(spoken_parts(text))}
    return Response(audio.data, media_type=audio.mime, headers=headers)


async def events(request: Request) -> StreamingResponse:
    """``GET /api/events``: replies and the dialogue's state as server-sent events."""
    parts = _parts(request)
    conversation = await _conversation(request)
    after = _number(request, "after", 0)
    last = request.headers.get("last-event-id", "")
    after = int(last) if last.isdigit() and len(last) < 19 else after
    return StreamingResponse(
        _stream(parts, conversation, after),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _stream(parts: Parts, conversation: str, after: int) -> AsyncIterator[str]:
    said = ""
    quiet_since = asyncio.get_running_loop().time()
    with parts.hub.listen(conversation) as news:
        while not parts.stopping:
            if said != dialogue_state(parts):
                said = dialogue_state(parts)
                yield _event("state", {"dialogue": said})
            for reply in await _new_replies(parts, conversation, after):
                after = reply["id"]
                yield _event("reply", reply, after)
            if asyncio.get_running_loop().time() - quiet_since > HEARTBEAT_SECONDS:
                quiet_since = asyncio.get_running_loop().time()
                yield ": còn đây\n\n"
            await _wait(news, POLL_SECONDS)


def _event(name: str, data: dict[str, Any], identifier: int | None = None) -> str:
    number = "" if identifier is None else f"id: {identifier}\n"
    return f"event: {name}\n{number}data: {json.dumps(data, ensure_ascii=False)}\n\n"


async def _new_replies(parts: Parts, conversation: str, after: int) -> list[dict[str, Any]]:
    found = await asyncio.to_thread(parts.outbox.after, conversation, after)
    return [reply.to_dict() for reply in found]


async def _wait(news: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(news.wait(), seconds)
    except TimeoutError:
        return
    news.clear()


async def _conversation(request: Request) -> str:
    scheme, _, token = request.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        found = await asyncio.to_thread(_parts(request).conversation_of, token)
        if found:
            return found
    raise UserError("unauthorized", "Phiên trò chuyện đã hết. Trang sẽ mở phiên mới.", 401)


def _number(request: Request, name: str, default: int) -> int:
    raw = request.query_params.get(name, str(default))
    if not raw.isascii() or not raw.isdigit() or len(raw) > 18:
        raise UserError("bad_request", f"{name} phải là số.")
    return int(raw)


def dialogue_state(parts: Parts) -> str:
    """Return ``ready`` or ``waking``."""
    return "ready" if parts.dispatcher.ready else "waking"


def _iso(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, LOCAL).isoformat(timespec="seconds")


def _parts(request: Request) -> Parts:
    parts: Parts = request.app.state.parts
    return parts
