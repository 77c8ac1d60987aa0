"""The best reader: what the trained network reads and the measures of meaning and words, weighed together."""

from collections.abc import Sequence

import numpy as np

from assistant.reading.answers import counting_words
from assistant.reading.candidates import candidates_of, nearest_bold, reading_about_document
from assistant.reading.features import MOST_HITS, doubt
from assistant.reading.fitted_weights import Weights
from assistant.reading.measures import Measured, measured, strictly
from assistant.reading.network_measures import (
    COMBINED,
    NetworkReading,
    PassageReader,
    combined_reading_values,
    first_look,
    network_reading,
    read_alone,
    read_passages,
    with_network,
)
from assistant.reading.questions import question_of
from assistant.reading.reader import Reading, Span
from assistant.reading.sentences import sentences_of
from assistant.reading.spelling import as_meant
from assistant.reading.vectors import KeptVectors
from assistant.reading.words import words_of
from store.documents import Hit
from store.embedder import Embedder

WEIGHTS_FILE = "combined_weights.json"
_LIKELIER_THAN_NONE = 0.0


class CombinedReader:
    """Ranks sentences by the trained network and by measures of meaning and words."""

    name = "combined"

    def __init__(self, embedder: Embedder, network: PassageReader, weights: Weights | None = None) -> None:
        """Read with these weights; None takes those that come with the package."""
        self._weights = weights or Weights.load(WEIGHTS_FILE, COMBINED)
        self._vectors = KeptVectors(embedder)
        self._network = network

    @property
    def threshold(self) -> float:
        """The confidence below which the documents are said not to answer."""
        return self._weights.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return the sentences that may answer, best first, and how sure that is.

        Raises:
            ModelError: if the network's weights are missing, or are not the expected ones.
        """
        read = hits[:MOST_HITS]
        sentences = sentences_of(read)
        asked = question_of(as_meant(question, sentences))
        line = reading_about_document(asked, sentences)
        quotable = [sentence for sentence in sentences if not sentence.is_heading]
        if line or not quotable:
            return line or Reading()
        found = measured(asked, quotable, self._vectors)
        network = network_reading(found, read, read_passages(asked.text, read, self._network))
        first = strictly(found, self._weights.first_scores(first_look(found.values, network)))
        network = read_alone(found, network, first, self._network)
        scores = strictly(found, self._weights.scores(with_network(found.values, network)))
        order = [int(place) for place in np.argsort(-scores, kind="stable")]
        confidence = self._weights.probability(combined_reading_values(found, network, order, scores))
        candidates = candidates_of(
            found, order, [float(score) for score in scores], lambda place: _bold(found, network, place, order[0])
        )
        return Reading(candidates, confidence * doubt(found, order[0]))


def _bold(found: Measured, network: NetworkReading, place: int, best: int) -> tuple[Span, ...]:
    """Return the words that answer in the sentence at a place: the network's where they are news, else the nearest.

    In the best sentence the network's are taken however sure it is: with the passage given, their mean F1 was 0.69 so,
    and 0.47 where they were taken only if it held them for likelier than no answer. In the sentences that are quoted
    beside it, what it does not believe in would only draw the eye. Asked how many, only a number will do that counts
    what is asked for, where there is one: of "28 leaders met 13 partners" the network took the first.
    """
    sentence = found.sentences[place]
    start, end = network.words[place]
    counting = [
        (sentence.start + first, sentence.start + last)
        for first, last in counting_words(found.question, sentence, found.words[place])
    ]
    if counting and not any(first < end and start < last for first, last in counting):
        return tuple(counting[:1])
    text = sentence.text[start - sentence.start : end - sentence.start]
    is_news = any(word.is_content and word.stem not in found.matching.weights for word in words_of(text))
    is_believed = place == best or network.spans[place] > _LIKELIER_THAN_NONE
    return ((start, end),) if is_news and is_believed else nearest_bold(found, place)
