"""Questions that the documents do answer, near one that they do not."""

import json
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path, PurePosixPath

from assistant.replies import Answer
from store.documents import Hit
from ui.asking import Asking

MOST = 3
_TRIED = 8
_LEAST_CONFIDENCE = 0.5


def answerable_near(answer: Answer, asking: Asking) -> tuple[str, ...]:
    """Return up to three questions about the documents near a refused one; each was asked, and answered."""
    candidates = (question for question in _candidates(answer) if question != answer.question)
    answered = (question for question in islice(candidates, _TRIED) if _is_answered(question, asking))
    return tuple(islice(answered, MOST))


def _is_answered(question: str, asking: Asking) -> bool:
    *_, last = asking.stream(question, ())
    return last.answered and last.confidence >= _LEAST_CONFIDENCE


def _candidates(answer: Answer) -> Iterator[str]:
    """Yield questions worth trying, once each: written ones for documents that we know, else of the headings."""
    known = json.loads((Path(__file__).parent / "questions.json").read_text(encoding="utf-8"))
    written = [q for source in _sources(answer.hits) for q in known.get(PurePosixPath(source).name, ())]
    asked = _words(answer.question)
    written.sort(key=lambda question: -len(_words(question) & asked))
    named = (f"What is said about {heading}?" for hit in answer.hits if (heading := hit.heading.split(" > ")[-1]))
    yield from dict.fromkeys([*written, *named])


def _sources(hits: Iterable[Hit]) -> list[str]:
    return list(dict.fromkeys(hit.source for hit in hits))


def _words(text: str) -> set[str]:
    return {word for word in text.lower().strip("?").split() if len(word) > 3}
