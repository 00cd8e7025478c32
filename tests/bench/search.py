"""Compares ways to find procedures: ``python -m tests.bench.search QUERIES…``.

Recall among the first and the first five codes, and milliseconds a query, of three
methods in one run: rapidfuzz's token_set_ratio over official names, BM25 over their
words and pairs of words, and the search of the assistant. Each runs on the queries
as written, without diacritics, with slips in a quarter of the words, and with both.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import bm25s
from rapidfuzz import fuzz, process

from bot.search_evaluation import codes_of
from knowledge.index import WORD, grams_of
from knowledge.store import Knowledge, knowledge, use_folders
from nlu.evaluation.jsonl import read_jsonl
from nlu.evaluation.ranking import variants
from nlu.retrieval import finders
from nlu.text.fold import fold
from nlu.text.normalize import normalize
from tests.model import trained_settings

QUERIES = Path(__file__).parents[2] / "nlu" / "evaluation" / "search_queries.jsonl"

Search = Callable[[str], list[str]]


def prepare(text: str) -> str:
    """Return text as all three methods compare it."""
    return fold(normalize(text))


def methods(known: Knowledge) -> dict[str, Search]:
    """Return the three ways to search, by name; each returns ten codes."""
    entries = [entry for entry in known.catalogue.values() if entry.searchable]
    codes = [entry.code for entry in entries]
    names = [prepare(entry.name) for entry in entries]
    bm25 = bm25s.BM25()
    bm25.index([grams_of(WORD.findall(name)) for name in names], show_progress=False)
    index = finders(known).procedures

    def by_rapidfuzz(query: str) -> list[str]:
        found = process.extract(prepare(query), names, scorer=fuzz.token_set_ratio, limit=10)
        return [codes[at] for _, _, at in found]

    def by_bm25(query: str) -> list[str]:
        words = grams_of(WORD.findall(prepare(query)))
        found, _ = bm25.retrieve([words], k=10, show_progress=False)
        return [codes[at] for at in found[0]]

    def by_ours(query: str) -> list[str]:
        return codes_of(index.search(query, 10), known)

    return {"rapidfuzz alone": by_rapidfuzz, "BM25 alone": by_bm25, "ours": by_ours}


def measure(
    search: Search, queries: Sequence[Mapping[str, Any]]
) -> tuple[float, float, list[float]]:
    """Return recall@1, recall@5 and the milliseconds of every query."""
    first = five = 0
    times = []
    for query in queries:
        began = time.perf_counter()
        found = search(query["query"])
        times.append((time.perf_counter() - began) * 1000)
        wanted = set(query["codes"])
        first += bool(wanted & set(found[:1]))
        five += bool(wanted & set(found[:5]))
    return first / len(queries), five / len(queries), times


def main(paths: Sequence[str]) -> None:
    """Print the table."""
    queries = [query for path in paths or [str(QUERIES)] for query in read_jsonl(Path(path))]
    settings = trained_settings()
    use_folders(None, None, settings.models_dir)
    known = knowledge()
    began = time.perf_counter()
    ways = methods(known)
    seconds = time.perf_counter() - began
    entries = sum(entry.searchable for entry in known.catalogue.values())
    print(f"{len(queries)} queries, {entries} procedures; indexes ready after {seconds:.1f} s\n")
    print("| method | queries | recall@1 | recall@5 | p50 ms | p95 ms |\n|---|---|---|---|---|---|")
    for name, search in ways.items():
        for kind, some in variants(queries).items():
            first, five, times = measure(search, some)
            p95 = statistics.quantiles(times, n=20)[-1]
            print(
                f"| {name} | {kind} | {first:.1%} | {five:.1%} "
                f"| {statistics.median(times):.2f} | {p95:.2f} |"
            )


if __name__ == "__main__":
    main(sys.argv[1:])
