"""Keeps calls to an app under its limit, evenly."""

from __future__ import annotations

import asyncio


class Pace:
    """Lets so many calls through a minute, a tenth of them at once.

    Args:
        per_minute: 10 or more.
    """

    def __init__(self, per_minute: int) -> None:
        self._gap = 60 / per_minute
        self._burst = per_minute / 10 * self._gap
        self._next = 0.0

    async def wait(self) -> None:
        """Wait for one's turn."""
        now = asyncio.get_running_loop().time()
        self._next = max(self._next, now - self._burst) + self._gap
        if self._next > now:
            await asyncio.sleep(self._next - now)
