"""The numbers that a reader weighs its measures with, fitted by `python -m assistant.reading.fitting`."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from importlib.resources import files

import numpy as np

from assistant.reading.measures import Matrix, MeasureNames
from store.errors import ModelError


@dataclass(frozen=True)
class Weights:
    """Weights of the sentence's measures and of the reading's, and the threshold that goes with them."""

    ranking: Matrix
    """Shape (sentence measures,)."""
    confidence: Matrix
    """Shape (reading measures,)."""
    bias: float
    threshold: float
    first_look: Matrix = field(default_factory=lambda: np.zeros(0))
    """Shape (first look measures,)."""

    @classmethod
    def load(cls, file: str, names: MeasureNames) -> "Weights":
        """Return the weights of a file that comes with the package.

        Raises:
            ModelError: if they are missing, or for other measures than these.
        """
        place = files("assistant.reading").joinpath(file)
        if not place.is_file():
            raise ModelError(f"The fitted weights are missing: {file}. Run: python -m assistant.reading.fitting SHARED")
        stored = json.loads(place.read_text(encoding="utf-8"))
        return cls(
            ranking=_in_order(file, stored["ranking"], names.sentence),
            confidence=_in_order(file, stored["confidence"], names.reading),
            bias=float(stored["bias"]),
            threshold=float(stored["threshold"]),
            first_look=_in_order(file, stored.get("first_look", {}), names.first_look),
        )

    def first_scores(self, values: Matrix) -> Matrix:
        """Return the score of each sentence before any is read alone: shape (sentences,)."""
        return np.asarray(values @ self.first_look)

    def scores(self, values: Matrix) -> Matrix:
        """Return the score of each sentence: shape (sentences,)."""
        return np.asarray(values @ self.ranking)

    def probability(self, values: Matrix) -> float:
        """Return the logistic function of the weighted measures of a reading."""
        return float(1.0 / (1.0 + np.exp(-(values @ self.confidence + self.bias))))


def _in_order(file: str, stored: Mapping[str, float], names: Sequence[str]) -> Matrix:
    if sorted(stored) != sorted(names):
        raise ModelError(
            f"{file} has weights for {', '.join(stored)}, and the reader measures {', '.join(names)}. "
            "Run: python -m assistant.reading.fitting SHARED"
        )
    return np.array([stored[name] for name in names], dtype=np.float64)
