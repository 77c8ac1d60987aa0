"""The examples that the reader learns from: a question, a passage, and where in it the answer stands, if it does."""

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from random import Random
from typing import Any

from assistant.reading.scores import before_sentence, context_of, title_end
from assistant.reading.words import words_of
from store.sentences import sentence_spans

Span = tuple[int, int]
# With fewer sentences, a passage's sentence alone is the passage.
FEWEST_SENTENCES = 2


@dataclass(frozen=True, slots=True)
class Example:
    """One question with one passage."""

    id: str
    kind: str
    """Where it comes from: a data set's name, or how it was changed ("squad2_fit/exchanged")."""
    doc: str
    question: str
    passage: str
    spans: tuple[Span, ...] = ()
    """Offsets of the answers' words in the passage, any of which will do; empty where it does not answer."""
    start: int = 0
    """From which character of the passage on it is read; what stands before is there for understanding only."""

    @property
    def is_answered(self) -> bool:
        """Whether the passage answers the question."""
        return bool(self.spans)


def load_examples(file: Path, kind: str) -> list[Example]:
    """Return the questions of a file whose answer stands in their passage, and those that have none."""
    with file.open(encoding="utf-8") as lines:
        made = [_example(json.loads(line), kind) for line in lines]
    return [example for example in made if example is not None]


def save_examples(examples: Iterable[Example], file: Path) -> None:
    """Write examples to a file, one a line."""
    with file.open("w", encoding="utf-8") as opened:
        for example in examples:
            opened.write(json.dumps(asdict(example), ensure_ascii=False) + "\n")


def saved_examples(file: Path) -> list[Example]:
    """Return the examples that `save_examples` wrote."""
    with file.open(encoding="utf-8") as lines:
        return [_restored(json.loads(line)) for line in lines]


def windowed(example: Example, longest: int, random: Random) -> Example:
    """Return the example with its passage cut to whole sentences, at most about `longest` characters, round an answer.

    Where the answer stands in the window is drawn, so that its place teaches nothing; a passage without an answer is
    cut round a sentence that shares most words with the question.
    """
    if len(example.passage) <= longest:
        return example
    sentences = sentence_spans(example.passage)
    centre = _centre(example, sentences, random)
    first = last = centre
    while True:
        before, after = first > 0, last + 1 < len(sentences)
        if not (before or after):
            break
        backwards = before and (not after or random.random() < 0.5)
        start = sentences[first - 1][0] if backwards else sentences[first][0]
        end = sentences[last][1] if backwards else sentences[last + 1][1]
        if end - start > longest:
            break
        first, last = (first - 1, last) if backwards else (first, last + 1)
    return _cut(example, sentences[first][0], sentences[last][1])


def entitled(example: Example) -> Example:
    """Return the example with the title of its document above the passage, as the reader is given it (`context_of`)."""
    title = re.sub(r"[_-]+", " ", example.doc.removesuffix(".md").removesuffix(".txt")).strip()
    context = context_of(title, "")
    spans = tuple((start + len(context), end + len(context)) for start, end in example.spans)
    return replace(example, passage=context + example.passage, spans=spans)


def own_sentences(example: Example) -> list[Span]:
    """Return where the passage's sentences are, without its title (`entitled`), unless that answers."""
    below = title_end(example.passage)
    return [(a, b) for a, b in sentence_spans(example.passage) if a >= below or _inside(example.spans, a, b)]


def right_sentences(example: Example, sentences: Sequence[Span]) -> list[int]:
    """Return the places of the sentences that hold an answer's words."""
    return [place for place, (start, end) in enumerate(sentences) if _inside(example.spans, start, end)]


def only_sentence(example: Example, sentences: Sequence[Span], place: int) -> Example:
    """Return the example with the sentence at a place to read."""
    start, end = sentences[place]
    before = before_sentence(example.passage, sentences, place)
    shift = len(before) - start
    spans = tuple((a + shift, b + shift) for a, b in _inside(example.spans, start, end))
    return replace(
        example,
        passage=before + example.passage[start:end],
        spans=spans,
        start=len(before),
    )


def _inside(spans: Sequence[Span], start: int, end: int) -> list[Span]:
    """Return what of the spans stands between two offsets."""
    return [(max(a, start), min(b, end)) for a, b in spans if a < end and start < b]


def answer_spans(question: str, passage: str, answers: list[str]) -> tuple[Span, ...]:
    """Return one span for each answer: of its occurrences, the one whose sentence shares most with the question."""
    sentences = sentence_spans(passage)
    asked = _asked_stems(question)

    def shared(span: Span) -> int:
        return max(
            (_shared(asked, passage[start:end]) for start, end in sentences if start <= span[0] < end), default=0
        )

    found = (list(occurrences(passage, answer.strip())) for answer in dict.fromkeys(answers))
    return tuple(sorted({max(spans, key=shared) for spans in found if spans}))


def _best_sentence(question: str, passage: str, sentences: list[Span]) -> int:
    """Return the number of the sentence that shares most words with the question."""
    asked = _asked_stems(question)
    shared = [_shared(asked, passage[start:end]) for start, end in sentences]
    return max(range(len(shared)), key=shared.__getitem__, default=0)


def _asked_stems(question: str) -> frozenset[str]:
    return frozenset(word.stem for word in words_of(question) if word.is_content)


def _shared(asked: frozenset[str], text: str) -> int:
    return len(asked & {word.stem for word in words_of(text)})


def occurrences(text: str, words: str) -> Iterator[Span]:
    """Yield where words stand in a text as whole words."""
    start = text.find(words)
    while words and start >= 0:
        end = start + len(words)
        whole_before = start == 0 or not (text[start - 1].isalnum() and words[0].isalnum())
        whole_after = end == len(text) or not (text[end].isalnum() and words[-1].isalnum())
        if whole_before and whole_after:
            yield start, end
        start = text.find(words, start + 1)


def _example(row: dict[str, Any], kind: str) -> Example | None:
    passage = row.get("passage") or ""
    question = " ".join(row["question"].split())
    if not passage or not question:
        return None
    spans = answer_spans(question, passage, row["answers"]) if row["answerable"] else ()
    if row["answerable"] and not spans:
        return None
    return Example(str(row["id"]), kind, row["doc"], question, passage, spans)


def _centre(example: Example, sentences: list[Span], random: Random) -> int:
    if not example.spans:
        return _best_sentence(example.question, example.passage, sentences)
    start = random.choice(example.spans)[0]
    return max(number for number, (first, _) in enumerate(sentences) if first <= start)


def _cut(example: Example, start: int, end: int) -> Example:
    inside = tuple((a - start, b - start) for a, b in example.spans if start <= a and b <= end)
    if example.spans and not inside:
        return example
    return Example(example.id, example.kind, example.doc, example.question, example.passage[start:end], inside)


def _restored(row: dict[str, Any]) -> Example:
    row["spans"] = tuple((start, end) for start, end in row["spans"])
    return Example(**row)
