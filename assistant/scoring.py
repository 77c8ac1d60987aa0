"""What is counted over answers to questions with known answers."""

import re
import string
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

_ARTICLES = re.compile(r"\b(?:a|an|the)\b")


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of about the same confidence; shares are between 0 and 1."""

    count: int
    confidence: float
    """The mean of their confidence."""
    right: float
    """The share of them that is right."""


def words_overlap(found: str, right: str) -> float:
    """Return SQuAD's F1 of two answers (Rajpurkar et al. 2016): over lower-case words without articles and marks."""
    first, second = _normalised(found), _normalised(right)
    shared = sum((Counter(first) & Counter(second)).values())
    return 2 * shared / (len(first) + len(second)) if shared else 0.0


def separation(higher: Sequence[float], lower: Sequence[float]) -> float | None:
    """Return how often a value of the first group is above one of the second, ties counted half.

    That is the area under the ROC curve (Hanley and McNeil 1982); None where a group is empty.
    """
    if not higher or not lower:
        return None
    wins = sum((one > other) + 0.5 * (one == other) for one in higher for other in lower)
    return round(wins / (len(higher) * len(lower)), 3)


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> list[Bin]:
    """Return answers by their confidence, in bins of equal width from 0 to 1; empty bins are left out."""
    members: list[list[tuple[float, bool]]] = [[] for _ in range(bins)]
    for confidence, good in zip(confidences, right, strict=True):
        members[min(int(confidence * bins), bins - 1)].append((confidence, good))
    return [
        Bin(len(inside), sum(sure for sure, _ in inside) / len(inside), sum(good for _, good in inside) / len(inside))
        for inside in members
        if inside
    ]


def calibration_error(binned: Sequence[Bin]) -> float | None:
    """Return the mean distance of confidence and share right, weighted by count (Naeini et al. 2015)."""
    total = sum(one.count for one in binned)
    return round(sum(one.count * abs(one.confidence - one.right) for one in binned) / total, 3) if total else None


def risk_coverage(confidences: Sequence[float], right: Sequence[bool]) -> list[tuple[float, float]]:
    """Return (share answered, share of these that is wrong) for every threshold, the surest answers first."""
    ordered = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    wrong, curve = 0, []
    for count, (_, good) in enumerate(ordered, 1):
        wrong += not good
        curve.append((count / len(ordered), wrong / count))
    return curve


def _normalised(text: str) -> list[str]:
    plain = "".join(letter for letter in text.lower() if letter not in string.punctuation)
    return _ARTICLES.sub(" ", plain).split()
