"""The trained reader: question and passage read together."""

import math
import threading
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.reading.reader import Candidate, Reading
from store.documents import Hit
from store.sentence_transformer import check_weights
from store.sentences import sentence_spans

if TYPE_CHECKING:
    from assistant.reading.encoding import PairEncoder
    from assistant.reading.network import SpanNetwork
    from assistant.reading.scores import PassageScores

WEIGHTS = Path(__file__).parent / "weights" / "reader.safetensors"
WEIGHTS_SHA256 = "9141c4698a7c49b46d90cc8fd8ef9dd540522d5cd90c9f01021f01183e2139dd"
MOST_PASSAGES = 8
# Logistic model of the best passage's log-odds, and the confidence that keeps 95 of 100 answerable questions; both
# fitted on the held-out articles with the right passage given.
_SLOPE, _INTERCEPT = 0.470, 0.584
_THRESHOLD = 0.207


class TrainedReader:
    """Reads with the trained network, whose weights are loaded, and checked, with the first question."""

    def __init__(self, weights: Path = WEIGHTS, sha256: str = WEIGHTS_SHA256) -> None:
        """Name the file of weights that `export` wrote, and its sha256."""
        self._weights = weights
        self._sha256 = sha256
        self._lock = threading.Lock()

    @property
    def name(self) -> str:
        """What the setting `reader` calls it."""
        return "trained"

    @property
    def threshold(self) -> float:
        """The confidence below which the documents are said not to answer."""
        return _THRESHOLD

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return the sentences of the first MOST_PASSAGES hits, those that answer best first.

        Raises:
            ModelError: if the weights are missing, or are not the expected ones.
        """
        read = list(hits[:MOST_PASSAGES])
        scores = self.scores(question, read)
        if not scores:
            return Reading()
        found = [candidate for hit, score in zip(read, scores, strict=True) for candidate in _candidates(hit, score)]
        found.sort(key=lambda candidate: -candidate.score)
        best = max(score.log_odds for score in scores)
        return Reading(_without_overlaps(found), 1 / (1 + math.exp(-_SLOPE * best - _INTERCEPT)))

    def scores(self, question: str, hits: Sequence[Hit]) -> "list[PassageScores]":
        """Return what is read in each hit, in order; its sentences are those of `sentence_spans(hit.text)`.

        Raises:
            ModelError: if the weights are missing, or are not the expected ones.
        """
        if not hits:
            return []
        from assistant.reading.scores import score_passages

        network, encoder = self._loaded
        return score_passages(network, encoder, question, hits)

    def alone(self, question: str, sentences: Sequence[tuple[Hit, int, int]]) -> "list[PassageScores]":
        """Return what is read in sentences, named by their hit and their first and last number in it (`score_alone`).

        Raises:
            ModelError: if the weights are missing, or are not the expected ones.
        """
        if not sentences:
            return []
        from assistant.reading.scores import score_alone

        network, encoder = self._loaded
        return score_alone(network, encoder, question, sentences)

    @property
    def _loaded(self) -> "tuple[SpanNetwork, PairEncoder]":
        with self._lock:
            return self._load

    @cached_property
    def _load(self) -> "tuple[SpanNetwork, PairEncoder]":
        check_weights(self._weights, self._sha256)
        from safetensors.torch import load_file

        from assistant.reading.encoding import PairEncoder
        from assistant.reading.network import with_weights

        return with_weights(load_file(self._weights)), PairEncoder()


def _candidates(hit: Hit, scores: "PassageScores") -> list[Candidate]:
    sentences = sentence_spans(hit.text)
    return [
        Candidate(
            hit=hit,
            start=hit.start + start,
            end=hit.start + end,
            score=float(score),
            words=((hit.start + first, hit.start + last),) if first < last else (),
        )
        for (start, end), score, (first, last) in zip(sentences, scores.sentences, scores.words, strict=True)
    ]


def _without_overlaps(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates, best first, without those that share characters with a better one."""
    kept: list[Candidate] = []
    for candidate in candidates:
        if not any(
            other.hit.source == candidate.hit.source and other.start < candidate.end and candidate.start < other.end
            for other in kept
        ):
            kept.append(candidate)
    return tuple(kept)
