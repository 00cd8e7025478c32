"""Zalo's access token: renewed in time, by one process, and never twice with the same token.

A refresh token can be used once, and the old access token dies when a new one is given.
So the new pair is stored before it is used; a renewal whose answer was lost is tried once
more and no oftener; and what Zalo refuses needs an administrator (``troly zalo authorise``).
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import json
import secrets
import string
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import structlog

from bot.channel_settings import ZaloSettings
from bot.channels.model import never_left
from bot.errors import TrolyError, UpstreamError
from bot.privacy.crypto import Cipher
from bot.storage.channel_tokens import (
    NEEDS_REAUTH,
    OK,
    RENEWING,
    RENEWING_SECONDS,
    UNSURE,
    Tokens,
    TokenStore,
)
from bot.storage.database import Database

AHEAD = 3_600.0
"""An access token (25 hours) is renewed when less than this is left of it."""
LOOK_SECONDS = 0.2
LOOKS = 75
PATH = "/v4/oa/access_token"
CONSENT = "/v4/oa/permission"
VERIFIER_LENGTH = 43

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class ZaloApp:
    """Our app at Zalo. ``oauth`` is the address that gives tokens."""

    id: str
    secret: str = field(repr=False)
    oauth: str = "https://oauth.zaloapp.com"

    @classmethod
    def of(cls, settings: ZaloSettings) -> ZaloApp:
        """Return the app of an installation."""
        return cls(settings.app, settings.app_secret, settings.oauth)


def tokens_of(db: Database, cipher: Cipher, oa: str) -> TokenStore:
    """Return where the tokens of an Official Account are kept."""
    return TokenStore(db, cipher, f"zalo:{oa}"[:32])


class NoToken(TrolyError):
    """There is no usable token now; ``seconds`` is when to look again."""

    def __init__(self, reason: str, seconds: float) -> None:
        super().__init__(reason)
        self.seconds = seconds


class TokenKeeper:
    """Gives out the access token, renewing it when it must be.

    Args:
        store: where the pair is kept.
        app: our app.
        client: for Zalo's tokens.
    """

    def __init__(self, store: TokenStore, app: ZaloApp, client: httpx.AsyncClient) -> None:
        self._store = store
        self._app = app
        self._client = client
        self._known: Tokens | None = None
        self._one = asyncio.Lock()

    async def access(self, refused: str = "") -> str:
        """Return an access token.

        Args:
            refused: one that Zalo did not take. Many may come with the same one: it is
                renewed for the first of them, and the others get what that brought.

        Raises:
            NoToken: nobody consented, the consent has ended, or Zalo is away.
        """
        known = self._known
        if known is not None and _is_good(known, refused):
            return known.access
        async with self._one:
            return await self._fresh(refused)

    async def _fresh(self, refused: str) -> str:
        for _ in range(LOOKS):
            tokens = await asyncio.to_thread(self._store.load)
            if tokens is None:
                raise NoToken("chưa cấp quyền: chạy troly zalo authorise", 300.0)
            if _is_good(tokens, refused):
                self._known = tokens
                return tokens.access
            if tokens.state == NEEDS_REAUTH:
                return self._last(tokens, refused)
            if await self._try(tokens):
                continue
            await asyncio.sleep(LOOK_SECONDS)
        raise NoToken("đang làm mới", 30.0)

    def _last(self, tokens: Tokens, refused: str) -> str:
        """Return a token that can no longer be renewed as long as it still works."""
        left = tokens.expires_at - time.time()
        log.error("zalo.needs_reauth", hours_left=round(max(left, 0) / 3_600, 1))
        if tokens.access != refused and left > 0:
            return tokens.access
        raise NoToken("cần cấp quyền lại: chạy troly zalo authorise", 600.0)

    async def _try(self, tokens: Tokens) -> bool:
        """Renew, if nobody else is at it; say whether something has changed."""
        stale = time.time() - tokens.state_at > RENEWING_SECONDS
        if tokens.state == RENEWING and not stale:
            return False
        last_try = tokens.state in (UNSURE, RENEWING)
        if not await asyncio.to_thread(self._store.take, tokens):
            return True
        try:
            await self._renew(tokens.refresh)
        except UpstreamError as error:
            lost = not error.retryable
            state = NEEDS_REAUTH if lost or last_try else UNSURE
            log.error("zalo.renewal", state=state, reason=str(error))
            await asyncio.to_thread(self._store.note, state)
        except httpx.HTTPError as error:
            # It never left: the token is not used up.
            await asyncio.to_thread(self._store.note, UNSURE if last_try else OK)
            raise NoToken(type(error).__name__, 15.0) from error
        return True

    async def _renew(self, refresh: str) -> None:
        asked = {"refresh_token": refresh, "grant_type": "refresh_token"}
        access, new, expires = await ask_for_tokens(self._client, self._app, asked)
        await asyncio.to_thread(self._store.save, access, new, expires)


def _is_good(tokens: Tokens, refused: str) -> bool:
    if tokens.access == refused:
        return False
    return tokens.state != NEEDS_REAUTH and tokens.expires_at - AHEAD > time.time()


async def ask_for_tokens(
    client: httpx.AsyncClient, app: ZaloApp, asked: Mapping[str, str]
) -> tuple[str, str, float]:
    """Ask Zalo for tokens; return access token, refresh token and when the first one ends.

    Raises:
        UpstreamError: Zalo refused (not ``retryable``), or its answer got lost.
        httpx.HTTPError: Zalo could not be reached at all.
    """
    try:
        response = await client.post(
            f"{app.oauth}{PATH}",
            data={**asked, "app_id": app.id},
            headers={"secret_key": app.secret},
        )
        found = json.loads(response.content)
    except httpx.HTTPError as error:
        if never_left(error):
            raise
        raise UpstreamError(type(error).__name__, retryable=True) from error
    except ValueError as error:
        raise UpstreamError("no JSON", retryable=True) from error
    access, refresh = found.get("access_token"), found.get("refresh_token")
    if not access or not refresh:
        raise UpstreamError(f"zalo {found.get('error', '?')}", retryable=False)
    return str(access), str(refresh), time.time() + float(found.get("expires_in") or 90_000)


@dataclass(frozen=True)
class Consent:
    """A consent that is being asked for: the address to open, and what proves it is ours."""

    address: str
    state: str
    verifier: str = field(repr=False)


def begin_consent(app: ZaloApp, redirect: str) -> Consent:
    """Return where an administrator of the account consents (OAuth with PKCE)."""
    letters = string.ascii_letters + string.digits
    verifier = "".join(secrets.choice(letters) for _ in range(VERIFIER_LENGTH))
    digest = hashlib.sha256(verifier.encode()).digest()
    challenge = base64.urlsafe_b64encode(digest).decode().rstrip("=")
    state = secrets.token_urlsafe(16)
    query = {
        "app_id": app.id, "redirect_uri": redirect, "code_challenge": challenge, "state": state,
    }  # fmt: skip
    return Consent(f"{app.oauth}{CONSENT}?{urlencode(query)}", state, verifier)


def read_consent(came_back: str, consent: Consent) -> str:
    """Return the code of the address that the browser was led to after the consent.

    Raises:
        ValueError: it is another address, or of another consent.
    """
    found = parse_qs(urlsplit(came_back.strip()).query)
    code, state = found.get("code", [""])[0], found.get("state", [""])[0]
    if not code or not secrets.compare_digest(state.encode(), consent.state.encode()):
        raise ValueError("not the answer to this consent")
    return code
