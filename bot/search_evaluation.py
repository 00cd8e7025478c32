"""Answers search queries in the format of ``docs/evaluation.md``, without a model or Rasa."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from rich.progress import track

from actions.procedures.decide import Context, decide
from knowledge.search import Hit
from knowledge.store import Knowledge, knowledge
from nlu.evaluation.jsonl import read_jsonl
from nlu.evidence import gather
from nlu.retrieval import finders

MOST_CODES = 10
FIRST = 5
"""Procedures whose own code comes before the codes that others have at other levels."""
STATUS = {"answer": "answered", "clarify": "clarify", "no_source": "answered"}
"""An entry of the list without details is an answer here: it was found."""


def search_queries(source: Path, target: Path) -> None:
    """Write for every query the ten best codes, a status, and the time.

    Raises:
        ConfigError: the file cannot be read.
    """
    queries = read_jsonl(source)
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("w", encoding="utf-8") as file:
        for answer in _answers(queries):
            file.write(json.dumps(answer, ensure_ascii=False) + "\n")


def _answers(queries: Sequence[Mapping[str, Any]]) -> Iterator[dict[str, Any]]:
    known = knowledge()
    search = finders(known).procedures.search
    for query in track(queries, description="Đang tìm"):
        began = time.perf_counter()
        hits = search(str(query["query"]), MOST_CODES)
        ms = (time.perf_counter() - began) * 1000
        decision = decide(gather(str(query["query"]), search), Context(), known.procedures)
        yield {
            "id": query["id"],
            "codes": codes_of(hits, known),
            "status": STATUS.get(decision.kind, "no_source") if hits else "no_source",
            "ms": round(ms, 2),
        }


def codes_of(hits: Sequence[Hit], known: Knowledge) -> list[str]:
    """Return the codes of hits, best first, each once.

    The codes that the best ones have at other levels follow after the first five.
    """
    own = [_codes(hit.id, known) for hit in hits]
    listed = [codes[0] for codes in own if codes]
    others = [code for codes in own[:FIRST] for code in codes[1:]]
    return list(dict.fromkeys([*listed[:FIRST], *others, *listed[FIRST:]]))[:MOST_CODES]


def _codes(id: str, known: Knowledge) -> tuple[str, ...]:
    record = known.procedures.get(id)
    if record is not None:
        return tuple(filter(None, (record.code, *record.other_codes)))
    return (id,) if id in known.catalogue else ()
