"""How long understanding takes: ``python -m tests.bench.understanding [MESSAGES.jsonl]``.

Each message goes through the trained pipeline in this process, on one core: normalised,
its intent ranked, procedures, aspects and places found, intent settled. No database, no
HTTP, no answer. Beside it, in the same run, rapidfuzz alone looks for the message among
the official names. Milliseconds, and theirs as a multiple of ours.
"""

from __future__ import annotations

import asyncio
import os
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.settings import ROOT
from bot.training import model_file
from knowledge.store import knowledge, use_folders
from nlu.evaluation.jsonl import read_jsonl
from tests.bench.search import methods
from tests.model import trained_settings

MESSAGES = ROOT / "nlu" / "evaluation" / "development_questions.jsonl"
WARM_UP = 40


def timed(ask: Callable[[str], object], texts: Sequence[str]) -> list[float]:
    """Return the milliseconds that each message takes, sorted."""
    for text in texts[:WARM_UP]:
        ask(text)
    found = []
    for text in texts:
        began = time.perf_counter()
        ask(text)
        found.append((time.perf_counter() - began) * 1000)
    return sorted(found)


def main(paths: Sequence[str]) -> None:
    """Print the table."""
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    from bot.rasa import runtime

    runtime.prepare()
    from rasa.core.agent import Agent

    settings = trained_settings()
    use_folders(None, None, settings.models_dir)
    texts = [q["text"] for path in paths or [str(MESSAGES)] for q in read_jsonl(Path(path))]
    agent = Agent.load(str(model_file(settings)))
    with asyncio.Runner() as loop:
        ours = timed(lambda text: loop.run(agent.parse_message(text)), texts)
    fuzzy = timed(methods(knowledge())["rapidfuzz alone"], texts)
    print(f"{len(texts)} messages\n\n| | p50 ms | p95 ms |\n|---|---|---|")
    for name, times in (("understanding", ours), ("rapidfuzz alone", fuzzy)):
        print(f"| {name} | {_at(times, 0.5):.1f} | {_at(times, 0.95):.1f} |")
    ratio = statistics.median(fuzzy) / statistics.median(ours)
    print(f"\nrapidfuzz alone takes {ratio:.1f} times as long (p50)")


def _at(times: Sequence[float], share: float) -> float:
    return times[int(share * (len(times) - 1))]


if __name__ == "__main__":
    main(sys.argv[1:])
