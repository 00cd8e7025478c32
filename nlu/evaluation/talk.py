"""Fits what is meant in the middle of a talk: ``python -m nlu.evaluation.talk``.

On the follow-ups of ``data/messages.jsonl``, which the record model does not learn, and
on development questions that stand alone, said in talks about other procedures: those
leave the talk. Prints, by cross-validation, how often the likeliest is right.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from unittest import mock

import numpy as np
import numpy.typing as npt
import yaml
from scipy.optimize import minimize
from sklearn.model_selection import KFold

from knowledge.store import knowledge
from nlu import evidence
from nlu.evaluation.jsonl import read_jsonl
from nlu.evaluation.ranking import messages
from nlu.evidence import gather
from nlu.record_model import MESSAGES, RecordModel, training_messages
from nlu.retrieval import procedure_index, talks
from nlu.talk import MEASURES, WEIGHTS, Said, measures, softmax

FOLDS = 5
RIDGE = 1e-3
SURENESS = (0.5, 0.6, 0.7, 0.8, 0.9)
SEED = 3

Floats = npt.NDArray[np.float64]
Case = tuple[Floats, npt.NDArray[np.bool_]]


def main() -> None:
    """Fit, print how well it does on what was left out, and write ``talk.yml``."""
    given = list(_cases())
    found = []
    for kept, out in KFold(FOLDS, shuffle=True, random_state=SEED).split(given):
        weights = fit([given[n] for n in kept])
        for values, right in (given[n] for n in out):
            share = softmax(values @ weights)
            found.append((share.max(), right[share.argmax()]))
    chances, is_right = np.array(found).T
    print(f"{len(given)} messages in a talk, {is_right.mean():.1%} rightly told")
    for sure in SURENESS:
        chosen = chances >= sure
        print(
            f"sure from {sure:.1f}: {chosen.mean():.1%} of them, {is_right[chosen].mean():.1%} "
            f"rightly, expected {chances[chosen].mean():.1%}"
        )
    table = dict(zip(MEASURES, fit(given).round(3).tolist(), strict=True))
    head = "# Written by `python -m nlu.evaluation.talk`: how what is meant in a talk is weighed.\n"
    WEIGHTS.write_text(head + yaml.safe_dump(table, sort_keys=False), encoding="utf-8")
    print(f"{WEIGHTS.name}: {table}")


def fit(given: Sequence[Case]) -> Floats:
    """Return the weights under which what is meant is likeliest."""

    def loss(weights: Floats) -> tuple[float, Floats]:
        total, slope = RIDGE * float(weights @ weights), 2 * RIDGE * weights
        for values, right in given:
            share = softmax(values @ weights)
            best = share[right].sum()
            total -= np.log(best + 1e-12) / len(given)
            slope = slope - values.T @ (np.where(right, share / best, 0) - share) / len(given)
        return total, slope

    found: Floats = minimize(loss, np.zeros(len(MEASURES)), jac=True, method="L-BFGS-B").x
    return found


def _cases() -> Iterator[Case]:
    """Yield the measures of the candidates of each message, and which of them are meant."""
    known = knowledge()
    model = RecordModel.train(known, training_messages())
    search = procedure_index(known, model=model).search
    about = talks(known)
    for text, id, wanted in _messages(sorted(known.procedures)):
        talk = about(id)
        if talk is None:
            continue
        with mock.patch.object(evidence, "chances", return_value={}) as asked:
            gather(text, search, talk=talk)
        said: Said = asked.call_args.args[0]
        ids, values = measures(said, talk)
        right = np.array([id in wanted for id in ids])
        if right.any():
            yield values, right


def _messages(records: Sequence[str]) -> Iterator[tuple[str, str, set[str]]]:
    """Yield messages, what is talked about before them, and what they mean."""
    for message in read_jsonl(MESSAGES):
        if message.get("context_record") in records and message["record"]:
            yield message["text"], message["context_record"], {message["record"]}
    rng = random.Random(SEED)
    for message in messages():
        wanted = set(message["ids"])
        yield message["query"], rng.choice([id for id in records if id not in wanted]), wanted


if __name__ == "__main__":
    main()
