"""Hybrid search: scores by meaning and by words, each normalised for the question, added up."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fusion:
    """How two lists of candidates become one; `python -m benchmarks.fusion` chose the values."""

    meaning: float = 0.5
    """Weight of the normalised cosine; the words' normalised BM25 has the rest."""
    naming: float = 0.5
    """What a passage gets on top where the question names its document, before the sum is brought to 1 again."""
    later: float = 0.6
    """Share of that for documents that are named after another: "is Norway a member of the European Union" asks about
    Norway."""
    beside: float = 0.7
    """Share of what a question asks beside the names of documents, in the score of a named document's passage."""
    candidates: int = 60
    """How many of each kind are taken."""

    def bonus(self, first: bool) -> float:
        """Return what a passage gets on top whose document the question names, first of all or after another."""
        return self.naming if first else self.later * self.naming


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


def mixed(scores: Mapping[str, float], others: Mapping[str, float], share: float) -> dict[str, float]:
    """Return the scores with a share of the others' in those passages that the others have.

    Within a document that a question names, nearly every passage has the name: what else is asked tells them apart.
    """
    both = {id_: (1.0 - share) * scores.get(id_, 0.0) + share * other for id_, other in others.items()}
    return {**scores, **both}


def favoured(scores: Mapping[str, float], bonus: Mapping[str, float], most: float) -> dict[str, float]:
    """Return the scores, still between 0 and 1 and best first, with a bonus of at most `most` for some passages.

    Among documents that look alike (251 country profiles) the words of the question are found in all of them, and a
    name counts for no more than another word; but it says which one is meant.
    """
    raised = {id_: (score + bonus.get(id_, 0.0)) / (1.0 + most) for id_, score in scores.items()}
    return dict(sorted(raised.items(), key=lambda item: -item[1]))


def _normalised(scores: Mapping[str, float]) -> dict[str, float]:
    highest = max(scores.values(), default=0.0)
    return {id_: max(score, 0.0) / highest if highest > 0.0 else 0.0 for id_, score in scores.items()}
