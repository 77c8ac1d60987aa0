"""What the trained network reads in the passages, as measures beside those of meaning and words."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

import numpy as np

from assistant.reading.groups import list_round
from assistant.reading.measures import FEATURES, Matrix, Measured, MeasureNames, reading_values
from assistant.reading.reader import Span
from assistant.reading.sentences import Sentence
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
    "answers_alone",
    "answers_alone_best",
    "span_alone",
)
_FIRST_LOOK = (*FEATURES.sentence, "span", "span_of_passage", "answered_here")
COMBINED = MeasureNames(
    (*_FIRST_LOOK, "answers_alone", "span_alone"), (*FEATURES.reading, *NETWORK_READING), _FIRST_LOOK
)
MOST_ALONE = 5
# How many hits are read before the others, and the log-odds of one of them at which the others are not.
_FIRST = 3
_CLEARLY_ANSWERED, _CLEARLY_SPAN = 3.5, 2.5
# Log-odds beyond this say no more; the unit makes them about as wide as the other measures are.
_WIDEST = 12.0
_UNIT = 3.0


class PassageReader(Protocol):
    """Reads each passage by itself, and single sentences, as TrainedReader does."""

    def scores(self, question: str, hits: Sequence[Hit]) -> "list[PassageScores]":
        """Return what is read in each hit, in order."""

    def alone(self, question: str, sentences: Sequence[tuple[Hit, int, int]]) -> "list[PassageScores]":
        """Return what is read in sentences, named by their hit and their first and last number in it, in order."""


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
    answers_alone: Matrix
    """Log-odds of "answered here" of each sentence read alone, divided likewise, the lowest where it was not read."""
    spans_alone: Matrix
    """The same of its best span."""


def read_passages(question: str, hits: Sequence[Hit], reader: PassageReader) -> "list[PassageScores]":
    """Return what is read in each hit, in order; where the first few are clear, the others stay unread.

    An unread one has the lowest odds. What it saves, and what it may miss: docs/reader-experiments.md.
    """
    read = reader.scores(question, hits[:_FIRST])
    rest = hits[_FIRST:]
    return [*read, *(map(_unread, rest) if _is_clear(read) else reader.scores(question, rest))]


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
    unread = np.full(len(spans), -_WIDEST / _UNIT)
    return NetworkReading(np.array(spans), np.array(of_passage), np.array(answered), words, unread, unread)


def read_alone(found: Measured, network: NetworkReading, scores: Matrix, reader: PassageReader) -> NetworkReading:
    """Return the network's reading with what it says of the MOST_ALONE best sentences, each read alone.

    Read in its passage a sentence profits from what stands beside it; alone, it must answer by itself. A list is read
    with its lead-in, as it is quoted.
    """
    best = [int(place) for place in np.argsort(-scores, kind="stable")[:MOST_ALONE]]
    groups = [list_round(found.sentences, place) for place in best]
    sentences = [(found.sentences[first], found.sentences[last]) for first, last in groups]
    numbered = [(first.hit, _number_of(first), _number_of(last)) for first, last in sentences]
    read = reader.alone(found.question.text, numbered)
    answers, spans = network.answers_alone.copy(), network.spans_alone.copy()
    answers[best] = [_bounded(one.head_odds) for one in read]
    spans[best] = [_bounded(one.span_odds) for one in read]
    return replace(network, answers_alone=answers, spans_alone=spans)


def first_look(values: Matrix, network: NetworkReading) -> Matrix:
    """Return the values of FEATURES.sentence with those of the passages: shape (sentences, COMBINED.first_look)."""
    return np.column_stack([values, network.spans, network.of_passage, network.answered])


def with_network(values: Matrix, network: NetworkReading) -> Matrix:
    """Return the values of FEATURES.sentence with all of the network's: shape (sentences, COMBINED.sentence)."""
    return np.column_stack([first_look(values, network), network.answers_alone, network.spans_alone])


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
        network.answers_alone[best],
        network.answers_alone.max(),
        network.spans_alone[best],
    ]
    return np.array([*reading_values(found, order, scores), *own])


def _is_clear(read: "Sequence[PassageScores]") -> bool:
    return any(one.head_odds >= _CLEARLY_ANSWERED and one.span_odds >= _CLEARLY_SPAN for one in read)


def _unread(hit: Hit) -> "PassageScores":
    from assistant.reading.scores import UNREAD, PassageScores

    sentences = sentence_spans(hit.text)
    return PassageScores(np.full(len(sentences), UNREAD), tuple((start, start) for start, _ in sentences), UNREAD)


def _number_of(sentence: Sentence) -> int:
    starts = [start for start, _ in sentence_spans(sentence.hit.text)]
    return starts.index(sentence.start - sentence.hit.start)


def _bounded(odds: float) -> float:
    return float(np.clip(odds, -_WIDEST, _WIDEST) / _UNIT)
