"""What time it is, in Tây Ninh; everything that depends on the day asks here.

``TROLY_TODAY`` pretends that it is another day, so that next year's fees can be
tested and shown today. Time then still moves on, from 09:00 of that day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")
PRETENDED_START = time(9, 0)


class Clock:
    """Tells local time, shifted by a constant when another day is pretended.

    Args:
        today: the day to pretend at the moment of construction, or ``None``.
        now: source of the real time; must return an aware datetime.
    """

    def __init__(
        self,
        today: date | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(LOCAL),
    ) -> None:
        self._now = now
        self._shift = (
            timedelta(0)
            if today is None
            else datetime.combine(today, PRETENDED_START, LOCAL) - now()
        )

    def now(self) -> datetime:
        """Return the aware local time."""
        return (self._now() + self._shift).astimezone(LOCAL)

    def today(self) -> date:
        """Return the local date that fees and rules are asked for."""
        return self.now().date()

    def advance(self, by: timedelta) -> None:
        """Move this clock on, for conversations that are replayed."""
        self._shift += by
