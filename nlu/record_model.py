"""Says which record a message is about, by a linear model over how people ask.

It learns from the names and questions of the records, from ``data/messages.jsonl`` and
from what a province's reviewers added to it, with noisy copies. The search
(:mod:`knowledge.search`) takes its score as one measure among others: a record that is
newer than the model is still found by its names.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from sklearn.svm import LinearSVC

from knowledge.search import OTHERS as LISTED
from knowledge.store import Knowledge
from nlu.evaluation.jsonl import read_jsonl
from nlu.features import Vocabulary, grams
from nlu.linear_model import LinearModel
from nlu.text.contrast import split_contrast
from nlu.text.noise import abbreviate, slip, strip_diacritics, teencode

MESSAGES = Path(__file__).parent / "data" / "messages.jsonl"
MOST_LISTED = 8000
SLIP_RATE = 0.2
SEED = 5
C = 1.0
TOLERANCE = 0.05
"""Of the solver; a finer one takes twice the time and tells nothing apart any better."""
LEAST = 5
"""Noisy copies an n-gram must stand in: with four of each text, those of two texts."""
NAME = "records"
Stamp = tuple[str, int]
"""A folder and when a model was left in it: a new model is taken, not the old one kept."""


class RecordModel:
    """Scores records, 0 (not this one) to about 2 (surely this one)."""

    def __init__(self, model: LinearModel) -> None:
        self._model = model

    def scores(self, normalized: str) -> Mapping[str, float]:
        """Return the score of each record known to the model, and of all that is only listed.

        Args:
            normalized: a normalised message.
        """
        margins = self._model.scores(grams(normalized)) + 1.0
        return dict(zip(self._model.labels, margins.clip(0.0, 2.0).tolist(), strict=True))

    @classmethod
    def train(cls, known: Knowledge, messages: Iterable[Mapping[str, str]]) -> RecordModel:
        """Fit on records and messages; takes about half a minute.

        Args:
            known: the knowledge.
            messages: with ``text`` and ``record``, as in ``data/messages.jsonl``;
                those of unknown records are left out, and those that say which one
                only together with a ``context``.
        """
        alone = ((m["text"], m["record"]) for m in messages if not m.get("context"))
        told = [*_names(known), *alone]
        pairs = [(text, id) for text, id in told if id in known.procedures]
        copies = [*_noisy([*pairs, *_listed(known)])]
        # What somebody says they do not mean teaches nothing about what they do.
        documents = [grams(split_contrast(text).kept) for text, _ in copies]
        vocabulary = Vocabulary.learn(documents, LEAST)
        model = LinearSVC(C=C, tol=TOLERANCE, random_state=SEED)
        model.fit(vocabulary.matrix(documents), [label for _, label in copies])
        fitted = LinearModel(vocabulary, model.classes_.tolist(), model.coef_.T, model.intercept_)
        return cls(fitted)

    def save(self, folder: Path, name: str = NAME) -> None:
        """Write the arrays into ``folder``."""
        self._model.save(folder, name)

    @classmethod
    def load(cls, folder: Path) -> RecordModel:
        """Read what :meth:`save` wrote.

        Raises:
            OSError: nothing was saved there.
        """
        return cls(LinearModel.load(folder, NAME)[0])


def stamp_of(folder: Path | None) -> Stamp:
    """Return what tells a trained model from the one before it, or from none."""
    path = folder / f"{NAME}.npz" if folder else None
    return str(folder), path.stat().st_mtime_ns if path and path.exists() else 0


def training_messages(province: Path | None = None) -> Sequence[Mapping[str, Any]]:
    """Return the messages that ship with the project, then those of a province.

    Args:
        province: the folder of what a province adds; it need not exist.

    Raises:
        ValueError: names the file and the line that is wrong.
    """
    own = province / MESSAGES.name if province else None
    return [*read_jsonl(MESSAGES), *(read_jsonl(own) if own and own.exists() else ())]


def _names(known: Knowledge) -> Iterator[tuple[str, str]]:
    for record in known.procedures.values():
        for text in (record.short_name, record.official_name, *record.names, *record.questions):
            yield text, record.id


def _noisy(pairs: Sequence[tuple[str, str]]) -> Iterator[tuple[str, str]]:
    """Yield every text as it is, bare, bare with slips, and in short forms."""
    for text, label in pairs:
        rng = random.Random(f"{SEED}:{text}")
        for version in dict.fromkeys(
            (
                text,
                strip_diacritics(text),
                strip_diacritics(slip(text, rng, SLIP_RATE)),
                teencode(abbreviate(text, rng), rng),
            )
        ):
            yield version, label


def _listed(known: Knowledge) -> Iterator[tuple[str, str]]:
    """Yield names of the list that are no record's, so that the model knows others exist."""
    codes = {code for p in known.procedures.values() for code in (p.code, *p.other_codes)}
    entries = [e for e in known.catalogue.values() if e.searchable and e.code not in codes]
    names = [name for entry in entries for name in entry.names]
    random.Random(SEED).shuffle(names)
    for name in names[:MOST_LISTED]:
        yield name, LISTED
