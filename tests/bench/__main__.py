"""``make bench``: turns a second, latency, processor time and memory, beside a stock bot.

A turn of ours: message in at the gateway, durable inbox, understanding,
retrieval, action, outbox, received by the driver. No reply cache. The stock
bot's turn: its REST channel with trackers in memory. Figures are ratios of one
run on one machine; the driver's own processor time is left out.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

import yaml

from bot.settings import ROOT
from nlu.evaluation.jsonl import read_jsonl
from tests.bench import driver, processes

LEVELS = (1, 8, 32)
MESSAGES = "tests/understanding/development.yml"
WARM_UP = 60


def main() -> None:
    """Measure both systems and print a table."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--turns", type=int, default=600, help="turns at each level")
    parser.add_argument("--without-stock", action="store_true", help="only our own system")
    parser.add_argument("--python310", default="3.10", help="Python for the stock bot")
    options = parser.parse_args()
    texts = distinct_texts()
    print(f"{len(texts)} distinct texts, {options.turns} turns at each level\n")
    with tempfile.TemporaryDirectory() as folder, processes.ours(Path(folder)) as system:
        measure("troly", system, driver.connect_ours, texts, options.turns)
    if options.without_stock:
        return
    with processes.stock(ROOT / ".cache" / "bench-stock", options.python310) as system:
        measure("stock rasa init", system, driver.connect_stock, texts, options.turns)


def distinct_texts() -> list[str]:
    """Return what people typed: the evaluation's questions and the development messages."""
    questions = [
        line["text"]
        for path in sorted((ROOT / "nlu" / "evaluation").glob("*.jsonl"))
        for line in read_jsonl(path)
    ]
    messages = yaml.safe_load((ROOT / MESSAGES).read_text(encoding="utf-8"))
    return sorted({*questions, *(message["say"] for message in messages)})


def measure(
    name: str, system: processes.Running, connect: object, texts: list[str], turns: int
) -> None:
    """Run all levels against one system and print a line for each."""
    memory = _parts(system.memory_mb(), "MB")
    print(f"{name}: ready after {system.ready_seconds:.1f} s; memory {memory}")
    _run(system, connect, texts, 1, WARM_UP)
    print("| at once | turns/s | p50 ms | p95 ms | max ms | CPU ms a turn | memory |")
    print("|---|---|---|---|---|---|---|")
    for at_once in LEVELS:
        before = system.cpu_seconds()
        load = _run(system, connect, texts, at_once, turns)
        used = {
            part: (seconds - before[part]) * 1000 / load.turns
            for part, seconds in system.cpu_seconds().items()
        }
        print(
            f"| {at_once} | {load.per_second:.1f} | {load.percentile(0.5):.0f} "
            f"| {load.percentile(0.95):.0f} | {load.latencies[-1]:.0f} "
            f"| {_parts(used, 'ms')} | {_parts(system.memory_mb(), 'MB')} |",
            flush=True,
        )
    print()


def _run(
    system: processes.Running, connect: object, texts: list[str], at_once: int, turns: int
) -> driver.Load:
    return asyncio.run(driver.run(connect, system.address, texts, at_once, turns))  # type: ignore[arg-type]


def _parts(values: dict[str, float], unit: str) -> str:
    digits = 1 if unit == "ms" else 0
    return ", ".join(f"{name} {value:.{digits}f} {unit}" for name, value in values.items())


if __name__ == "__main__":
    main()
