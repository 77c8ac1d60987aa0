"""Batches of packed examples, put together where they are computed with, and what a network says of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from assistant.reading.encoding import END, FIRST, PADDING
from assistant.reading.training.losses import IMPOSSIBLE
from assistant.reading.training.packed import Inputs

# How many batches' worth of inputs are sorted by length together.
_POOL = 40
# A batch's size is reckoned from the input so many places further on, which is longer; it never has more inputs.
_AHEAD = 4096


@dataclass(frozen=True, slots=True)
class Batch:
    """Inputs, padded to one length; all of shape (inputs, length) unless said otherwise."""

    pieces: Tensor
    kinds: Tensor
    mask: Tensor
    possible: Tensor
    """Which tokens may begin or end an answer; the first one stands for "no answer"."""
    right: Tensor
    """Which ones do begin (0) and end (1) one, shape (inputs, length, 2)."""
    answered: Tensor
    """Which inputs hold an answer, shape (inputs,)."""
    said: Tensor | None
    """What the teacher said of the tokens, shape (inputs, length, 2)."""
    said_answered: Tensor | None
    """And of "answered here", shape (inputs,)."""
    group: Tensor
    """The number of each input's example, shape (inputs,)."""


class Loaded:
    """Inputs where they are computed with, and what a teacher said of them."""

    def __init__(self, inputs: Inputs, device: torch.device) -> None:
        """Move them there."""
        self.inputs = inputs
        self.lengths = inputs.lengths
        self._pieces = torch.from_numpy(inputs.pieces.astype(np.int32)).to(device)
        self._places = torch.from_numpy(inputs.places).to(device).long()
        self._unread = torch.from_numpy(inputs.unread).to(device).long()
        self._answers = torch.from_numpy(inputs.answers).to(device).long()
        self._groups = torch.from_numpy(inputs.sentences[:, 0].copy()).to(device).long()
        starts = np.cumsum([0, *self.lengths[:-1]])
        self._starts = torch.from_numpy(starts).to(device)
        self._said: Tensor | None = None
        self._said_answered: Tensor | None = None
        self.device = device

    @property
    def bounds(self) -> NDArray[np.int64]:
        """Where what belongs in one batch begins, and the end: of sentences, those of one example."""
        groups = self.inputs.sentences[:, 0]
        return np.array([0, *(np.flatnonzero(np.diff(groups)) + 1), len(groups)])

    def batch(self, rows: NDArray[np.int64]) -> Batch:
        """Return some of the inputs."""
        chosen = torch.from_numpy(rows).to(self.device)
        question, asked, title, above, text, read = (column.unsqueeze(1) for column in self._places[chosen].unbind(1))
        length = int(self.lengths[rows].max())
        place = torch.arange(length, device=self.device).unsqueeze(0)
        second = asked + 2
        last = second + above + read
        source = torch.where(
            place < second,
            question + place - 1,
            torch.where(place < second + above, title + place - second, text + place - second - above),
        )
        pieces = self._pieces[source.clamp(0, len(self._pieces) - 1)].long()
        pieces = pieces.masked_fill(place == 0, FIRST).masked_fill((place == second - 1) | (place == last), END)
        pieces = pieces.masked_fill(place > last, PADDING)
        inside = (place >= second + self._unread[chosen].unsqueeze(1)) & (place < last)
        right = torch.zeros((len(rows), length, 2), dtype=torch.bool, device=self.device)
        for answer in self._answers[chosen].unbind(1):
            held = answer[:, :1] >= 0
            for side in (0, 1):
                right[:, :, side] |= held & (place == second + answer[:, side : side + 1])
        answered = right[:, :, 0].any(1)
        right[:, 0] = ~answered.unsqueeze(1)
        said = None
        if self._said is not None:
            flat = (self._starts[chosen].unsqueeze(1) + place).clamp(max=len(self._said) - 1)
            said = self._said[flat].float()
        return Batch(
            pieces=pieces,
            kinds=(inside | (place == last)).long(),
            mask=(place <= last).long(),
            possible=inside | (place == 0),
            right=right,
            answered=answered,
            said=said,
            said_answered=None if self._said_answered is None else self._said_answered[chosen],
            group=self._groups[chosen],
        )

    def say(self, network: nn.Module, tokens: int) -> None:
        """Keep what a teacher says of all inputs, read with so many tokens at once."""
        said = torch.zeros((int(self.lengths.sum()), 2), dtype=torch.float16, device=self.device)
        answered = torch.zeros(len(self.inputs), device=self.device)
        network.eval()
        with torch.inference_mode():
            for rows in by_length(self.lengths, tokens):
                batch = self.batch(rows)
                scores, odds = read(network, batch)
                chosen = torch.from_numpy(rows).to(self.device)
                place = self._starts[chosen].unsqueeze(1) + torch.arange(scores.shape[1], device=self.device)
                real = batch.mask.bool()
                said[place[real]] = scores[real].clamp(-3e4, 3e4).half()
                answered[chosen] = odds
        self._said, self._said_answered = said, answered


def read(network: nn.Module, batch: Batch) -> tuple[Tensor, Tensor]:
    """Return what a network says of a batch: scores of the tokens, impossible ones very low, and log-odds."""
    with torch.autocast(batch.pieces.device.type, torch.bfloat16):
        tokens, answered = network(batch.pieces, batch.kinds, batch.mask)
    return tokens.float().masked_fill(~batch.possible.unsqueeze(-1), IMPOSSIBLE), answered.float()


def by_length(lengths: NDArray[np.int32], tokens: int) -> Iterator[NDArray[np.int64]]:
    """Yield the numbers of all inputs, those of like length together, so many tokens at once."""
    order = np.argsort(lengths, kind="stable")
    first = 0
    while first < len(order):
        longest = int(lengths[order[min(first + _AHEAD, len(order)) - 1]])
        size = max(1, min(_AHEAD, tokens // longest))
        yield order[first : first + size]
        first += size


def batches(
    bounds: NDArray[np.int64], lengths: NDArray[np.int32], tokens: int, random: Random
) -> Iterator[NDArray[np.int64]]:
    """Yield batches for ever, each of at most so many tokens with the padding, of like length.

    Args:
        bounds: the first input of what stays together, of each such stretch, and the end.
        lengths: of the inputs.
        tokens: of a batch; a stretch that has more stands by itself.
        random: draws the order.
    """
    longest, sizes = np.maximum.reduceat(lengths, bounds[:-1]), np.diff(bounds)
    pool = max(1, int(_POOL * tokens / float((longest * sizes).mean())))
    while True:
        order = np.array(random.sample(range(len(sizes)), len(sizes)))
        for start in range(0, len(order), pool):
            some = order[start : start + pool]
            some = some[np.argsort(longest[some], kind="stable")]
            cut = list(_cut(some, longest, sizes, tokens))
            random.shuffle(cut)
            for numbers in cut:
                yield np.concatenate([np.arange(bounds[number], bounds[number + 1]) for number in numbers])


def _cut(
    numbers: NDArray[np.int64], longest: NDArray[np.int32], sizes: NDArray[np.int64], tokens: int
) -> Iterator[NDArray[np.int64]]:
    """Yield stretches, which come by length, in batches of at most so many tokens."""
    first = rows = 0
    for place, number in enumerate(numbers):
        rows += sizes[number]
        if place > first and rows * longest[number] > tokens:
            yield numbers[first:place]
            first, rows = place, sizes[number]
    yield numbers[first:]
