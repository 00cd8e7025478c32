"""Says which aspects of a procedure a message asks for: a linear model beside the cues.

Cues (:mod:`nlu.text.aspects`) are words that people agree on; the model hears the rest
("người ta đưa mình tờ gì về", "có mất đồng nào không") and what a cue means at the end
of a story. What the cues found is part of what the model looks at.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression

from nlu.evaluation.jsonl import read_jsonl
from nlu.features import Vocabulary, grams
from nlu.linear_model import LinearModel
from nlu.text.aspects import ASPECTS, find_aspects
from nlu.text.clauses import split_clauses
from nlu.text.noise import strip_diacritics
from nlu.text.normalize import normalize

MESSAGES = Path(__file__).parent / "data" / "aspects.jsonl"
LEARNT = tuple(aspect for aspect in ASPECTS if aspect != "overview")
"""The general question is what is left when none of the others is asked."""
LAST_WORDS = 12
"""Words at the end of a message, where the question mostly stands."""
ASKED = 0.5
"""From this chance an aspect is asked."""
PERHAPS = 0.2
"""The likeliest one counts from here, if it is the only one."""
SURELY = 0.6
NOT_OUT_OF_THE_WAY = 0.05
"""The chance an aspect must have in its clause, and in the whole message, to count as well."""
SHORT = 32
"""Words of a message that asks several things in a row, as against a story."""
LEAST = 4
C = 20.0
NAME = "aspects"


class AspectModel:
    """Tells the aspects that a message asks for."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    def chances(self, normalized: str) -> dict[str, float]:
        """Return the chance (0..1) of each aspect but the general question."""
        document, marks = _view(normalized)
        scores = self._model.scores(document, np.array(marks, dtype=np.float32))
        chances = 1 / (1 + np.exp(-scores))
        return dict(zip(self._model.labels, chances.tolist(), strict=True))

    def find(self, normalized: str) -> tuple[str, ...]:
        """Return the aspects that are asked; the general question only where it is said.

        What was said first comes first, as far as cues tell.
        """
        chances = self.chances(normalized)
        found = {aspect for aspect, chance in chances.items() if chance >= ASKED}
        found |= {a for a in self._in_clauses(normalized) if chances[a] >= NOT_OUT_OF_THE_WAY}
        likeliest = max(chances, key=lambda aspect: chances[aspect])
        if not found and chances[likeliest] >= PERHAPS:
            found = {likeliest}
        cued = find_aspects(normalized)
        if not found:
            return ("overview",) if "overview" in cued else ()
        return tuple(sorted(found, key=lambda a: (cued + LEARNT).index(a)))

    def _in_clauses(self, normalized: str) -> set[str]:
        """Return what is asked clause by clause, in a short message that asks several things.

        Each question has a smaller part in the whole than in its clause.
        """
        if len(normalized.split()) > SHORT:
            return set()
        clauses = split_clauses(normalized)
        told = [(clause, self.chances(clause)) for clause in clauses if len(clauses) > 1]
        asking = [c for clause, c in told if _is_cued(clause) or max(c.values()) >= SURELY]
        if len(asking) < 2:
            return set()
        return {a for chances in asking for a, chance in chances.items() if chance >= SURELY}

    @classmethod
    def train(cls, messages: Iterable[Mapping[str, Any]]) -> AspectModel:
        """Fit on messages, as written and without diacritics.

        Args:
            messages: with ``text`` and ``aspects``.
        """
        told = [(str(m["text"]), frozenset(m["aspects"])) for m in messages]
        copies = [*told, *((strip_diacritics(text), asked) for text, asked in told)]
        views = [_view(normalize(text)) for text, _ in copies]
        vocabulary = Vocabulary.learn([document for document, _ in views], LEAST)
        features = hstack(
            [
                vocabulary.matrix([document for document, _ in views]),
                csr_matrix(np.array([marks for _, marks in views])),
            ]
        ).tocsr()
        fitted = [_fit(features, [aspect in asked for _, asked in copies]) for aspect in LEARNT]
        weights = np.stack([one.coef_[0] for one in fitted], axis=1)
        bias = np.array([one.intercept_[0] for one in fitted])
        return cls(LinearModel(vocabulary, LEARNT, weights, bias))

    def save(self, folder: Path, name: str = NAME) -> None:
        """Write the arrays into ``folder``."""
        self._model.save(folder, name)

    @classmethod
    def load(cls, folder: Path) -> AspectModel:
        """Read what :meth:`save` wrote.

        Raises:
            OSError: nothing was saved there.
        """
        return cls(LinearModel.load(folder, NAME)[0])


def aspect_messages() -> list[dict[str, Any]]:
    """Return the messages that say an aspect and no record."""
    return read_jsonl(MESSAGES)


def _view(normalized: str) -> tuple[list[str], list[float]]:
    """Return the n-grams of a message and of its end, and which cues stand in them."""
    end = " ".join(normalized.split()[-LAST_WORDS:])
    at_end = [f"end:{gram}" for gram in grams(end) if gram[:2] in ("a:", "f:")]
    cues, cues_at_end = find_aspects(normalized), find_aspects(end)
    marks = [float(aspect in said) for said in (cues, cues_at_end) for aspect in LEARNT]
    return [*grams(normalized), *at_end], marks


def _is_cued(clause: str) -> bool:
    return any(aspect in LEARNT for aspect in find_aspects(clause))


def _fit(features: Any, asked: npt.ArrayLike) -> LogisticRegression:
    return LogisticRegression(C=C, solver="liblinear", max_iter=300).fit(features, asked)
