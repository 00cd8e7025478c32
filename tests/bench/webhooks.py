"""Webhooks of Telegram against the real gateway: how fast they are acknowledged, and what a
run with kills, a locked database and an app that is away does to messages.

``python -m tests.bench.webhooks acknowledge``, ``… faults`` (kills at random, and more) and
``… steps`` (a kill at every step). Everything is on loopback and
bounded: so many messages, so many kills.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import select

from bot.settings import ROOT
from bot.storage.database import Database
from bot.storage.tables import inbox, outbox
from tests.gateway.conftest import served
from tests.standins import faulty
from tests.standins.faulty import STEPS
from tests.standins.telegram import TelegramStandin

TOKEN = "4242:" + "A" * 35
SECRET = "mot-chuoi-bi-mat-cua-tests"
HEADERS = {"X-Telegram-Bot-Api-Secret-Token": SECRET}
GATEWAY, DIALOGUE = "bot.gateway.serve", "tests.standins.dialogue"
MODULES = {faulty.GATEWAY: GATEWAY, faulty.DIALOGUE: DIALOGUE}
STEP_SECONDS = 30.0
TRY_AGAIN_SECONDS = 0.2
GIVE_UP_SECONDS = 240.0


def free_port() -> int:
    """Return a port of loopback that nobody uses right now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class System:
    """The gateway and a dialogue that repeats, as processes that can be killed."""

    def __init__(self, folder: Path, telegram: str) -> None:
        self.port, dialogue_port = free_port(), free_port()
        self.database = folder / "troly.db"
        self.environment = {
            **os.environ,
            "TROLY_DATA_DIR": str(folder),
            "TROLY_PORT": str(self.port),
            "TROLY_DIALOGUE_PORT": str(dialogue_port),
            "TROLY_MESSAGES_PER_MINUTE": "0",
            "TROLY_LOG_LEVEL": "CRITICAL",
            "TROLY_SPEECH_API": "",
            "TROLY_TELEGRAM_TOKEN": TOKEN,
            "TROLY_TELEGRAM_SECRET": SECRET,
            "TROLY_TELEGRAM_WEBHOOK": "https://troly.example/webhooks/telegram",
            "TROLY_TELEGRAM_API": telegram,
        }
        self.address = f"http://127.0.0.1:{self.port}"
        self.children: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, module: str, *faulty: str) -> None:
        """Start a process; ``faulty`` are step and times, see :mod:`tests.standins.faulty`."""
        command = ["tests.standins.faulty", *faulty] if faulty else [module]
        self.children[module] = subprocess.Popen(
            [sys.executable, "-m", *command], cwd=ROOT, env=self.environment
        )

    def kill(self, module: str) -> None:
        """End a process with no warning."""
        child = self.children[module]
        child.send_signal(signal.SIGKILL)
        child.wait()

    def die_at(self, step: str, passes: int) -> bool:
        """Let the process of a step die there; say if it did before it took too long."""
        module = MODULES[STEPS[step][0]]
        self.kill(module)
        self.start(module, step, str(passes))
        try:
            self.children[module].wait(STEP_SECONDS)
        except subprocess.TimeoutExpired:
            return False
        finally:
            self.kill(module)
            self.start(module)
        return True

    def wait(self) -> None:
        """Return as soon as the gateway answers."""
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                httpx.get(self.address + "/health", trust_env=False, timeout=2)
            except httpx.TransportError:
                time.sleep(0.1)
            else:
                return
        raise RuntimeError("the gateway did not come up")

    def stop(self) -> None:
        """End what still runs."""
        for child in self.children.values():
            if child.poll() is None:
                child.kill()
            child.wait()


@contextmanager
def running(*modules: str) -> Iterator[tuple[System, TelegramStandin]]:
    """Run processes beside a stand-in for Telegram."""
    telegram = TelegramStandin(TOKEN)
    with tempfile.TemporaryDirectory() as folder, served(telegram.app()) as address:
        system = System(Path(folder), address)
        try:
            for module in modules:
                system.start(module)
            system.wait()
            yield system, telegram
        finally:
            system.stop()


def update(number: int, chat: int, text: str) -> dict[str, Any]:
    """Return the update of a text, as Telegram sends it."""
    person = {"id": chat, "is_bot": False, "first_name": "Tư"}
    message = {
        "message_id": number,
        "date": 1795400000,
        "chat": {"id": chat, "type": "private", "first_name": "Tư"},
        "from": person,
        "text": text,
    }
    return {"update_id": number, "message": message}


async def acknowledge(address: str, per_second: int, seconds: int, people: int) -> list[float]:
    """Post webhooks at an even pace; return how long each took, in ms."""
    waits: list[float] = []
    limits = httpx.Limits(max_connections=100)
    async with httpx.AsyncClient(
        base_url=address, trust_env=False, timeout=30, limits=limits, headers=HEADERS
    ) as client:

        async def post(number: int) -> None:
            began = time.perf_counter()
            body = update(number, 1000 + number % people, f"tin {number}")
            response = await client.post("/webhooks/telegram", json=body)
            response.raise_for_status()
            waits.append((time.perf_counter() - began) * 1000)

        began = time.perf_counter()
        tasks = []
        for number in range(per_second * seconds):
            await asyncio.sleep(max(0.0, began + number / per_second - time.perf_counter()))
            tasks.append(asyncio.create_task(post(number + 1)))
        await asyncio.gather(*tasks)
    return waits


def percentile(waits: list[float], share: float) -> float:
    """Return the value below which a share (0..1) of all lie."""
    return sorted(waits)[min(int(len(waits) * share), len(waits) - 1)]


def measure_acknowledgement(per_second: int, seconds: int) -> None:
    """Print the table of acknowledgement times."""
    print(f"{per_second} webhooks a second for {seconds} s, 200 people; ms")
    print("| while | p50 | p95 | p99 | longest |\n|---|---|---|---|---|")
    for name, modules, locked in (
        ("the dialogue answers", (GATEWAY, DIALOGUE), False),
        ("the dialogue is down", (GATEWAY,), False),
        ("the database is locked for 10 s", (GATEWAY, DIALOGUE), True),
    ):
        with running(*modules) as (system, _):
            lock = threading.Timer(2.0, hold_lock, (system.database, 10.0)) if locked else None
            if lock is not None:
                lock.start()
            waits = asyncio.run(acknowledge(system.address, per_second, seconds, 200))
            if lock is not None:
                lock.join()
        shares = " | ".join(f"{percentile(waits, share):.0f}" for share in (0.5, 0.95, 0.99))
        print(f"| {name} | {shares} | {max(waits):.0f} |", flush=True)


def hold_lock(database: Path, seconds: float) -> None:
    """Hold the database's write lock, as a backup or a long transaction would."""
    connection = sqlite3.connect(database, timeout=30, isolation_level=None)
    connection.execute("BEGIN IMMEDIATE")
    time.sleep(seconds)
    connection.execute("COMMIT")
    connection.close()


@dataclass
class Faults:
    """What was done to the system, and what came of it."""

    messages: int
    people: int
    kills: Counter[str] = field(default_factory=Counter)
    repeated: int = 0
    refused: int = 0


def deliver(system: System, faults: Faults, seed: int, enough: threading.Event) -> None:
    """Deliver messages as Telegram does: in order for one person, again until accepted.

    It ends when there were so many as were asked for and it is ``enough``; ``faults`` then
    counts what was delivered.
    """
    wanted = faults.messages
    faults.messages = 0

    async def person(client: httpx.AsyncClient, chat: int) -> None:
        rng = random.Random(seed * 1000 + chat)
        while faults.messages < wanted or not enough.is_set():
            faults.messages += 1
            number = faults.messages
            body = update(number, 5000 + chat, f"tin {number}")
            while True:
                try:
                    response = await client.post("/webhooks/telegram", json=body)
                    if response.status_code == 200:
                        break
                    faults.refused += 1
                except httpx.TransportError:
                    faults.refused += 1
                await asyncio.sleep(TRY_AGAIN_SECONDS)
            if rng.random() < 0.05:
                faults.repeated += 1
                with_again = await _quietly(client, body)
                faults.refused += not with_again
            await asyncio.sleep(rng.expovariate(2.0))

    async def everybody() -> None:
        async with httpx.AsyncClient(
            base_url=system.address, trust_env=False, timeout=30, headers=HEADERS
        ) as client:
            await asyncio.gather(*(person(client, chat) for chat in range(faults.people)))

    asyncio.run(everybody())


async def _quietly(client: httpx.AsyncClient, body: dict[str, Any]) -> bool:
    try:
        return (await client.post("/webhooks/telegram", json=body)).status_code == 200
    except httpx.TransportError:
        return False


def run_steps(messages: int, people: int, rounds: int, seed: int) -> list[str]:
    """Run while a process dies at every step, ``rounds`` times; return what is wrong."""
    faults = Faults(messages, people)
    rng = random.Random(seed)
    missed = []
    with running(GATEWAY, DIALOGUE) as (system, telegram):
        enough = threading.Event()
        sending = threading.Thread(target=deliver, args=(system, faults, seed, enough))
        sending.start()
        for step in [step for _ in range(rounds) for step in STEPS]:
            if system.die_at(step, rng.randint(1, 6)):
                faults.kills[step] += 1
            else:
                missed.append(f"never came to: {step}")
        enough.set()
        sending.join(GIVE_UP_SECONDS)
        return [*missed, *report(faults, telegram, _settled(system, telegram))]


def run_faults(messages: int, people: int, kills: int, seed: int, *, lock: float) -> list[str]:
    """Run with faults at random; print the counts and return what is wrong."""
    faults = Faults(messages, people)
    rng = random.Random(seed)
    with running(GATEWAY, DIALOGUE) as (system, telegram):
        enough = threading.Event()
        enough.set()
        sending = threading.Thread(target=deliver, args=(system, faults, seed, enough))
        sending.start()
        for number in range(kills):
            time.sleep(rng.uniform(0.2, 2.0))
            module = rng.choice([GATEWAY, GATEWAY, DIALOGUE])
            system.kill(module)
            system.start(module)
            faults.kills[module] += 1
            if number == kills // 2 and lock:
                hold_lock(system.database, lock)
            if number % 7 == 3:
                telegram.away = True
                time.sleep(rng.uniform(0.5, 2.0))
                telegram.away = False
        sending.join(GIVE_UP_SECONDS)
        found = _settled(system, telegram)
        return report(faults, telegram, found)


def _settled(system: System, telegram: TelegramStandin) -> dict[str, Counter[str]]:
    """Wait until nothing is on its way any more; return the states of inbox and outbox."""
    db = Database(f"sqlite:///{system.database}")
    end = time.monotonic() + GIVE_UP_SECONDS
    while True:
        with db.read() as connection:
            asked = Counter(row.state for row in connection.execute(select(inbox.c.state)))
            told = Counter(row.state for row in connection.execute(select(outbox.c.state)))
        done = not asked["pending"] and not told["pending"] and not told["sending"]
        if done or time.monotonic() > end:
            return {"inbox": asked, "outbox": told}
        time.sleep(0.3)


def report(faults: Faults, telegram: TelegramStandin, states: dict[str, Counter[str]]) -> list[str]:
    """Print what came of a run, counted by Telegram's own log; return what is wrong."""
    texts: dict[int, list[str]] = defaultdict(list)
    for sent in telegram.sent():
        texts[int(sent["chat_id"])].append(str(sent["text"]))
    counts = Counter(text for mine in texts.values() for text in mine)
    expected = {f"nghe: tin {number}" for number in range(1, faults.messages + 1)}
    missing = [text for text in expected if not counts[text]]
    twice = [text for text in expected if counts[text] > 1]
    again = sum(count for text, count in counts.items() if text not in expected)
    unknown = states["outbox"]["unknown"] + states["outbox"]["told"]
    disorder = sum(not _in_order(mine) for mine in texts.values())
    print(f"messages {faults.messages} of {faults.people} people, {dict(faults.kills)} kills")
    print(f"delivered again {faults.repeated}, refused and tried again {faults.refused}")
    print(f"inbox {dict(states['inbox'])}, outbox {dict(states['outbox'])}")
    print(f"not seen by Telegram {len(missing)}, seen twice {len(twice)}, said again {again}")
    print(f"unknown {unknown}, people with another order {disorder}", flush=True)
    wrong = []
    if sum(states["inbox"].values()) != faults.messages or states["inbox"]["pending"]:
        wrong.append("an accepted message was lost or taken twice")
    if sum(states["outbox"].values()) != faults.messages + states["outbox"]["told"]:
        wrong.append("a turn took effect twice, or not at all")
    if len(missing) > unknown:
        wrong.append("a reply is missing that is not counted as unknown")
    if twice:
        wrong.append("a reply was sent twice")
    if disorder:
        wrong.append("the order within a conversation was not kept")
    return wrong


def _in_order(texts: list[str]) -> bool:
    numbers = [int(text.split()[-1]) for text in texts if text.startswith("nghe: tin ")]
    return numbers == sorted(numbers)


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser()
    kinds = parser.add_subparsers(dest="kind", required=True)
    speed = kinds.add_parser("acknowledge")
    speed.add_argument("--per-second", type=int, default=50)
    speed.add_argument("--seconds", type=int, default=60)
    faults = kinds.add_parser("faults")
    faults.add_argument("--messages", type=int, default=2_000)
    faults.add_argument("--people", type=int, default=40)
    faults.add_argument("--kills", type=int, default=60)
    faults.add_argument("--seed", type=int, default=1)
    steps = kinds.add_parser("steps")
    steps.add_argument("--messages", type=int, default=2_000)
    steps.add_argument("--people", type=int, default=20)
    steps.add_argument("--rounds", type=int, default=5)
    steps.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if options.kind == "acknowledge":
        measure_acknowledgement(options.per_second, options.seconds)
        return
    if options.kind == "steps":
        wrong = run_steps(options.messages, options.people, options.rounds, options.seed)
    else:
        wrong = run_faults(options.messages, options.people, options.kills, options.seed, lock=10.0)
    print("; ".join(wrong) or "nothing lost, nothing twice, order kept")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
