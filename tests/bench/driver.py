"""Talks to a system in closed loops: each conversation sends its next text when answered."""

from __future__ import annotations

import asyncio
import json
import time
import uuid
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

import httpx

Turn = Callable[[str], Awaitable[None]]
TURNS_PER_CONVERSATION = 10


@dataclass
class Load:
    """What a run showed. Latencies are in milliseconds, sorted."""

    turns: int
    seconds: float
    latencies: list[float]

    @property
    def per_second(self) -> float:
        """Turns a second over the whole run."""
        return self.turns / self.seconds

    def percentile(self, share: float) -> float:
        """Return the latency that ``share`` (0..1) of the turns stayed within."""
        return self.latencies[min(int(share * len(self.latencies)), len(self.latencies) - 1)]


async def run(
    connect: Callable[[httpx.AsyncClient], Awaitable[Turn]],
    address: str,
    texts: Sequence[str],
    at_once: int,
    turns: int,
) -> Load:
    """Run ``turns`` turns in ``at_once`` conversations side by side."""
    limits = httpx.Limits(max_connections=at_once * 2, max_keepalive_connections=at_once * 2)
    latencies: list[float] = []
    numbers = iter(range(turns))
    async with httpx.AsyncClient(
        base_url=address, trust_env=False, timeout=120, limits=limits
    ) as http:

        async def one() -> None:
            done = TURNS_PER_CONVERSATION
            turn: Turn | None = None
            for number in numbers:
                if turn is None or done >= TURNS_PER_CONVERSATION:
                    turn, done = await connect(http), 0
                began = time.perf_counter()
                await turn(texts[number % len(texts)])
                latencies.append((time.perf_counter() - began) * 1000)
                done += 1

        began = time.perf_counter()
        await asyncio.gather(*(one() for _ in range(at_once)))
        seconds = time.perf_counter() - began
    return Load(len(latencies), seconds, sorted(latencies))


async def connect_ours(http: httpx.AsyncClient) -> Turn:
    """Open a conversation of the web chat; replies are received by its long poll."""
    token = (await http.post("/api/session")).json()["token"]
    headers = {"Authorization": f"Bearer {token}"}
    after = 0

    async def turn(text: str) -> None:
        nonlocal after
        body = {"client_id": uuid.uuid4().hex, "text": text}
        sent = await http.post("/api/messages", json=body, headers=headers)
        turn_id = sent.json()["turn_id"]
        while True:
            query = {"after": after, "wait": 20}
            got = (await http.get("/api/replies", params=query, headers=headers)).json()["replies"]
            after = got[-1]["id"] if got else after
            if any(reply["turn_id"] == turn_id for reply in got):
                return

    return turn


async def connect_stock(http: httpx.AsyncClient) -> Turn:
    """Begin a conversation over Rasa's REST channel."""
    sender = uuid.uuid4().hex

    async def turn(text: str) -> None:
        body = json.dumps({"sender": sender, "message": text})
        answer = await http.post("/webhooks/rest/webhook", content=body)
        answer.raise_for_status()

    return turn
