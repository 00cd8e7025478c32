"""Zalo's tokens: renewed in time, by one alone, never twice with the same refresh token."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator

import httpx
import pytest

from bot.channels.zalo_tokens import (
    NoToken,
    TokenKeeper,
    ZaloApp,
    ask_for_tokens,
    begin_consent,
    read_consent,
)
from bot.privacy.crypto import Cipher
from bot.storage.channel_tokens import NEEDS_REAUTH, OK, RENEWING, TokenStore
from bot.storage.database import Database
from tests.gateway.conftest import served
from tests.standins.zalo import ZaloStandin

SECRET = "khoa-app"
HOUR = 3_600.0


@pytest.fixture
def zalo() -> Iterator[tuple[ZaloStandin, ZaloApp]]:
    """A running stand-in, and our app there."""
    standin = ZaloStandin(SECRET)
    with served(standin.app()) as address:
        yield standin, ZaloApp("1", SECRET, address)


@pytest.fixture
def store(db: Database, cipher: Cipher) -> TokenStore:
    """Where the tokens are kept; the access token has ended."""
    found = TokenStore(db, cipher, "zalo:1")
    found.save("access-0", "refresh-0", time.time() - 1)
    return found


def keeper(store: TokenStore, app: ZaloApp) -> TokenKeeper:
    """Return a keeper with connections of its own, as another process has."""
    return TokenKeeper(store, app, httpx.AsyncClient(trust_env=False, timeout=5))


def state(store: TokenStore) -> str:
    """Return how the tokens stand."""
    found = store.load()
    assert found is not None
    return found.state


def test_the_new_pair_is_kept_sealed(
    zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore, db: Database
) -> None:
    assert asyncio.run(keeper(store, zalo[1]).access()) == "access-1"
    kept = store.load()
    assert kept is not None
    assert (kept.access, kept.refresh, kept.state) == ("access-1", "refresh-1", OK)
    with db.read() as connection:
        row = connection.exec_driver_sql("SELECT access, refresh FROM channel_token").one()
    assert b"refresh-1" not in bytes(row[0]) + bytes(row[1])


def test_many_processes_renew_once(zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore) -> None:
    async def at_once() -> list[str]:
        keepers = [keeper(store, zalo[1]) for _ in range(8)]
        return await asyncio.gather(*(one.access() for one in keepers))

    assert set(asyncio.run(at_once())) == {"access-1"}
    assert zalo[0].renewals == 1


def test_many_that_were_refused_with_the_same_token_renew_it_once(
    zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore
) -> None:
    store.save("access-0", "refresh-0", time.time() + 25 * HOUR)

    async def refused_at_once() -> list[str]:
        one = keeper(store, zalo[1])
        given = await one.access()
        return await asyncio.gather(*(one.access(given) for _ in range(20)))

    assert set(asyncio.run(refused_at_once())) == {"access-1"}
    assert zalo[0].renewals == 1


def test_an_answer_that_got_lost_is_asked_for_once_more_and_no_oftener(
    zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore
) -> None:
    zalo[0].broken_renewals.extend(["html", "html", "html"])
    with pytest.raises(NoToken, match="troly zalo authorise"):
        asyncio.run(keeper(store, zalo[1]).access())
    assert state(store) == NEEDS_REAUTH
    assert len(zalo[0].sent("/v4/oa/access_token")) == 2
    with pytest.raises(NoToken):
        asyncio.run(keeper(store, zalo[1]).access())
    assert len(zalo[0].sent("/v4/oa/access_token")) == 2


def test_a_refused_refresh_needs_an_administrator(
    zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore
) -> None:
    store.save("access-0", "old", time.time() - 1)
    with pytest.raises(NoToken, match="troly zalo authorise"):
        asyncio.run(keeper(store, zalo[1]).access())
    assert state(store) == NEEDS_REAUTH


def test_an_access_token_is_used_to_its_end_when_it_cannot_be_renewed(
    zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore
) -> None:
    store.save("access-0", "old", time.time() + HOUR / 2)
    assert asyncio.run(keeper(store, zalo[1]).access()) == "access-0"
    assert state(store) == NEEDS_REAUTH


def test_when_zalo_cannot_be_reached_the_refresh_token_is_not_used_up(store: TokenStore) -> None:
    away = ZaloApp("1", SECRET, "http://127.0.0.1:9")
    with pytest.raises(NoToken):
        asyncio.run(keeper(store, away).access())
    assert state(store) == OK


def test_a_renewal_that_was_killed_is_taken_over_as_the_last_try(
    zalo: tuple[ZaloStandin, ZaloApp], store: TokenStore, db: Database
) -> None:
    seen = store.load()
    assert seen is not None
    assert store.take(seen)
    assert not store.take(seen)
    with db.write() as connection:
        connection.exec_driver_sql("UPDATE channel_token SET state_at = 1")
    assert state(store) == RENEWING
    assert asyncio.run(keeper(store, zalo[1]).access()) == "access-1"


def test_nobody_consented_yet(
    zalo: tuple[ZaloStandin, ZaloApp], db: Database, cipher: Cipher
) -> None:
    with pytest.raises(NoToken, match="chưa cấp quyền"):
        asyncio.run(keeper(TokenStore(db, cipher, "zalo:2"), zalo[1]).access())


def test_a_consent_leads_to_tokens(zalo: tuple[ZaloStandin, ZaloApp]) -> None:
    consent = begin_consent(zalo[1], "https://troly.example/zalo")
    asked = httpx.URL(consent.address).params
    assert asked["redirect_uri"] == "https://troly.example/zalo"
    assert (len(consent.verifier), "=" in asked["code_challenge"]) == (43, False)
    back = f"https://troly.example/zalo?code=abc&oa_id=1&state={consent.state}"
    code = read_consent(back, consent)

    async def exchange() -> tuple[str, str, float]:
        async with httpx.AsyncClient(trust_env=False) as client:
            given = {"code": code, "grant_type": "authorization_code"}
            return await ask_for_tokens(client, zalo[1], given)

    access, refresh, ends = asyncio.run(exchange())
    assert (access, refresh) == ("access-1", "refresh-1")
    assert 24 * HOUR < ends - time.time() < 26 * HOUR


@pytest.mark.parametrize("back", ["", "https://troly.example/zalo?code=abc&state=x", "x"])
def test_the_answer_to_another_consent_is_refused(back: str) -> None:
    consent = begin_consent(ZaloApp("1", SECRET), "https://troly.example/zalo")
    with pytest.raises(ValueError, match="not the answer"):
        read_consent(back, consent)
