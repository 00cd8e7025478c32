"""A linear model over two views of a message, as plain arrays.

Trained elsewhere with scikit-learn; kept without pickle, so that a model file holds
no code, and applied in well under a millisecond.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from nlu.features import Vocabulary


class LinearModel:
    """Scores the labels of a message.

    Args:
        vocabulary: what counts as a feature.
        labels: in the order of ``weights``.
        weights: shape (n-grams and marks, labels). Kept in half precision: a message touches a
            few hundred rows of some ten thousand.
        bias: shape (labels,).
    """

    def __init__(
        self,
        vocabulary: Vocabulary,
        labels: Sequence[str],
        weights: npt.NDArray[Any],
        bias: npt.NDArray[Any],
    ) -> None:
        self.labels = list(labels)
        self._vocabulary = vocabulary
        self._weights = np.ascontiguousarray(weights, dtype=np.float16)
        self._bias = np.asarray(bias, dtype=np.float64)

    def scores(
        self, document: Sequence[str], marks: npt.NDArray[np.float32] | None = None
    ) -> npt.NDArray[np.float64]:
        """Return the score of each label.

        Args:
            document: the n-grams of a message, see :func:`nlu.features.grams`.
            marks: values of what is no n-gram, for the last rows of the weights.
        """
        columns, values = self._vocabulary.vector(document)
        found = self._bias + values @ self._weights[columns].astype(np.float32)
        if marks is not None:
            found = found + marks @ self._weights[-len(marks) :].astype(np.float32)
        return np.asarray(found)

    def save(self, folder: Path, name: str, **more: Any) -> None:
        """Write ``<name>.npz`` and ``<name>.json`` into ``folder``.

        Args:
            folder: an existing folder.
            name: of the files.
            more: JSON-ready values that belong to the model.
        """
        np.savez_compressed(
            folder / f"{name}.npz",
            weights=self._weights,
            bias=self._bias,
            idf=self._vocabulary.idf,
        )
        kept = list(self._vocabulary.index)
        description = {"labels": self.labels, "grams": kept, "more": more}
        text = json.dumps(description, ensure_ascii=False)
        (folder / f"{name}.json").write_text(text, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, name: str) -> tuple[LinearModel, Mapping[str, Any]]:
        """Return what :meth:`save` wrote: the model, and the values that belong to it.

        Raises:
            OSError: a file is missing.
        """
        description = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
        with np.load(folder / f"{name}.npz", allow_pickle=False) as arrays:
            index = {gram: column for column, gram in enumerate(description["grams"])}
            vocabulary = Vocabulary(index, arrays["idf"])
            model = cls(vocabulary, description["labels"], arrays["weights"], arrays["bias"])
        return model, description["more"]
