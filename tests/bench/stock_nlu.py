"""Trains and asks Rasa's default pipeline; needs Rasa and nothing of this project.

``python stock_nlu.py WORK.json ANSWERS.json``; see :func:`tests.bench.nlu.stock`.
"""

from __future__ import annotations

import asyncio
import json
import logging
import sys
import time
from pathlib import Path
from typing import Any

import yaml

EPOCHS = 12
PIPELINE: list[dict[str, Any]] = [
    {"name": "WhitespaceTokenizer"},
    {"name": "RegexFeaturizer"},
    {"name": "LexicalSyntacticFeaturizer"},
    {"name": "CountVectorsFeaturizer"},
    {"name": "CountVectorsFeaturizer", "analyzer": "char_wb", "min_ngram": 1, "max_ngram": 4},
    {"name": "DIETClassifier", "epochs": EPOCHS, "entity_recognition": False},
]


async def main() -> None:
    """Read the work, train, answer every text of every view, write the answers."""
    import structlog

    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.WARNING))
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    work = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    by_intent: dict[str, list[str]] = {}
    for text, intent in zip(work["texts"], work["intents"]):  # noqa: B905 - Python 3.10 of Rasa
        by_intent.setdefault(intent, []).append(text)
    examples = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    recipe = {"recipe": "default.v1", "language": "vi", "assistant_id": "bench"}
    Path("stock_config.yml").write_text(yaml.safe_dump({**recipe, "pipeline": PIPELINE}))
    Path("stock_nlu.yml").write_text(
        yaml.safe_dump({"version": "3.1", "nlu": examples}, allow_unicode=True), encoding="utf-8"
    )
    began = time.perf_counter()
    model = train_nlu("stock_config.yml", "stock_nlu.yml", "stock_models")
    seconds = time.perf_counter() - began
    agent = Agent.load(str(model))
    for text in work["warm_up"]:
        await agent.parse_message(text)
    answers: dict[str, list[str]] = {}
    times = []
    for view, texts in work["asked"].items():
        answers[view] = []
        for text in texts:
            asked = time.perf_counter()
            answers[view].append((await agent.parse_message(text))["intent"]["name"])
            times.append((time.perf_counter() - asked) * 1000)
    done = {"seconds": seconds, "answers": answers, "ms": times}
    Path(sys.argv[2]).write_text(json.dumps(done), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(main())
