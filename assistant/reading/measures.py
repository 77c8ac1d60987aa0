"""What is measured of each sentence, and of the reading as a whole: the numbers that the weights are fitted to."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.reading.answers import answer_words, is_strict, wants_words
from assistant.reading.groups import list_round
from assistant.reading.matching import Matching, context_stems
from assistant.reading.mentions import iso_date
from assistant.reading.questions import ABOUT_DOCUMENT, Asked, Question
from assistant.reading.reader import Span
from assistant.reading.sentences import Sentence
from assistant.reading.vectors import KeptVectors
from assistant.reading.words import words_of

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class MeasureNames:
    """What a reader measures, by name, in order."""

    sentence: tuple[str, ...]
    """Of each sentence; its ranking is fitted to these."""
    reading: tuple[str, ...]
    """Of the reading as a whole; the confidence is fitted to these."""
    first_look: tuple[str, ...] = ()
    """Of each sentence before the best are read alone, which are chosen by these; none where none is read alone."""


SENTENCE_MEASURES = (
    "cosine",
    "cosine_of_part",
    "cosine_beside",
    "cosine_of_passage",
    "coverage",
    "coverage_beside",
    "coverage_with_context",
    "closeness",
    "echo",
    "fits",
    "lacks",
    "names_missing",
    "numbers_missing",
    "focus_missing",
    "fragment",
    "length",
    "passage_score",
    "first_passage",
)
READING_MEASURES = (
    "score",
    "margin",
    "cosine",
    "coverage",
    "coverage_of_passage",
    "unknown_words",
    "names_missing",
    "numbers_missing",
    "focus_missing",
    "focus_unknown",
    "fits",
    "lacks",
    "lacks_everywhere",
    "lacks_strictly",
    "closeness",
    "echo",
    "wants_words",
    "yes_or_no",
    "length",
)
FEATURES = MeasureNames(SENTENCE_MEASURES, READING_MEASURES)
_LACKING = 2.0
_LONG = 60
_LONG_QUESTION = 30


@dataclass(frozen=True)
class Measured:
    """One question's sentences with what was measured of them."""

    question: Question
    matching: Matching
    sentences: Sequence[Sentence]
    words: Sequence[tuple[Span, ...]]
    """For each sentence, where words of the kind that is asked for stand in its text."""
    values: Matrix
    """Shape (sentences, SENTENCE_MEASURES)."""


def measured(question: Question, sentences: Sequence[Sentence], vectors: KeptVectors) -> Measured:
    """Measure each sentence against the question."""
    matching = Matching(question, sentences)
    known = matching.weights.keys()
    words = [answer_words(question, sentence, known) for sentence in sentences]
    cosines, of_parts = _cosines(question, sentences, vectors)
    rows = [
        _row(question, matching, sentences, place, words[place], cosines, of_parts) for place in range(len(sentences))
    ]
    return Measured(question, matching, sentences, words, np.array(rows, dtype=np.float64))


def strictly(found: Measured, scores: Matrix) -> Matrix:
    """Return the scores, lower for a sentence without the words that a narrow question cannot be answered without.

    Asked which countries, a sentence that names none is refused however near it is, so it must not hide one that does.
    """
    if not is_strict(found.question):
        return scores
    return scores - _LACKING * np.array([not words for words in found.words], dtype=np.float64)


def reading_values(measured: Measured, order: Sequence[int], scores: Matrix) -> Matrix:
    """Return the READING_MEASURES of the best sentence: order holds the places of the sentences, best first."""
    best = order[0]
    first, last = list_round(measured.sentences, best)
    matching = measured.matching
    values = dict(zip(SENTENCE_MEASURES, measured.values[best], strict=True))
    around = stems_of_passage(measured, best)
    others = [scores[place] for place in order[1:]]
    unknown = sum(weight for stem, weight in matching.weights.items() if stem not in matching.known)
    found = {
        "score": float(scores[best]),
        "margin": float(scores[best] - max(others)) if others else 2.0,
        "cosine": values["cosine"],
        "coverage": values["coverage"],
        "coverage_of_passage": matching.coverage(around),
        "unknown_words": unknown / sum(matching.weights.values()),
        "names_missing": matching.missing(matching.names, around),
        "numbers_missing": matching.missing(matching.numbers, around),
        "focus_missing": matching.missing(matching.focus, around),
        "focus_unknown": matching.missing(matching.focus, matching.known),
        "fits": values["fits"],
        "lacks": values["lacks"],
        "lacks_everywhere": float(wants_words(measured.question) and not any(measured.words)),
        "lacks_strictly": float(is_strict(measured.question) and not measured.words[best]),
        "closeness": values["closeness"],
        # A lead-in says little that is not asked; its items do.
        "echo": matching.echo(*measured.sentences[first : last + 1]),
        "wants_words": float(wants_words(measured.question)),
        "yes_or_no": float(measured.question.asked is Asked.YES_OR_NO),
        "length": min(len(measured.question.words) / _LONG_QUESTION, 1.0),
    }
    return np.array([found[name] for name in READING_MEASURES])


def _row(
    question: Question,
    matching: Matching,
    sentences: Sequence[Sentence],
    place: int,
    words: tuple[Span, ...],
    cosines: Matrix,
    of_parts: Matrix,
) -> list[float]:
    sentence = sentences[place]
    beside = [other for other in (place - 1, place + 1) if _in_one_passage(sentences, place, other)]
    same = [other for other in range(len(sentences)) if sentences[other].rank == sentence.rank]
    context = context_stems(sentence)
    before = sentences[place - 1].stems if place - 1 in beside else frozenset()
    wants = wants_words(question)
    return [
        cosines[place],
        of_parts[place],
        max((cosines[other] for other in beside), default=0.0),
        max(cosines[other] for other in same),
        matching.coverage(sentence.stems),
        matching.coverage(sentence.stems | before),
        matching.coverage(sentence.stems | context),
        matching.closeness(sentence),
        matching.echo(sentence),
        float(wants and bool(words)),
        float(wants and not words),
        matching.missing(matching.names, sentence.stems | context),
        matching.missing(matching.numbers, sentence.stems),
        matching.missing(matching.focus, sentence.stems | context),
        float(sentence.is_fragment),
        min(len(sentence.words) / _LONG, 1.0),
        sentence.hit.score,
        float(sentence.rank == 0),
    ]


def _cosines(question: Question, sentences: Sequence[Sentence], vectors: KeptVectors) -> tuple[Matrix, Matrix]:
    """Return each sentence's cosine with the question, and with the nearest part of the question."""
    asked = [question.text, *question.parts]
    found = vectors.of([*asked, *(sentence.text for sentence in sentences)])
    cosines = np.asarray(found[len(asked) :] @ found[: len(asked)].T, dtype=np.float64)
    return cosines[:, 0], cosines.max(axis=1)


def _in_one_passage(sentences: Sequence[Sentence], place: int, other: int) -> bool:
    return 0 <= other < len(sentences) and sentences[other].rank == sentences[place].rank


def stems_of_passage(measured: Measured, place: int) -> frozenset[str]:
    """Return the stems of the passage that the sentence at a place stands in, and of what stands above it."""
    sentence = measured.sentences[place]
    stems = [other.stems for other in measured.sentences if other.rank == sentence.rank]
    return context_stems(sentence).union(*stems)


def about_document(question: Question, sentence: Sentence) -> bool:
    """Return whether a sentence is the title or the date line that a question about the document asks for."""
    if question.asked not in ABOUT_DOCUMENT:
        return False
    if question.asked is Asked.HEADLINE:
        title = [word.stem for word in words_of(sentence.hit.title)]
        return bool(title) and [word.stem for word in sentence.words] == title
    wanted = sentence.hit.updated if question.asked is Asked.UPDATED else sentence.hit.date
    return bool(wanted) and wanted[:10] in dates_of(sentence)


def dates_of(sentence: Sentence) -> frozenset[str]:
    """Return the full dates that a sentence mentions, as ISO dates."""
    spans = ((mention.start, mention.end) for mention in sentence.mentions)
    return frozenset(date for start, end in spans if (date := iso_date(sentence.text[start:end])))
