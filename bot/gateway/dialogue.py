"""Talks to the dialogue process over loopback HTTP."""

from __future__ import annotations

from typing import Any

import httpx

from bot.errors import BusyError, UpstreamError

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 45.0


class DialogueClient:
    """Brings turns to one dialogue.

    Args:
        url: address of the dialogue, for example ``http://127.0.0.1:5005``.
        secret: what gateway and dialogue share.
    """

    def __init__(self, url: str, secret: str) -> None:
        self._client = httpx.AsyncClient(
            base_url=f"{url}/webhooks/gateway",
            headers={"Authorization": f"Bearer {secret}"},
            timeout=httpx.Timeout(ANSWER_SECONDS, connect=CONNECT_SECONDS),
            trust_env=False,
        )

    async def answer(self, turn_id: str) -> list[dict[str, Any]]:
        """Have a turn answered and return its replies.

        Raises:
            BusyError: an earlier turn of the conversation waits, or another dialogue is
                at it.
            UpstreamError: the dialogue is away or broken. The turn is safe in
                the inbox and may be brought again; ``retryable`` is ``False`` only
                when the dialogue does not know the turn or refuses our secret.
        """
        try:
            response = await self._client.post("/turns", json={"turn_id": turn_id})
        except httpx.HTTPError as error:
            raise UpstreamError(type(error).__name__, retryable=True) from error
        if response.status_code == httpx.codes.OK:
            return list(response.json()["replies"])
        if response.status_code == httpx.codes.CONFLICT:
            raise BusyError(turn_id)
        raise UpstreamError(
            f"HTTP {response.status_code}", retryable=response.status_code not in (401, 404)
        )

    async def is_ready(self) -> bool:
        """Say whether the dialogue has its model loaded and answers."""
        try:
            response = await self._client.get("/health", timeout=CONNECT_SECONDS)
        except httpx.HTTPError:
            return False
        return response.status_code == httpx.codes.OK

    async def close(self) -> None:
        """Close the connections."""
        await self._client.aclose()
