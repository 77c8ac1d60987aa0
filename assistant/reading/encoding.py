"""Questions with their passages as the trained reader's network takes them: word pieces with their offsets."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from tokenizers import Encoding, Tokenizer

from assistant.reading.network import base_folder

Pair = tuple[str, str]
Integers = NDArray[np.int64]
LONGEST = 320
# Ids of the special pieces: the first of an input, the one that ends each of its two texts, and padding.
FIRST, END, PADDING = 101, 102, 0
_LONGEST_QUESTION = 64


@dataclass(frozen=True, slots=True)
class Encoded:
    """One question with one passage, as word pieces."""

    pieces: Integers
    kinds: Integers
    """1 for the pieces of what is read, 0 for the question's and for those of what only stands before it."""
    offsets: Integers
    """Start and end of each piece in its text, in characters; shape (pieces, 2)."""
    inside: NDArray[np.bool_]
    """Which pieces are those of what is read."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Several pairs, padded at the end to one length; all of shape (pairs, length)."""

    pieces: Integers
    kinds: Integers
    mask: Integers
    inside: NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Pieces:
    """One text as word pieces, without the special ones."""

    ids: Integers
    offsets: Integers
    """Start and end of each piece in the text, in characters; shape (pieces, 2)."""


class PairEncoder:
    """Cuts questions and passages into the base model's word pieces."""

    def __init__(self, longest: int = LONGEST) -> None:
        """Take at most `longest` pieces of a pair, the special ones counted; the end of a passage is dropped."""
        self._longest = longest

    @cached_property
    def _tokenizer(self) -> Tokenizer:
        tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(self._longest, strategy="only_second")
        return tokenizer

    def encode(self, pairs: Sequence[Pair], starts: Sequence[int] | None = None) -> list[Encoded]:
        """Return the pairs of a question and a passage as word pieces.

        Args:
            pairs: questions with passages.
            starts: for each, from which character of the passage on it is read, what stands before being there for
                understanding only; None where all of each is read.
        """
        encodings = self._tokenizer.encode_batch([(self.cut(question), passage) for question, passage in pairs])
        return [_encoded(one, start) for one, start in zip(encodings, starts or [0] * len(encodings), strict=True)]

    @staticmethod
    def cut(question: str) -> str:
        """Return what is read of a question: it is cut by words, so that some of the passage always remains."""
        return " ".join(question.split()[:_LONGEST_QUESTION])[:400]

    def pieces(self, texts: Sequence[str]) -> list[Pieces]:
        """Return texts as word pieces, without the special ones and each by itself, whole."""
        tokenizer = Tokenizer.from_file(str(base_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        return [
            Pieces(np.array(one.ids, dtype=np.int64), np.array(one.offsets, dtype=np.int64).reshape(-1, 2))
            for one in tokenizer.encode_batch(list(texts), add_special_tokens=False)
        ]


def batched(encoded: Sequence[Encoded]) -> Batch:
    """Return pairs padded to the longest of them."""
    length = max(len(one.pieces) for one in encoded)

    def padded(rows: Sequence[Integers]) -> Integers:
        return np.stack([np.pad(row, (0, length - len(row))) for row in rows])

    return Batch(
        pieces=padded([one.pieces for one in encoded]),
        kinds=padded([one.kinds for one in encoded]),
        mask=padded([np.ones(len(one.pieces), dtype=np.int64) for one in encoded]),
        inside=padded([one.inside.astype(np.int64) for one in encoded]).astype(np.bool_),
    )


def _encoded(encoding: Encoding, start: int) -> Encoded:
    kinds = np.array(encoding.type_ids, dtype=np.int64)
    offsets = np.array(encoding.offsets, dtype=np.int64)
    special = np.array(encoding.special_tokens_mask, dtype=np.bool_)
    kinds[(kinds == 1) & ~special & (offsets[:, 0] < start)] = 0
    return Encoded(
        pieces=np.array(encoding.ids, dtype=np.int64),
        kinds=kinds,
        offsets=offsets,
        inside=(kinds == 1) & ~special,
    )
