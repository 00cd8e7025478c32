"""Hands out the files of replies, and replies as sound, to whoever has their address."""

from __future__ import annotations

import asyncio
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.errors import UserError
from bot.privacy.crypto import Cipher
from bot.speech.aloud import Aloud
from bot.storage.database import Database
from bot.storage.files import StoredFile, find_file
from bot.storage.outbox import Outbox, Outgoing
from bot.web.pages import listen_page

PATH = "/tep"
GONE = "Tệp hoặc câu trả lời này không còn nữa."


class GivenFiles:
    """The files of replies; ``public`` is our address from outside, or ""."""

    def __init__(self, db: Database, cipher: Cipher, public: str) -> None:
        self._db = db
        self._cipher = cipher
        self._public = public

    async def read(self, identifier: str) -> StoredFile | None:
        """Return a file; ``None`` if it has expired."""
        return await asyncio.to_thread(find_file, self._db, self._cipher, identifier)

    def address(self, identifier: str) -> str:
        """Return where a file can be fetched from outside; "" without a public address."""
        return f"{self._public}{PATH}/{quote(identifier)}" if self._public else ""


class Handout:
    """The routes."""

    def __init__(self, files: GivenFiles, outbox: Outbox, aloud: Aloud) -> None:
        self._files = files
        self._outbox = outbox
        self._aloud = aloud

    async def file(self, request: Request) -> Response:
        """``GET /tep/{id}``: a finished document or a picture.

        Raises:
            UserError: 404, there is none of this name, or it has expired.
        """
        found = await self._files.read(request.path_params["id"][:64])
        if found is None:
            raise UserError("unknown_file", GONE, 404)
        headers = {
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(found.name)}",
            "Cache-Control": "private, no-store",
        }
        return Response(found.data, media_type=found.mime, headers=headers)

    async def page(self, request: Request) -> Response:
        """``GET /nghe/{ticket}``: a page that plays a reply.

        Raises:
            UserError: 404, the ticket is none of ours, or too old.
        """
        ticket = request.path_params["ticket"]
        reply, _ = await self._reply(ticket)
        return HTMLResponse(
            listen_page(str(reply.body["text"]), f"/audio/{quote(ticket)}.aac"),
            headers={"Cache-Control": "private, no-store"},
        )

    async def sound(self, request: Request) -> Response:
        """``GET /audio/{ticket}.aac``: a reply read aloud.

        Raises:
            UserError: 404, the ticket is none of ours, too old, or there is no voice.
        """
        reply, slow = await self._reply(request.path_params["ticket"])
        sound = await self._aloud.aac(str(reply.body["text"]), slow=slow)
        if not sound:
            raise UserError("no_voice", GONE, 404)
        headers = {"Cache-Control": "private, no-store"}
        return Response(sound, media_type="audio/aac", headers=headers)

    async def _reply(self, ticket: str) -> tuple[Outgoing, bool]:
        number, slow = self._aloud.of_ticket(ticket)
        found = await asyncio.to_thread(self._outbox.any_one, number) if number else None
        if found is None:
            raise UserError("unknown_reply", GONE, 404)
        return found, slow
