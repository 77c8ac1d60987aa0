"""The light reader: meaning and words of each sentence together, weighed by what was fitted."""

from collections.abc import Sequence

import numpy as np

from assistant.reading.answers import is_strict
from assistant.reading.candidates import candidates_of, nearest_bold, reading_about_document
from assistant.reading.fitted_weights import Weights
from assistant.reading.measures import FEATURES, Measured, measured, reading_values, stems_of_passage, strictly
from assistant.reading.questions import question_of
from assistant.reading.reader import Reading
from assistant.reading.sentences import sentences_of
from assistant.reading.spelling import as_meant
from assistant.reading.vectors import KeptVectors
from store.documents import Hit
from store.embedder import Embedder

WEIGHTS_FILE = "feature_weights.json"
MOST_HITS = 8
# Hardly ever answered: a narrow question ("on what day") to which the best sentence has no such words, and one of
# whose words none occurs in what was found (of 1,834 questions to fit to, no such one was answerable).
_HARDLY = 0.1
# Of the words of what somebody is presumed to have said, how many may be others than the passage's.
_MOST_PRESUMED = 0.5


class FeatureReader:
    """Ranks sentences by measures of meaning and words; needs no model beyond the embedder."""

    name = "features"

    def __init__(self, embedder: Embedder, weights: Weights | None = None) -> None:
        """Read with these weights; None takes those that come with the package."""
        self._weights = weights or Weights.load(WEIGHTS_FILE, FEATURES)
        self._vectors = KeptVectors(embedder)

    @property
    def threshold(self) -> float:
        """The confidence below which the documents are said not to answer."""
        return self._weights.threshold

    def read(self, question: str, hits: Sequence[Hit]) -> Reading:
        """Return the sentences that may answer, best first, and how sure that is."""
        sentences = sentences_of(hits[:MOST_HITS])
        asked = question_of(as_meant(question, sentences))
        line = reading_about_document(asked, sentences)
        quotable = [sentence for sentence in sentences if not sentence.is_heading]
        if line or not quotable:
            return line or Reading()
        found = measured(asked, quotable, self._vectors)
        scores = strictly(found, self._weights.scores(found.values))
        order = [int(place) for place in np.argsort(-scores, kind="stable")]
        confidence = self._weights.probability(reading_values(found, order, scores))
        candidates = candidates_of(
            found, order, [float(score) for score in scores], lambda place: nearest_bold(found, place)
        )
        return Reading(candidates, confidence * doubt(found, order[0]))


def doubt(found: Measured, best: int) -> float:
    """Return what a confidence is multiplied with for what no measure weighs: 1 where there is nothing."""
    question = found.question
    lacks = is_strict(question) and not found.words[best]
    presumes = found.matching.missing(question.presumed, stems_of_passage(found, best)) > _MOST_PRESUMED
    return (
        _HARDLY if question.is_command or question.of_asker or lacks or presumes or found.matching.is_foreign else 1.0
    )
