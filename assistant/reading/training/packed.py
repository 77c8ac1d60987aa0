"""Examples as arrays of word pieces, for a processor that reads hundreds at once: passages, and sentences alone.

`python -m assistant.reading.training.packed FILE EXAMPLES [EXAMPLES ...]`
"""

import argparse
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from assistant.reading.encoding import PairEncoder, Pieces
from assistant.reading.scores import title_end
from assistant.reading.training.examples import (
    FEWEST_SENTENCES,
    Example,
    Span,
    own_sentences,
    right_sentences,
    saved_examples,
)
from store.errors import ModelError

_logger = logging.getLogger(__name__)
# Pieces of an input, the three special ones counted; and of its question and its title at most.
LONGEST = 256
_LONGEST_QUESTION = _LONGEST_TITLE = 96
_SPECIAL = 3
_MOST_ANSWERS = 16
_NONE = -1
_MOST_ALONE = 5


@dataclass(frozen=True, slots=True)
class Inputs:
    """Inputs of the network as places in one row of word pieces; `pieces` is shared by passages and sentences."""

    pieces: NDArray[np.uint16]
    """Ids of all questions' and passages' word pieces, one text after the other, without the special ones."""
    places: NDArray[np.int32]
    """Start and length in `pieces` of the question, of the title above, and of the text; shape (inputs, 6)."""
    unread: NDArray[np.int32]
    """How many pieces of title and text are there for understanding only; shape (inputs,)."""
    answers: NDArray[np.int32]
    """First and last piece of up to sixteen answers, counted from the title's first; -1 for none; (inputs, 16, 2)."""
    sentences: NDArray[np.int32]
    """Of a sentence alone: its passage's number among the passages, its first and last piece there; (inputs, 3)."""

    def __len__(self) -> int:
        """Return how many inputs there are."""
        return len(self.places)

    @property
    def lengths(self) -> NDArray[np.int32]:
        """How many pieces each input has, the special ones counted; shape (inputs,)."""
        lengths: NDArray[np.int32] = self.places[:, 1::2].sum(1, dtype=np.int32) + _SPECIAL
        return lengths

    @property
    def answered(self) -> NDArray[np.bool_]:
        """Which inputs hold an answer; shape (inputs,)."""
        answered: NDArray[np.bool_] = self.answers[:, 0, 0] != _NONE
        return answered


@dataclass(frozen=True, slots=True)
class Packed:
    """Examples: every one's passage, and of those with several sentences some sentences, each read alone."""

    passages: Inputs
    alone: Inputs
    """The sentences of one example stand one after the other."""

    def save(self, file: Path) -> None:
        """Write to a file of numpy's."""
        kept = {"pieces": self.passages.pieces}
        for name, inputs in (("passages", self.passages), ("alone", self.alone)):
            for field in ("places", "unread", "answers", "sentences"):
                kept[f"{name}_{field}"] = getattr(inputs, field)
        np.savez(file, **kept)  # type: ignore[arg-type]


def saved(file: Path) -> Packed:
    """Return what `Packed.save` wrote.

    Raises:
        ModelError: if the file holds something else.
    """
    try:
        with np.load(file) as kept:
            pieces = kept["pieces"]
            both = [
                Inputs(pieces, *(kept[f"{name}_{field}"] for field in ("places", "unread", "answers", "sentences")))
                for name in ("passages", "alone")
            ]
    except (ValueError, KeyError, EOFError) as problem:
        raise ModelError(
            f"{file} is not what `packed` writes ({problem}). "
            "Make it: python -m assistant.reading.training.packed FILE EXAMPLES"
        ) from problem
    return Packed(*both)


def packed(examples: Sequence[Example], random: Random, alone: float = 1.0, most_alone: int = _MOST_ALONE) -> Packed:
    """Return examples as arrays.

    Args:
        examples: questions with passages that are read whole; one or more.
        random: draws which sentences are read alone.
        alone: the share of the examples of which sentences are read alone.
        most_alone: how many sentences of an example at most; those that answer come first.

    Raises:
        ModelError: if there are no examples, or one is not read from its passage's first character on.
    """
    if not examples:
        raise ModelError("There are no examples to pack. Name a file of examples that `make` wrote.")
    encoder = PairEncoder()
    questions = list(dict.fromkeys(example.question for example in examples))
    passages = list(dict.fromkeys(example.passage for example in examples))
    asked = [one.ids[:_LONGEST_QUESTION] for one in encoder.pieces([encoder.cut(question) for question in questions])]
    read = encoder.pieces(passages)
    starts = np.cumsum([0, *map(len, asked), *(len(one.ids) for one in read)]).tolist()
    question_places = dict(zip(questions, zip(starts, map(len, asked), strict=False), strict=True))
    passage_places = dict(zip(passages, zip(starts[len(questions) :], read, strict=False), strict=True))
    whole, only = _Rows(), _Rows()
    for number, example in enumerate(examples):
        if example.start:
            raise ModelError(f"Example {example.id} is read from character {example.start} on; only 0 can be packed.")
        start, pieces = passage_places[example.passage]
        row = _Row(question_places[example.question], start, pieces, example)
        whole.add(row, (0, 0), (0, len(pieces.ids)), 0, (0, len(example.passage)), (number, 0, 0))
        if random.random() < alone:
            _add_sentences(only, row, number, random, most_alone)
    every = np.concatenate([*asked, *(one.ids for one in read)]).astype(np.uint16)
    return Packed(whole.inputs(every), only.inputs(every))


@dataclass(frozen=True, slots=True)
class _Row:
    question: Span
    """Start and length among all pieces."""
    start: int
    """Of the passage among all pieces."""
    pieces: Pieces
    example: Example


class _Rows:
    """Collects inputs."""

    def __init__(self) -> None:
        self._places: list[tuple[int, ...]] = []
        self._unread: list[int] = []
        self._answers: list[list[Span]] = []
        self._sentences: list[tuple[int, int, int]] = []

    def add(self, row: _Row, title: Span, text: Span, unread: int, read: Span, sentence: tuple[int, int, int]) -> None:
        """Add an input.

        Args:
            row: its example.
            title: the pieces of the passage that stand first, as a first one and the one behind the last.
            text: the pieces that stand behind them.
            unread: how many of all these are there for understanding only.
            read: the characters that are read, of the passage.
            sentence: as `Inputs.sentences`.
        """
        above = title[1] - title[0]
        text = (text[0], min(text[1], text[0] + LONGEST - _SPECIAL - row.question[1] - above))
        self._places.append((*row.question, row.start + title[0], above, row.start + text[0], text[1] - text[0]))
        self._unread.append(unread)
        inside = [(max(a, read[0]), min(b, read[1])) for a, b in row.example.spans if a < read[1] and read[0] < b]
        found = [span for span in (_of(row.pieces, *span) for span in inside) if span and span[1] < text[1]]
        shifted = [(first + above - text[0], last + above - text[0]) for first, last in found[:_MOST_ANSWERS]]
        self._answers.append(shifted + [(_NONE, _NONE)] * (_MOST_ANSWERS - len(shifted)))
        self._sentences.append(sentence)

    def inputs(self, pieces: NDArray[np.uint16]) -> Inputs:
        """Return what was added."""
        return Inputs(
            pieces,
            np.array(self._places, dtype=np.int32).reshape(-1, 6),
            np.array(self._unread, dtype=np.int32),
            np.array(self._answers, dtype=np.int32).reshape(-1, _MOST_ANSWERS, 2),
            np.array(self._sentences, dtype=np.int32).reshape(-1, 3),
        )


def _add_sentences(rows: _Rows, row: _Row, number: int, random: Random, most: int) -> None:
    """Add sentences of an example, each below its title and the sentence before, as `before_sentence` puts it."""
    sentences = own_sentences(row.example)
    if len(sentences) < FEWEST_SENTENCES:
        return
    right = right_sentences(row.example, sentences)
    others = [place for place in range(len(sentences)) if place not in right]
    chosen = [*right, *random.sample(others, len(others))][:most]
    below = title_end(row.example.passage)
    above = _of(row.pieces, 0, below) if below else None
    for place in sorted(chosen):
        sentence = _of(row.pieces, *sentences[place])
        previous = _of(row.pieces, *sentences[place - 1]) if place else None
        if sentence is None:
            continue
        title = (0, min(above[1] + 1, _LONGEST_TITLE)) if above and sentence[0] > above[1] else (0, 0)
        first = previous[0] if previous and previous[0] >= title[1] else sentence[0]
        unread = title[1] + sentence[0] - first
        rows.add(row, title, (first, sentence[1] + 1), unread, sentences[place], (number, *sentence))


def _of(pieces: Pieces, start: int, end: int) -> Span | None:
    """Return the first and the last piece of characters; None if there are none."""
    first = int(np.searchsorted(pieces.offsets[:, 1], start, side="right"))
    last = int(np.searchsorted(pieces.offsets[:, 0], end, side="left")) - 1
    if last < first or last < 0:
        return None
    return first, last


def main() -> None:
    """Pack, from the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("file", type=Path, help="the .npz to write")
    parser.add_argument("examples", type=Path, nargs="+", help="files that `make` wrote")
    parser.add_argument("--alone", type=float, default=1.0, help="share of the examples whose sentences are read alone")
    parser.add_argument("--most-alone", type=int, default=_MOST_ALONE, help="how many sentences of an example")
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    examples = [example for file in arguments.examples for example in saved_examples(file)]
    made = packed(examples, Random(arguments.seed), arguments.alone, arguments.most_alone)
    made.save(arguments.file)
    for name, inputs in (("passages", made.passages), ("sentences", made.alone)):
        _logger.info("%d %s, %d answer, %d pieces", len(inputs), name, inputs.answered.sum(), inputs.lengths.sum())


if __name__ == "__main__":
    main()
