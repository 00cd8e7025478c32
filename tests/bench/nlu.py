"""``make bench-nlu``: intents of public sets by our components, beside others, in one run.

Ours is a plain Rasa pipeline of this project's normaliser and classifier, trained and
asked through Rasa. Beside it a support vector machine over tf-idf n-grams, without
Rasa, and Rasa's own default pipeline (DIET, 12 epochs, intents only) in an environment
of its own. Each reads the same texts: as written, without diacritics, decomposed, and
with slips in a quarter of the words, of the kind that our examples get and of another.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import random
import statistics
import subprocess
import tempfile
import time
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from unittest import mock

import yaml
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.pipeline import make_pipeline, make_union
from sklearn.svm import LinearSVC

from bot import log
from bot.settings import ROOT
from nlu.text.noise import slip, strip_diacritics
from tests.bench import processes
from tests.bench.keyboard_noise import mistype
from tests.bench.nlu_sets import Part, read_massive, read_phoatis

RATE = 0.25
SEED = 11
WARM_UP = 20
OURS = [
    {"name": "nlu.components.normalizer.VietnameseNormalizer"},
    {"name": "nlu.components.classifier.TwoViewIntentClassifier"},
]
WHERE = (
    "Give the folder of PhoATIS (--phoatis) or the file of MASSIVE vi-VN (--massive). PhoATIS is "
    "had from github.com/VinAIResearch/JointIDSF by whoever runs this: for research and education "
    "only, not to be passed on."
)


@dataclass(frozen=True)
class Run:
    """What a pipeline did: its training time, and for each view what it answered."""

    name: str
    train_seconds: float
    answers: Mapping[str, Sequence[str]]
    milliseconds: Sequence[float]


def views(texts: Sequence[str]) -> dict[str, list[str]]:
    """Return the texts as each pipeline reads them."""
    rng, other = random.Random(SEED), random.Random(SEED)
    return {
        "as written": list(texts),
        "stripped": [strip_diacritics(text) for text in texts],
        "decomposed": [unicodedata.normalize("NFD", text) for text in texts],
        "slips": [slip(text, rng, RATE) for text in texts],
        "other slips": [mistype(text, other, RATE) for text in texts],
    }


def ours(train: Part, asked: Mapping[str, Sequence[str]], folder: Path) -> Run:
    """Train our components through Rasa and ask them through its message processor."""
    from bot.rasa import runtime

    runtime.prepare()
    from rasa.core.agent import Agent
    from rasa.model_training import train_nlu

    config, data = write_project(folder, train, OURS)
    with mock.patch.dict(os.environ, own_cache(folder / "cache")):
        began = time.perf_counter()
        model = train_nlu(str(config), str(data), str(folder / "models"))
        seconds = time.perf_counter() - began
    agent = Agent.load(str(model))

    async def ask(text: str) -> str:
        return str((await agent.parse_message(text))["intent"]["name"])

    # One event loop for all, as in a server: starting one for each message would be measured too.
    with asyncio.Runner() as loop:
        return _asked("ours (Rasa pipeline)", seconds, asked, lambda text: loop.run(ask(text)))


def own_cache(folder: Path) -> dict[str, str]:
    """Return the environment in which Rasa trains anew.

    Its cache tells components apart by their own source alone: a changed model behind
    one would not be trained again, and a second run would measure how a cache is read.
    """
    return {"RASA_CACHE_DIRECTORY": str(folder), "RASA_TELEMETRY_ENABLED": "false"}


def write_project(folder: Path, train: Part, pipeline: object) -> tuple[Path, Path]:
    """Write the configuration and the examples of a Rasa project; return both files."""
    by_intent: dict[str, list[str]] = {}
    for text, intent in zip(train.texts, train.intents, strict=True):
        by_intent.setdefault(intent, []).append(text)
    examples = [
        {"intent": intent, "examples": "".join(f"- {text}\n" for text in texts)}
        for intent, texts in by_intent.items()
    ]
    config, data = folder / "config.yml", folder / "nlu.yml"
    recipe = {"recipe": "default.v1", "language": "vi", "assistant_id": "bench"}
    config.write_text(yaml.safe_dump({**recipe, "pipeline": pipeline}), encoding="utf-8")
    data.write_text(
        yaml.safe_dump({"version": "3.1", "nlu": examples}, allow_unicode=True), encoding="utf-8"
    )
    return config, data


def yardstick(train: Part, asked: Mapping[str, Sequence[str]]) -> Run:
    """Train a support vector machine over tf-idf n-grams of characters and words."""
    features = make_union(
        TfidfVectorizer(analyzer="char_wb", ngram_range=(1, 4), sublinear_tf=True),
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True),
    )
    model = make_pipeline(features, LinearSVC(random_state=SEED))
    began = time.perf_counter()
    model.fit(train.texts, train.intents)
    seconds = time.perf_counter() - began
    return _asked("tf-idf and SVM", seconds, asked, lambda text: str(model.predict([text])[0]))


def stock(python: Path, train: Part, asked: Mapping[str, Sequence[str]], folder: Path) -> Run:
    """Train and ask Rasa's default pipeline in an environment of its own."""
    warm_up = asked["as written"][:WARM_UP]
    work = {"texts": train.texts, "intents": train.intents, "asked": asked, "warm_up": warm_up}
    source, target = folder / "work.json", folder / "answers.json"
    source.write_text(json.dumps(work), encoding="utf-8")
    script = Path(__file__).with_name("stock_nlu.py")
    command = [str(python), str(script), str(source), str(target)]
    environment = {**os.environ, **own_cache(folder / "stock-cache")}
    subprocess.run(command, cwd=folder, env=environment, check=True)
    done = json.loads(target.read_text(encoding="utf-8"))
    return Run("Rasa default (DIET, 12 epochs)", done["seconds"], done["answers"], done["ms"])


def _asked(
    name: str, seconds: float, asked: Mapping[str, Sequence[str]], answer: Callable[[str], str]
) -> Run:
    for text in asked["as written"][:WARM_UP]:
        answer(text)
    answers, times = {}, []
    for view, texts in asked.items():
        answers[view] = []
        for text in texts:
            began = time.perf_counter()
            answers[view].append(answer(text))
            times.append((time.perf_counter() - began) * 1000)
    return Run(name, seconds, answers, times)


def table(runs: Sequence[Run], intents: Sequence[str]) -> str:
    """Return the runs as a table in Markdown: accuracy in percent for each view."""
    names = list(runs[0].answers)
    head = f"| pipeline | training s | p50 ms | p95 ms | {' | '.join(names)} |"
    lines = [head, "|---" * (4 + len(names)) + "|"]
    for run in runs:
        times = sorted(run.milliseconds)
        p50, p95 = statistics.median(times), times[int(0.95 * (len(times) - 1))]
        figures = [f"{run.train_seconds:.0f}", f"{p50:.1f}", f"{p95:.1f}"]
        figures += [f"{100 * _share(run.answers[name], intents):.1f}" for name in names]
        lines.append(f"| {run.name} | {' | '.join(figures)} |")
    return "\n".join(lines)


def _share(answers: Sequence[str], intents: Sequence[str]) -> float:
    return statistics.mean(a == b for a, b in zip(answers, intents, strict=True))


def measure(name: str, parts: Mapping[str, Part], part: str, python: Path | None) -> None:
    """Run every pipeline on one set and print the table."""
    train, test = parts["train"], parts[part]
    asked = views(test.texts)
    with tempfile.TemporaryDirectory() as folder:
        runs = [ours(train, asked, Path(folder)), yardstick(train, asked)]
        if python is not None:
            runs.append(stock(python, train, asked, Path(folder)))
    print(f"{name}: {len(train.texts)} to learn from, {len(test.texts)} asked ({part})\n")
    print(table(runs, test.intents), flush=True)


def main(arguments: Sequence[str] | None = None) -> None:
    """Read what was given and measure; without a set, say where one is had and exit with 2."""
    parser = argparse.ArgumentParser(prog="make bench-nlu", description=__doc__)
    parser.add_argument("--phoatis", type=Path, help="its folder with train, dev and test")
    parser.add_argument("--massive", type=Path, help="vi-VN.jsonl of MASSIVE 1.1")
    parser.add_argument("--dev", action="store_true", help="ask the part that is for tuning")
    parser.add_argument("--without-stock", action="store_true", help="leave Rasa's default out")
    parser.add_argument("--python310", default="3.10", help="Python for Rasa's default pipeline")
    options = parser.parse_args(arguments)
    if not (options.phoatis or options.massive):
        parser.error(WHERE)
    try:
        sets = {
            name: read(path)
            for name, read, path in (
                ("PhoATIS", read_phoatis, options.phoatis),
                ("MASSIVE vi-VN", read_massive, options.massive),
            )
            if path
        }
    except (OSError, ValueError) as error:
        parser.error(f"{error}\n{WHERE}")
    log.configure("WARNING")
    python = None
    if not options.without_stock:
        python = processes.install_stock(ROOT / ".cache" / "bench-stock", options.python310)
    for name, parts in sets.items():
        measure(name, parts, "dev" if options.dev else "test", python)


if __name__ == "__main__":
    main()
