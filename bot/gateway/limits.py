"""Keeps one conversation from taking everybody's time."""

from __future__ import annotations

import time
from collections import OrderedDict

from bot.errors import UserError

MOST_KEPT = 10_000


class RateLimit:
    """A token bucket for each key.

    Args:
        per_minute: how many calls a key has a minute, and at most in one burst;
            0 means no limit.
    """

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def check(self, key: str, now: float | None = None) -> None:
        """Count one call.

        Raises:
            UserError: too many calls (429).
        """
        if not self._per_minute:
            return
        now = time.monotonic() if now is None else now
        left, since = self._buckets.pop(key, (float(self._per_minute), now))
        left = min(self._per_minute, left + (now - since) * self._per_minute / 60)
        self._buckets[key] = (max(left - 1, 0), now)
        if len(self._buckets) > MOST_KEPT:
            self._buckets.popitem(last=False)
        if left < 1:
            raise UserError(
                "too_many", "Tin gửi nhanh quá. Chờ một chút rồi gửi lại giúp trợ lý nhé.", 429
            )
