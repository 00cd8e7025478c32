"""Fits how sure a turn may be: ``python -m nlu.evaluation.confidence``.

On the questions of ``development_questions.jsonl`` that need no context and on the
messages of ``development.jsonl`` and ``development.yml``, as written and without
diacritics; never on the questions that only measure. Prints, by cross-validation, how
often the best procedure is right among the surest messages.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import yaml
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import cross_val_predict

from knowledge.store import knowledge
from nlu.confidence import WEIGHTS, features
from nlu.evaluation.ranking import messages
from nlu.evidence import shares_and_lead
from nlu.record_model import RecordModel, training_messages
from nlu.retrieval import procedure_index
from nlu.text.noise import strip_diacritics

FOLDS = 10
SURENESS = (0.5, 0.6, 0.7, 0.8, 0.9)


def main() -> None:
    """Fit, print how well it does on what was left out, and write ``confidence.yml``."""
    pairs = list(_cases())
    given = np.array([values for values, _ in pairs])
    right = np.array([is_right for _, is_right in pairs])
    curve = LogisticRegression(C=10.0)
    chances = cross_val_predict(curve, given, right, cv=FOLDS, method="predict_proba")[:, 1]
    for sure in SURENESS:
        chosen = chances >= sure
        print(
            f"sure from {sure:.1f}: {chosen.mean():.1%} of {len(right)} messages, "
            f"{right[chosen].mean():.1%} of them rightly, expected {chances[chosen].mean():.1%}"
        )
    curve.fit(given, right)
    names = ("best", "second", "lead")
    table = dict(zip(names, curve.coef_[0].round(3).tolist(), strict=True))
    table["offset"] = round(float(curve.intercept_[0]), 3)
    head = (
        "# Written by `python -m nlu.evaluation.confidence`: "
        "how the parts of the confidence weigh.\n"
    )
    WEIGHTS.write_text(head + yaml.safe_dump(table, sort_keys=False), encoding="utf-8")
    print(f"{WEIGHTS.name}: {table}")


def _cases() -> Iterator[tuple[Any, bool]]:
    index = procedure_index(knowledge(), model=RecordModel.train(knowledge(), training_messages()))
    for message in messages():
        for text in (message["query"], strip_diacritics(message["query"])):
            hits = index.search(text)
            if hits:
                yield features(*shares_and_lead(hits)), hits[0].id in message["ids"]


if __name__ == "__main__":
    main()
