"""What the trained network reads in the passages, as measures beside those of meaning and words."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from assistant.reading.measures import FEATURES, Matrix, Measured, MeasureNames, reading_values
from assistant.reading.reader import Span
from store.documents import Hit
from store.sentences import sentence_spans

if TYPE_CHECKING:
    from assistant.reading.scores import PassageScores

NETWORK_READING = (
    "span",
    "span_best",
    "span_agrees",
    "answered_here",
    "answered_best",
    "answered_gap",
    # What the network says of questions in keywords, with slips or told at length is worth less: on the seed's
    # questions, half of which are such, it told the answerable from the others at 0.62 of the area, and at 0.73 on
    # plain ones; with these three the starter corpus went from 0.880 to 0.893.
    "plain",
    "answered_here_plain",
    "answered_best_plain",
)
COMBINED = MeasureNames(
    (*FEATURES.sentence, "span", "span_of_passage", "answered_here"), (*FEATURES.reading, *NETWORK_READING)
)
# Log-odds beyond this say no more; the unit makes them about as wide as the other measures are.
_WIDEST = 12.0
_UNIT = 3.0


@dataclass(frozen=True)
class NetworkReading:
    """What the network reads in the sentences of a question's hits, in order of the sentences."""

    spans: Matrix
    """Log-odds of each sentence's best span against "no answer", divided by _UNIT; shape (sentences,)."""
    of_passage: Matrix
    """The highest of them in each sentence's passage; shape (sentences,)."""
    answered: Matrix
    """Log-odds of "answered here" of each sentence's passage, divided likewise; shape (sentences,)."""
    words: Sequence[Span]
    """Where the best span stands, as offsets into the document's text."""


def network_reading(found: Measured, hits: Sequence[Hit], scores: "Sequence[PassageScores]") -> NetworkReading:
    """Return the network's scores of the measured sentences, which are some of those of `sentence_spans(hit.text)`."""
    spans, of_passage, answered, words = [], [], [], []
    places = [{start: place for place, (start, _) in enumerate(sentence_spans(hit.text))} for hit in hits]
    for sentence in found.sentences:
        hit, read = hits[sentence.rank], scores[sentence.rank]
        place = places[sentence.rank][sentence.start - hit.start]
        spans.append(_bounded(float(read.sentences[place])))
        of_passage.append(_bounded(read.span_odds))
        answered.append(_bounded(read.head_odds))
        first, last = read.words[place]
        words.append((hit.start + first, hit.start + last))
    return NetworkReading(np.array(spans), np.array(of_passage), np.array(answered), words)


def with_network(values: Matrix, network: NetworkReading) -> Matrix:
    """Return the values of FEATURES.sentence with those of the network: shape (sentences, COMBINED.sentence)."""
    return np.column_stack([values, network.spans, network.of_passage, network.answered])


def combined_reading_values(found: Measured, network: NetworkReading, order: Sequence[int], scores: Matrix) -> Matrix:
    """Return COMBINED.reading of the best sentence: order holds the places of the sentences, best first."""
    best, plain = order[0], float(found.question.is_plain)
    own = [
        network.spans[best],
        network.spans.max(),
        float(network.spans[best] == network.spans.max()),
        network.answered[best],
        network.answered.max(),
        network.answered.max() - network.answered[best],
        plain,
        plain * network.answered[best],
        plain * network.answered.max(),
    ]
    return np.array([*reading_values(found, order, scores), *own])


def _bounded(odds: float) -> float:
    return float(np.clip(odds, -_WIDEST, _WIDEST) / _UNIT)
