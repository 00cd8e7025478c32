"""The web chat's side of the gateway: take messages, hand out replies.

A browser is known by a random bearer token. It posts messages with an id of its
own (so that sending again is harmless) and reads replies as server-sent events,
or by long polling where streams do not get through.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse

from bot.clock import LOCAL
from bot.errors import UserError
from bot.gateway.door import read_json
from bot.gateway.parts import Parts
from bot.messages import MAX_TEXT
from bot.speech.encode import Codec
from bot.storage.conversations import start_conversation
from bot.storage.inbox import Incoming, Waiting

CHANNEL = "web"
MAX_BODY = 64 * 1024
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


async def take_message(request: Request) -> JSONResponse:
    """``POST /api/messages``: store a message, acknowledge, have it answered."""
    parts = _parts(request)
    conversation = await _conversation(request)
    message = read_message(conversation, await read_json(request, MAX_BODY))
    parts.messages.check(conversation)
    turn_id, _ = await parts.intake.accept(message)
    parts.dispatcher.add([Waiting(turn_id, conversation)])
    return JSONResponse({"turn_id": turn_id}, 202)


def read_message(conversation: str, body: Any) -> Incoming:
    """Check what a browser posted.

    Raises:
        UserError: a field is missing, of the wrong kind or too long.
    """
    if not isinstance(body, dict):
        raise UserError("bad_request", "Yêu cầu không đúng dạng.")
    client_id, text, button = (body.get(name, "") for name in ("client_id", "text", "button"))
    if not all(isinstance(value, str) for value in (client_id, text, button)):
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
    # Lone surrogates cannot be stored or shown anywhere.
    clean = text.encode("utf-8", "replace").decode("utf-8").replace("\x00", "")
    return Incoming(conversation, client_id, clean, button)


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
    return JSONResponse({"items": items, "last_id": told[-1].id if told else 0})


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
    """``GET /api/speech?reply=N&codec=opus|aac&slow=0|1``: a reply read aloud.

    204 where no voice can say it: the page then says so kindly.
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
    audio = await asyncio.to_thread(parts.speaker.speak, text, codec, slow=slow)
    if audio is None:
        return Response(status_code=204)
    return Response(audio.data, media_type=audio.mime, headers={"Cache-Control": "no-store"})


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
