"""Fits how the measures of the search are weighed: ``python -m nlu.evaluation.ranking``.

Weights are fitted so that a right procedure comes first (softmax over candidates) for
the queries of ``search_development.jsonl``, as written, without diacritics and with
slips, and for the messages of ``development.jsonl``, ``development.yml`` and
``development_questions.jsonl``; then scale and offset, so that the score is the chance that
a procedure is meant, also for messages that mean none. The evaluation's own queries and
questions are never used.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import minimize
from sklearn.linear_model import LogisticRegression

from knowledge.loader import ROOT
from knowledge.search import LIKENESS, MEASURES, ProcedureIndex
from knowledge.store import Knowledge, knowledge
from nlu.evaluation.jsonl import read_jsonl
from nlu.record_model import RecordModel, training_messages
from nlu.retrieval import procedure_index
from nlu.text.contrast import split_contrast
from nlu.text.noise import slip, strip_diacritics

QUERIES = Path(__file__).with_name("search_development.jsonl")
EXAMPLES = Path(__file__).parents[1] / "data" / "nlu"
NOTHING_MEANT = frozenset({"out_of_scope", "chitchat", "abuse", "greeting", "thanks", "goodbye"})
CANDIDATES = 80
RIDGE = 1e-3
FOLDS = 4
WRITTEN = 0.5
"""A record with details ranks above an entry of the list that fits as well."""
UNSAID = -2.0
"""So much lower ranks what is only for those of whom nobody speaks; queries that show
it are too few to fit it."""
BOUNDS = {"written": (WRITTEN, None), "unsaid": (None, UNSAID)}

Floats = npt.NDArray[np.float64]
Case = tuple[Floats, npt.NDArray[np.bool_]]


def variants(queries: Sequence[Mapping[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    """Return the queries as written, without diacritics, with slips, and with both."""
    rng = random.Random(7)
    bare = [{**q, "query": strip_diacritics(q["query"])} for q in queries]
    return {
        "as written": [dict(q) for q in queries],
        "without diacritics": bare,
        "with slips": [{**q, "query": slip(q["query"], rng, 0.25)} for q in queries],
        "without, with slips": [{**q, "query": slip(q["query"], rng, 0.25)} for q in bare],
    }


def codes_by_id(known: Knowledge) -> dict[str, tuple[str, ...]]:
    """Return the codes that finding a record finds; an entry of the list is its own."""
    return {p.id: tuple(filter(None, (p.code, *p.other_codes))) for p in known.procedures.values()}


def cases(index: ProcedureIndex, queries: Sequence[Mapping[str, Any]]) -> Iterator[Case]:
    """Yield for each query the measures of its candidates, and which of them are right."""
    codes = codes_by_id(knowledge())
    ids = index.ids
    for query in queries:
        measures = index.measure(index.pieces(query["query"])).max(axis=0)
        rough = measures[:, :LIKENESS].sum(axis=1)
        top = np.argpartition(-rough, CANDIDATES)[:CANDIDATES]
        wanted = {*query["codes"], *query.get("ids", ())}
        right = [bool({ids[n], *codes.get(ids[n], ())} & wanted) for n in top]
        yield measures[top], np.array(right)


def fit(given: Sequence[Case]) -> Floats:
    """Return the weights under which right candidates come first."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for measures, right in given:
            if not right.any():
                continue
            raw = measures @ weights
            share = np.exp(raw - raw.max())
            share /= share.sum()
            best = share[right].sum()
            total -= np.log(best + 1e-12) / len(given)
            slope = slope - measures.T @ (np.where(right, share / best, 0) - share) / len(given)
        return total, slope

    start = np.array([UNSAID if name.startswith("un") else 1.0 for name in MEASURES])
    bounds = [BOUNDS.get(name, (None, None)) for name in MEASURES]
    found: Floats = minimize(loss, start, jac=True, method="L-BFGS-B", bounds=bounds).x
    return found


def recall(given: Sequence[Case], weights: Floats, at: int) -> float:
    """Return the share of queries with a right candidate among the first ``at``."""
    hits = [right[np.argsort(-(measures @ weights))[:at]].any() for measures, right in given]
    return float(np.mean(hits))


def calibrate(
    given: Sequence[Case], empty: Sequence[Floats], weights: Floats
) -> tuple[float, float]:
    """Return (scale, offset) of the logistic curve from a weighted sum to a chance.

    Args:
        given: cases with right candidates; the first five of each count.
        empty: measures of candidates for messages that mean no procedure.
        weights: see :func:`fit`.
    """
    sums, labels = [], []
    for measures, right in [*given, *((m, np.zeros(len(m), bool)) for m in empty)]:
        raw = measures @ weights
        first = np.argsort(-raw)[:5]
        sums += raw[first].tolist()
        labels += right[first].tolist()
    model = LogisticRegression(C=1e6).fit(np.array(sums)[:, None], labels)
    scale = float(model.coef_[0, 0])
    return scale, float(-model.intercept_[0] / scale)


def messages() -> list[dict[str, Any]]:
    """Return the development messages that mean a procedure, as queries."""
    known = knowledge().procedures
    pairs = [(message["say"], message["want"]) for message in _development()]
    pairs += [
        (message["text"], message["record"])
        for message in read_jsonl(Path(__file__).with_name("development.jsonl"))
    ]
    told = [{"query": text, "ids": [id], "codes": []} for text, id in pairs if id in known]
    return told + [
        {"query": split_contrast(q["text"]).kept, "ids": _records(q["procedure"]), "codes": []}
        for q in read_jsonl(Path(__file__).with_name("development_questions.jsonl"))
        if q["procedure"] and q["intent"] == "ask_procedure" and not q.get("context")
    ]


def _records(slug: str) -> list[str]:
    """Return the records that a name of the evaluation stands for."""
    table = yaml.safe_load(Path(__file__).with_name("slugs.yml").read_text(encoding="utf-8"))
    found = table[slug]
    return [found] if isinstance(found, str) else list(found)


def _development() -> list[dict[str, str]]:
    path = Path(__file__).with_name("development.yml")
    found: list[dict[str, str]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return found


def nothing_meant() -> list[str]:
    """Return messages and training examples of people who want nothing that has a procedure."""
    found = [message["say"] for message in _development() if message["want"] == "none"]
    for path in sorted(EXAMPLES.glob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            if block["intent"] in NOTHING_MEANT:
                found += [line[2:] for line in block["examples"].splitlines() if line[:2] == "- "]
    return found


def main() -> None:
    """Fit, say how well it does on queries left out, and write ``ranking.yml``."""
    model = RecordModel.train(knowledge(), training_messages())
    index = procedure_index(knowledge(), model=model)
    queries = read_jsonl(QUERIES)
    kinds = {name: list(cases(index, some)) for name, some in variants(queries).items()}
    said = [case for some in variants(messages()).values() for case in cases(index, some)]
    order = np.random.default_rng(0).permutation(len(queries))
    folds = np.array_split(order, FOLDS)
    left_out: dict[str, list[tuple[float, float]]] = {name: [] for name in kinds}
    for fold in folds:
        kept = np.setdiff1d(order, fold)
        queried = [kind[n] for kind in kinds.values() for n in kept]
        weights = fit([*queried, *said])
        for name, kind in kinds.items():
            test = [kind[n] for n in fold]
            left_out[name].append((recall(test, weights, 1), recall(test, weights, 5)))
    for name, found in left_out.items():
        first, five = np.mean(found, axis=0)
        print(f"{name:20} recall@1 {first:.1%}  recall@5 {five:.1%}  (left out)")
    given = [case for kind in kinds.values() for case in kind]
    weights = fit([*given, *said])
    first, five = recall(said, weights, 1), recall(said, weights, 5)
    print(f"{'messages':20} recall@1 {first:.1%}  recall@5 {five:.1%}  (fitted to)")
    empty = [
        index.measure(pieces).max(axis=0)
        for text in nothing_meant()
        if (pieces := index.pieces(text))
    ]
    scale, offset = calibrate([*given, *said], empty, weights)
    table = dict(zip(MEASURES, weights.round(3).tolist(), strict=True))
    table |= {"scale": round(scale, 3), "offset": round(offset, 3)}
    head = (
        "# Written by `python -m nlu.evaluation.ranking`: how the measures of the search weigh.\n"
    )
    target = ROOT / "ranking.yml"
    target.write_text(head + yaml.safe_dump(table, sort_keys=False), encoding="utf-8")
    print(f"{target.name}: {table}")


if __name__ == "__main__":
    main()
