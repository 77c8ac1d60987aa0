"""Hybrid search: scores by meaning and by words, each normalised for the question, added up."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two lists of candidates become one; `python -m benchmarks.fusion` chose the values."""

    meaning: float = 0.5
    """Weight of the normalised cosine; the words' normalised BM25 has the rest."""
    candidates: int = 60
    """How many of each kind are taken."""


def fuse(meaning: Mapping[str, float], words: Mapping[str, float], weight: float) -> dict[str, float]:
    """Return a score between 0 and 1 for every passage of either list, best first.

    Each score is divided by its list's best; a passage that is missing from a list gets 0 from it. That beat reciprocal
    ranks, which hide how far ahead the best one is, and equals bringing the lowest candidate to 0, which a small
    corpus, with few candidates, cannot bear.
    """
    normal_meaning, normal_words = _normalised(meaning), _normalised(words)
    ids = [*meaning, *(id_ for id_ in words if id_ not in meaning)]
    fused = {id_: weight * normal_meaning.get(id_, 0.0) + (1.0 - weight) * normal_words.get(id_, 0.0) for id_ in ids}
    return dict(sorted(fused.items(), key=lambda item: -item[1]))


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    highest = max(scores.values(), default=0.0)
    return {id_: max(score, 0.0) / highest if highest > 0.0 else 0.0 for id_, score in scores.items()}
