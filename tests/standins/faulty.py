"""Gateway and dialogue that die at a named step: ``python -m tests.standins.faulty STEP N``.

The process kills itself, as hard as ``kill -9``, the N-th time it comes to the step. The
project's own code knows nothing of this: its methods are wrapped here.
"""

from __future__ import annotations

import functools
import inspect
import os
import signal
import sys
from collections.abc import Callable
from typing import Any

from bot.channels.telegram import TelegramChannel
from bot.gateway import serve
from bot.gateway.dialogue import DialogueClient
from bot.gateway.door import Door
from bot.gateway.intake import Intake
from bot.storage.inbox import Inbox
from bot.storage.outbox import Outbox
from bot.storage.turns import TurnStore
from tests.standins import dialogue

GATEWAY, DIALOGUE = "gateway", "dialogue"
STEPS: dict[str, tuple[str, type, str, str]] = {
    "an update has come in": (GATEWAY, Door, "take", "before"),
    "before it is stored": (GATEWAY, Inbox, "accept", "before"),
    "it is stored, and not acknowledged": (GATEWAY, Inbox, "accept", "after"),
    "its writer was told": (GATEWAY, Intake, "accept", "after"),
    "before it is brought to the dialogue": (GATEWAY, DialogueClient, "answer", "before"),
    "the dialogue has taken it": (DIALOGUE, TurnStore, "begin", "after"),
    "before the turn is committed": (DIALOGUE, TurnStore, "finish", "before"),
    "the turn is committed, and not told": (DIALOGUE, TurnStore, "finish", "after"),
    "the gateway was told": (GATEWAY, DialogueClient, "answer", "after"),
    "the reply is marked as being sent": (GATEWAY, Outbox, "claim", "after"),
    "before it is sent": (GATEWAY, TelegramChannel, "send", "before"),
    "it is sent, and not noted": (GATEWAY, TelegramChannel, "send", "after"),
    "before it is noted": (GATEWAY, Outbox, "settle", "before"),
    "it is noted": (GATEWAY, Outbox, "settle", "after"),
}
"""By name: which process, and which method, before or after it."""


def arm(step: str, passes: int) -> str:
    """Make this process die at a step; return which process it must be."""
    process, owner, name, when = STEPS[step]
    left = passes

    def count(result: Any) -> None:
        nonlocal left
        # An empty claim is no step: nothing was marked.
        left -= result != []
        if left <= 0:
            os.kill(os.getpid(), signal.SIGKILL)

    method: Callable[..., Any] = getattr(owner, name)
    setattr(owner, name, _wrapped(method, count, when))
    return process


def _wrapped(method: Callable[..., Any], count: Callable[[Any], None], when: str) -> Any:
    if inspect.iscoroutinefunction(method):

        @functools.wraps(method)
        async def slow(*given: Any, **named: Any) -> Any:
            if when == "before":
                count(None)
            result = await method(*given, **named)
            if when == "after":
                count(result)
            return result

        return slow

    @functools.wraps(method)
    def quick(*given: Any, **named: Any) -> Any:
        if when == "before":
            count(None)
        result = method(*given, **named)
        if when == "after":
            count(result)
        return result

    return quick


if __name__ == "__main__":
    {GATEWAY: serve.main, DIALOGUE: dialogue.main}[arm(sys.argv[1], int(sys.argv[2]))]()
