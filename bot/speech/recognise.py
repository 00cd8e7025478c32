"""Hears what people said: a recording goes to a speech-recognition service over HTTP.

Services differ in how they are asked and how they answer, not in what they do, so each is
one row of :data:`SHAPES`. Recordings are personal: which service may hear them is for the
province to decide, and without one the assistant says kindly that it cannot listen.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Mapping
from typing import Any

import httpx

from bot.channel_settings import RecogniserSettings
from bot.errors import UpstreamError

SECONDS = httpx.Timeout(30.0, connect=5.0)
MOST_BYTES = 10_000_000
MOST_TEXT = 4_000


Ask = Callable[[RecogniserSettings, bytes, str], dict[str, Any]]
"""Makes what ``httpx`` is to send of a recording and its type."""
Read = Callable[[Any], Any]
"""Finds the text in the JSON that came back."""


def _form(settings: RecogniserSettings, data: bytes, mime: str) -> dict[str, Any]:
    name = f"voice.{_ending(mime)}"
    fields = {"language": "vi", "model": settings.model or "whisper-1"}
    headers = {"Authorization": f"Bearer {settings.key}"} if settings.key else {}
    return {"files": {"file": (name, data, mime)}, "data": fields, "headers": headers}


def _raw(settings: RecogniserSettings, data: bytes, mime: str) -> dict[str, Any]:
    return {"content": data, "headers": {"api-key": settings.key, "Content-Type": mime}}


def _json(settings: RecogniserSettings, data: bytes, mime: str) -> dict[str, Any]:
    config: dict[str, Any] = {"languageCode": "vi-VN"}
    if _ending(mime) == "ogg":
        config |= {"encoding": "OGG_OPUS", "sampleRateHertz": 48_000}
    body = {"config": config, "audio": {"content": base64.b64encode(data).decode("ascii")}}
    return {"json": body, "headers": {"X-Goog-Api-Key": settings.key}}


def _ending(mime: str) -> str:
    kind = mime.partition("/")[2].partition(";")[0]
    return {"mpeg": "mp3", "mp4": "m4a", "x-m4a": "m4a", "x-wav": "wav"}.get(kind, kind or "ogg")


SHAPES: Mapping[str, tuple[Ask, Read]] = {
    # A form with the file; whisper servers and those that speak like OpenAI's.
    "openai": (_form, lambda found: found["text"]),
    # The recording itself as the body; FPT.AI's way.
    "fpt": (_raw, lambda found: found["hypotheses"][0]["utterance"]),
    # JSON with the recording in base64; Google Cloud's way.
    "google": (
        _json,
        lambda found: " ".join(
            part["alternatives"][0]["transcript"] for part in found.get("results", ())
        ),
    ),
}


class Recogniser:
    """Hears by one service."""

    def __init__(self, settings: RecogniserSettings) -> None:
        self._settings = settings
        self._ask, self._read = SHAPES[settings.shape]
        self._client = httpx.AsyncClient(timeout=SECONDS, trust_env=False)

    async def hear(self, data: bytes, mime: str) -> str:
        """Return what is said in a recording; "" where nothing is.

        Raises:
            UpstreamError: the service is away, refuses, or answers something else.
        """
        if len(data) > MOST_BYTES:
            raise UpstreamError("too large", retryable=False)
        asked = self._ask(self._settings, data, mime or "audio/ogg")
        try:
            response = await self._client.post(self._settings.url, **asked)
        except httpx.HTTPError as error:
            raise UpstreamError(type(error).__name__, retryable=True) from error
        if response.status_code != httpx.codes.OK:
            again = response.status_code >= 500 or response.status_code == 429
            raise UpstreamError(f"HTTP {response.status_code}", retryable=again)
        try:
            text = self._read(response.json())
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise UpstreamError("an answer of another shape", retryable=False) from error
        if not isinstance(text, str):
            raise UpstreamError("an answer of another shape", retryable=False)
        return " ".join(text.split())[:MOST_TEXT]

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
