"""What a reading hands on: candidates made of measured sentences, and of the lines that say something of a document."""

from collections.abc import Callable, Sequence

from assistant.reading.answers import nearest_words
from assistant.reading.groups import group_of
from assistant.reading.measures import Measured, about_document
from assistant.reading.questions import Asked, Question
from assistant.reading.reader import Candidate, Reading, Span
from assistant.reading.sentences import Sentence

_MOST = 12
_SURE = 0.95
# How many mentions can answer together.
_BOLD = {
    Asked.NAMES: 12,
    Asked.PERSON: 1,
    Asked.PLACE: 2,
    Asked.DATE: 1,
    Asked.DAY: 1,
    Asked.NUMBER: 1,
    Asked.MONEY: 1,
    Asked.TITLE: 1,
}

Bold = Callable[[int], tuple[Span, ...]]
"""The words that answer in the sentence at a place, as offsets into the document's text."""


def candidates_of(found: Measured, order: Sequence[int], scores: Sequence[float], bold: Bold) -> tuple[Candidate, ...]:
    """Return the best sentences with what belongs to them; a sentence that another group holds is left out."""
    taken: set[int] = set()
    candidates: list[Candidate] = []
    for place in order:
        if place in taken or len(candidates) == _MOST:
            continue
        first, last = group_of(found.sentences, place)
        if taken.intersection(range(first, last + 1)):
            first = last = place
        taken.update(range(first, last + 1))
        opening = found.sentences[first]
        start, end = opening.start + opening.mark, found.sentences[last].end
        words = tuple(span for span in bold(place) if start <= span[0])
        candidates.append(Candidate(found.sentences[place].hit, start, end, scores[place], words))
    return _without_copies(candidates)


def nearest_bold(found: Measured, place: int) -> tuple[Span, ...]:
    """Return the words of the kind that is asked for, nearest to what the sentence shares with the question."""
    most = _BOLD.get(found.question.asked, 0)
    sentence = found.sentences[place]
    nearest = nearest_words(found.words[place], sentence, found.matching.weights.keys(), most)
    return tuple((sentence.start + start, sentence.start + end) for start, end in nearest)


def reading_about_document(question: Question, sentences: Sequence[Sentence]) -> Reading | None:
    """Return the title or the date line that a question about the document asks for, None if it asks for neither."""
    line = next((sentence for sentence in sentences if about_document(question, sentence)), None)
    if line is None:
        return None
    start = line.start + line.mark
    words: tuple[Span, ...] = ((start, line.end),)
    if question.asked is not Asked.HEADLINE:
        dates = [mention for mention in line.mentions if mention.kind.value in ("day", "date")]
        words = tuple((line.start + date.start, line.start + date.end) for date in dates[:1])
    return Reading((Candidate(line.hit, start, line.end, 1.0, words),), _SURE)


def _without_copies(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """Return the candidates without those whose words a better one says already."""
    kept: dict[str, Candidate] = {}
    for candidate in candidates:
        kept.setdefault(" ".join(candidate.text.split()), candidate)
    return tuple(kept.values())
