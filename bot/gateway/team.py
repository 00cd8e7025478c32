"""Pages for community teams, behind a login: their links, posters, and what came of them.

A session is a sealed ticket in a cookie that scripts cannot read and other sites cannot
send. What changes something also needs a proof from the page itself.
"""

from __future__ import annotations

import asyncio
import functools
import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from jinja2 import Environment, FileSystemLoader, select_autoescape
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from bot.clock import Clock
from bot.errors import UserError
from bot.gateway.door import read_body
from bot.gateway.limits import RateLimit
from bot.outreach.poster import Poster, Size, render
from bot.privacy.crypto import Cipher
from bot.storage.database import Database
from bot.storage.links import EVENTS, Link, find_link, make_links, shown, totals
from bot.storage.members import Member, Role, check_password, end_sessions, find_member
from knowledge.communes.units import load_communes
from knowledge.loader import load_procedures

TEMPLATES = Path(__file__).parent.parent / "web" / "team"
COOKIE = "troly_doi"
SESSION_SECONDS = 8 * 3_600
TRIES_PER_MINUTE = 10
MAX_FORM = 16 * 1024
A_PAGE = 50
COUNTED_DAYS = 90
SIZES: dict[str, tuple[Size, str]] = {
    "a4": ("a4", "A4"), "a5": ("a5", "A5"), "nhan": ("sticker", "Nhãn"),
}  # fmt: skip


@dataclass(frozen=True)
class Names:
    """What links can be made for: titles of communes, and records by id with their names."""

    communes: tuple[str, ...]
    procedures: Mapping[str, str]


@functools.cache
def names() -> Names:
    """Return them, as they were at the first call: the gateway keeps no whole knowledge."""
    communes = sorted(unit.title for unit in load_communes().units.values())
    records = sorted(load_procedures().values(), key=lambda record: record.short_name)
    return Names(tuple(communes), {record.id: record.short_name for record in records})


class TeamPages:
    """The routes.

    Args:
        db: the database.
        cipher: seals sessions.
        public: our address from outside, which links lead to; may be "".
        clock: tells since when is counted.
    """

    def __init__(self, db: Database, cipher: Cipher, public: str, clock: Clock) -> None:
        self._db = db
        self._cipher = cipher
        self._public = public
        self._clock = clock
        self._tries = RateLimit(TRIES_PER_MINUTE)
        self._pages = Environment(
            loader=FileSystemLoader(TEMPLATES), autoescape=select_autoescape(), trim_blocks=True
        )

    def routes(self) -> list[Route]:
        """Return them."""
        return [
            Route("/doi", lambda _: RedirectResponse("/doi/")),
            Route("/doi/", self.links),
            Route("/doi/team.css", lambda _: FileResponse(TEMPLATES / "team.css")),
            Route("/doi/dang-nhap", self.login_page),
            Route("/doi/dang-nhap", self.login, methods=["POST"]),
            Route("/doi/dang-xuat", self.logout, methods=["POST"]),
            Route("/doi/duong-dan", self.make, methods=["POST"]),
            Route("/doi/ap-phich/{code}/{size}.pdf", self.poster),
        ]

    async def login_page(self, _: Request) -> HTMLResponse:
        """``GET /doi/dang-nhap``."""
        return self._page("login.html")

    async def login(self, request: Request) -> Response:
        """``POST /doi/dang-nhap``: begin a session, or say that name or password is wrong."""
        form = await _form(request)
        name = form.get("name", "")[:64]
        who = request.client.host if request.client else ""
        try:
            self._tries.check(who)
            self._tries.check(f"name:{name}")
        except UserError:
            said = "Thử nhiều lần quá. Chờ một phút rồi thử lại."
            return self._page("login.html", trouble=said, name=name, status=429)
        password = form.get("password", "")[:256]
        member = await asyncio.to_thread(check_password, self._db, name, password)
        if member is None:
            said = "Tên hoặc mật khẩu chưa đúng."
            return self._page("login.html", trouble=said, name=name, status=403)
        answer = RedirectResponse("/doi/", 303)
        answer.set_cookie(
            COOKIE,
            self._cipher.ticket(f"{member.valid_from}:{member.name}"),
            max_age=SESSION_SECONDS,
            path="/doi",
            httponly=True,
            samesite="strict",
            secure=self._public.startswith("https://"),
        )
        return answer

    async def logout(self, request: Request) -> Response:
        """``POST /doi/dang-xuat``: end all sessions of this member."""
        member = await self._member(request, "viewer", await _form(request))
        if member is not None:
            await asyncio.to_thread(end_sessions, self._db, member.name)
        answer = RedirectResponse("/doi/dang-nhap", 303)
        answer.delete_cookie(COOKIE, path="/doi")
        return answer

    async def links(self, request: Request) -> Response:
        """``GET /doi/?trang=N``: all links, what came of them, and a form to make one."""
        member = await self._member(request, "viewer")
        if member is None:
            return RedirectResponse("/doi/dang-nhap", 303)
        return await self._links(request, member)

    async def _links(
        self, request: Request, member: Member, trouble: str = "", status: int = 200
    ) -> Response:
        since = self._clock.today().toordinal() - COUNTED_DAYS
        day = self._clock.today().fromordinal(since)
        found = await asyncio.to_thread(totals, self._db, day.isoformat())
        number = request.query_params.get("trang", "1")
        page = int(number) if number.isdecimal() and len(number) < 7 else 1
        page = max(page, 1)
        known = await asyncio.to_thread(names)
        rows = [_row(link, counts, known) for link, counts in found]
        first = (page - 1) * A_PAGE
        return self._page(
            "links.html",
            member=member,
            proof=self._proof(request),
            trouble=trouble,
            status=status,
            may_make=member.may("team") and bool(self._public),
            communes=known.communes,
            procedures=list(known.procedures.items()),
            since=day.strftime("%d/%m/%Y"),
            titles=[title.capitalize() for title in EVENTS.values()],
            sizes=[(name, title) for name, (_, title) in SIZES.items()] if self._public else [],
            rows=rows[first : first + A_PAGE],
            page=page,
            more=len(rows) > first + A_PAGE,
        )

    async def make(self, request: Request) -> Response:
        """``POST /doi/duong-dan``: make a link."""
        form = await _form(request)
        member = await self._member(request, "team", form)
        if member is None:
            return RedirectResponse("/doi/dang-nhap", 303)
        known = await asyncio.to_thread(names)
        procedure, commune = form.get("procedure", ""), form.get("commune", "")
        team = " ".join(form.get("team", "").split())[:64]
        if (
            commune not in known.communes
            or (procedure and procedure not in known.procedures)
            or not team
        ):
            return await self._links(request, member, "Chọn xã, phường và ghi tên tổ.", 400)
        await asyncio.to_thread(make_links, self._db, [(procedure, commune, team)])
        return RedirectResponse("/doi/", 303)

    async def poster(self, request: Request) -> Response:
        """``GET /doi/ap-phich/{code}/{a4|a5|nhan}.pdf``.

        Raises:
            UserError: 404, there is no such link or size.
        """
        member = await self._member(request, "viewer")
        if member is None:
            return RedirectResponse("/doi/dang-nhap", 303)
        code, size = request.path_params["code"], SIZES.get(request.path_params["size"])
        link = await asyncio.to_thread(find_link, self._db, code)
        if link is None or size is None or not self._public:
            raise UserError("unknown_link", "Không có đường dẫn này.", 404)
        address = f"{self._public}/l/{link.code}"
        site = address.partition("://")[2]
        name = (await asyncio.to_thread(names)).procedures.get(link.procedure, "")
        made = Poster(address, site, link.commune, link.team, name)
        data = await asyncio.to_thread(render, made, size[0])
        return Response(data, media_type="application/pdf")

    async def _member(
        self, request: Request, role: Role, form: Mapping[str, str] | None = None
    ) -> Member | None:
        """Return who this is; ``None`` without a session.

        Raises:
            UserError: 403, they may not, or what changes something came without its proof.
        """
        ticket = request.cookies.get(COOKIE, "")
        said = self._cipher.of_ticket(ticket, SESSION_SECONDS) or ""
        since, _, name = said.partition(":")
        member = await asyncio.to_thread(find_member, self._db, name) if name else None
        if member is None or since != str(member.valid_from):
            return None
        given = None if form is None else form.get("proof", "")
        proven = given is None or hmac.compare_digest(given.encode(), self._proof(request).encode())
        if not proven or not member.may(role):
            raise UserError("forbidden", "Không được làm việc này.", 403)
        return member

    def _proof(self, request: Request) -> str:
        """Return what a form of this session must carry."""
        return self._cipher.fingerprints(f"proof:{request.cookies.get(COOKIE, '')}")[0]

    def _page(self, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        text = self._pages.get_template(template).render(**{"name": "", **values})
        return HTMLResponse(text, status, headers={"Cache-Control": "no-store"})


def _row(link: Link, counts: Mapping[str, int], known: Names) -> dict[str, Any]:
    return {
        "code": link.code,
        "commune": link.commune,
        "team": link.team,
        "procedure": known.procedures.get(link.procedure, "Hỏi gì cũng được"),
        "counts": [shown(counts.get(event, 0)) for event in EVENTS],
    }


async def _form(request: Request) -> dict[str, str]:
    """Return the fields of a posted form.

    Raises:
        UserError: it is too large, or no form.
    """
    data = await read_body(request, MAX_FORM)
    try:
        fields = parse_qs(data.decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except ValueError as error:
        raise UserError("bad_request", "Yêu cầu không đúng dạng.") from error
    return {name: values[0] for name, values in fields.items()}
