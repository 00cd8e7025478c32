"""Template messages (ZNS) to phones, for notifications."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path

import httpx
import pytest

from bot.channels.model import Refused, SendLater
from bot.channels.zalo_oa import ZNS_REFUSED, ZaloChannel
from bot.channels.zalo_tokens import TokenKeeper, ZaloApp, tokens_of
from bot.gateway.files import GivenFiles
from bot.privacy.crypto import Cipher
from bot.speech.aloud import Aloud
from bot.speech.speaker import Speaker
from bot.storage.database import Database
from tests.gateway.conftest import served
from tests.standins.zalo import ZaloStandin

Run = Callable[[Callable[[ZaloChannel], Awaitable[object]]], object]


@pytest.fixture
def zalo(db: Database, cipher: Cipher, tmp_path: Path) -> Iterator[tuple[ZaloStandin, Run]]:
    """A running stand-in, and what does something by a channel to it."""
    standin = ZaloStandin("khoa-app")
    tokens_of(db, cipher, "1").save("access-0", "refresh-0", time.time() + 90_000)
    with served(standin.app()) as address:

        def run(work: Callable[[ZaloChannel], Awaitable[object]]) -> object:
            async def inside() -> object:
                async with httpx.AsyncClient(base_url=address, trust_env=False) as client:
                    app = ZaloApp("1", "khoa-app", address)
                    keeper = TokenKeeper(tokens_of(db, cipher, "1"), app, client)
                    aloud = Aloud(Speaker(tmp_path, None), cipher, "")
                    files = GivenFiles(db, cipher, "")
                    return await work(ZaloChannel(client, keeper, files, aloud, notify=address))

            return asyncio.run(inside())

        yield standin, run


def tell(channel: ZaloChannel) -> Awaitable[str]:
    """Send a notification."""
    return channel.notify("0900000001", "123456", {"trang_thai": "đã có kết quả"}, "n-1")


def test_a_notification_names_its_template_and_the_phone_as_zalo_wants_it(
    zalo: tuple[ZaloStandin, Run],
) -> None:
    assert zalo[1](tell) == "zns-1"
    assert zalo[0].sent("/message/template") == [
        {
            "phone": "84900000001",
            "template_id": "123456",
            "template_data": {"trang_thai": "đã có kết quả"},
            "tracking_id": "n-1",
        }
    ]


@pytest.mark.parametrize("number", sorted(ZNS_REFUSED))
def test_a_phone_or_template_that_will_never_do_is_said_so(
    zalo: tuple[ZaloStandin, Run], number: int
) -> None:
    zalo[0].failures.append(number)
    with pytest.raises(Refused, match=ZNS_REFUSED[number]):
        zalo[1](tell)


def test_a_refused_token_is_renewed_once(zalo: tuple[ZaloStandin, Run]) -> None:
    zalo[0].failures.append(-124)
    assert zalo[1](tell) == "zns-1"
    assert zalo[0].renewals == 1


def test_too_many_wait(zalo: tuple[ZaloStandin, Run]) -> None:
    zalo[0].failures.append(-32)
    with pytest.raises(SendLater):
        zalo[1](tell)
