"""Recordings are heard by a service over HTTP, whichever shape it has."""

from __future__ import annotations

import asyncio
import base64
import json
from collections.abc import Iterator

import pytest

from bot.channel_settings import LISTEN_SHAPES, RecogniserSettings
from bot.errors import UpstreamError
from bot.speech.recognise import SHAPES, Recogniser
from tests.gateway.conftest import served
from tests.standins.recogniser import RecogniserStandin

SOUND = b"OggS made up"


@pytest.fixture
def service() -> Iterator[tuple[RecogniserStandin, str]]:
    """A running service, and its address."""
    standin = RecogniserStandin()
    with served(standin.app()) as address:
        yield standin, address


def hear(address: str, shape: str, data: bytes = SOUND) -> str:
    """Have a recording heard."""

    async def run() -> str:
        path = "odd" if shape == "odd" else shape
        known = "openai" if shape == "odd" else shape
        recogniser = Recogniser(RecogniserSettings(known, f"{address}/{path}", "khoa", "m1"))
        try:
            return await recogniser.hear(data, "audio/ogg")
        finally:
            await recogniser.close()

    return asyncio.run(run())


def test_the_settings_know_the_same_shapes() -> None:
    assert set(LISTEN_SHAPES) == set(SHAPES)


@pytest.mark.parametrize("shape", sorted(SHAPES))
def test_every_shape_is_asked_with_the_recording_and_the_key(
    service: tuple[RecogniserStandin, str], shape: str
) -> None:
    assert hear(service[1], shape) == "làm khai sinh cần giấy gì"
    ((path, body, headers),) = service[0].heard
    assert path == shape
    sent = body
    if shape == "google":
        sent = base64.b64decode(json.loads(body)["audio"]["content"])
    assert SOUND in sent
    assert any("khoa" in value for value in headers.values())


@pytest.mark.parametrize(("status", "again"), [(500, True), (429, True), (401, False)])
def test_a_service_that_refuses_is_an_error(
    service: tuple[RecogniserStandin, str], status: int, again: bool
) -> None:
    service[0].failures.append(status)
    with pytest.raises(UpstreamError) as caught:
        hear(service[1], "openai")
    assert caught.value.retryable is again


def test_a_service_that_is_away_may_be_asked_again() -> None:
    with pytest.raises(UpstreamError) as caught:
        hear("http://127.0.0.1:9", "openai")
    assert caught.value.retryable


def test_an_answer_of_another_shape_is_an_error(service: tuple[RecogniserStandin, str]) -> None:
    with pytest.raises(UpstreamError, match="another shape"):
        hear(service[1], "odd")


def test_a_recording_that_is_too_large_is_not_sent(service: tuple[RecogniserStandin, str]) -> None:
    with pytest.raises(UpstreamError, match="too large"):
        hear(service[1], "openai", b"x" * 10_000_001)
    assert service[0].heard == []
