"""Says which questions are too much like what was learnt: ``python -m nlu.evaluation.overlap``.

A question counts as learnt when its character 4-grams, folded, overlap those of a
training example at a Jaccard index of 0.6 or more; and of questions that are so alike
among themselves three are kept. ``--drop`` takes the others out of the file.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from scipy.sparse import csr_matrix

from nlu.aspect_model import aspect_messages
from nlu.evaluation.jsonl import read_jsonl
from nlu.record_model import training_messages
from nlu.text.fold import fold

QUESTIONS = Path(__file__).with_name("wide_questions.jsonl")
EXAMPLES = Path(__file__).parents[1] / "data" / "nlu"
SIZE = 4
ALIKE = 0.6
MOST_ALIKE = 3
AT_ONCE = 200


def overlap(texts: Sequence[str], learnt: Sequence[str]) -> npt.NDArray[np.float64]:
    """Return for each text the largest Jaccard index (0..1) with any of what was learnt."""
    index: dict[str, int] = {}
    ours, theirs = _matrix(texts, index), _matrix(learnt, index)
    width = (len(index),)
    ours.resize(ours.shape[0], *width)
    theirs.resize(theirs.shape[0], *width)
    sizes = np.asarray(theirs.sum(axis=1)).ravel()
    found = []
    for start in range(0, ours.shape[0], AT_ONCE):
        part = ours[start : start + AT_ONCE]
        shared = (part @ theirs.T).toarray()
        together = np.asarray(part.sum(axis=1)) + sizes - shared
        found.append((shared / np.maximum(together, 1)).max(axis=1))
    return np.concatenate(found) if found else np.zeros(0)


def _matrix(texts: Iterable[str], index: dict[str, int]) -> csr_matrix:
    rows, columns = [], []
    count = 0
    for row, text in enumerate(texts):
        count = row + 1
        for gram in _grams(text):
            rows.append(row)
            columns.append(index.setdefault(gram, len(index)))
    return csr_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, len(index)))


def _grams(text: str) -> set[str]:
    plain = " ".join(fold(text).split())
    return {plain[at : at + SIZE] for at in range(max(len(plain) - SIZE + 1, 1))}


def learnt_texts() -> list[str]:
    """Return everything that a model of the project is trained on."""
    found = [str(m["text"]) for m in (*training_messages(), *aspect_messages())]
    for path in sorted(EXAMPLES.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            found += [line[2:] for line in block["examples"].splitlines() if line[:2] == "- "]
    return found


def too_alike(questions: Sequence[Mapping[str, Any]], learnt: Sequence[str]) -> set[str]:
    """Return the ids of questions that are too much like what was learnt or each other.

    A question that depends on what was said before ("mấy bữa có?") is compared
    together with that.
    """
    texts = [f"{q.get('context') or ''} {q['text']}".strip() for q in questions]
    shares = overlap(texts, learnt)
    dropped = {str(q["id"]) for q, share in zip(questions, shares, strict=True) if share >= ALIKE}
    kept: list[str] = []
    for question, text in zip(questions, texts, strict=True):
        if question["id"] in dropped:
            continue
        grams = _grams(text)
        same = sum(len(g & grams) / len(g | grams) >= ALIKE for g in map(_grams, kept))
        if same >= MOST_ALIKE:
            dropped.add(str(question["id"]))
        kept.append(text)
    return dropped


def main() -> None:
    """Print what is too alike; take it out of the file when asked to."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("questions", nargs="?", type=Path, default=QUESTIONS)
    parser.add_argument("--drop", action="store_true", help="take them out of the file")
    options = parser.parse_args()
    questions = read_jsonl(options.questions)
    dropped = too_alike(questions, learnt_texts())
    for question in questions:
        if question["id"] in dropped:
            print(question["id"], question["text"])
    print(f"{len(dropped)} of {len(questions)} questions are too alike")
    if options.drop:
        lines = [
            json.dumps(q, ensure_ascii=False) + "\n" for q in questions if q["id"] not in dropped
        ]
        options.questions.write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
