"""What the network learns from: how wrong it is on passages, and on some of their sentences, each read alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from assistant.reading.encoding import Encoded, PairEncoder, batched
from assistant.reading.network import SpanNetwork
from assistant.reading.scores import scored
from assistant.reading.training.examples import (
    FEWEST_SENTENCES,
    Example,
    Span,
    only_sentence,
    own_sentences,
    right_sentences,
)

# The score of a token that no answer may begin or end with.
IMPOSSIBLE = -1e4
# How many sentences of a question are read alone, of them that answer at most. Fewer than when it is used: most of the
# cost of a step is theirs.
_READ_ALONE, _MOST_RIGHT = 4, 2
_PARTS = 3
# Of a step's loss, what the sentences alone weigh where its passages weigh 1.
ALONE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of one batch; 0-dimensional tensors."""

    words: Tensor
    """Of the answer's first and last token in the passages, a mean over them."""
    answered: Tensor
    """Of "answered here", a mean over the passages."""
    alone: Tensor
    """Of sentences read alone: the means over them of the same two, and over questions that of which one answers."""

    @property
    def total(self) -> Tensor:
        """What the network is to make small."""
        return self.words + self.answered + ALONE_WEIGHT * self.alone


@dataclass(frozen=True, slots=True)
class _Read:
    """What the network says of a batch, and what is right."""

    scores: Tensor
    """Of each token as a first and as a last one, impossible ones very low; shape (batch, length, 2)."""
    answered: Tensor
    """Log-odds of "answered here", shape (batch,)."""
    right: Tensor
    """Which tokens are a right first or last one, the first of the input standing for "no answer"; as the scores."""

    @property
    def is_answered(self) -> Tensor:
        """Which ones answer, within what was read of them: shape (batch,)."""
        return ~self.right[:, 0, 0]

    @property
    def words_loss(self) -> Tensor:
        """As `words_loss`."""
        return words_loss(self.scores, self.right)


def losses(
    network: SpanNetwork,
    encoder: PairEncoder,
    examples: Sequence[Example],
    encoded: Sequence[Encoded],
    asked_alone: int,
    random: Random,
) -> Losses:
    """Return the losses of a batch.

    Args:
        network: in training.
        encoder: cuts the sentences that are read alone into word pieces.
        examples: questions with their passages.
        encoded: the same, cut into word pieces.
        asked_alone: of how many of them sentences are read alone too.
        random: draws which ones.
    """
    read = _read(network, examples, encoded)
    sentences = [own_sentences(example) for example in examples]
    several = [row for row, own in enumerate(sentences) if len(own) >= FEWEST_SENTENCES]
    groups = []
    for row in random.sample(several, min(asked_alone, len(several))):
        places = to_read_alone(examples[row], sentences[row], _sentence_scores(encoded[row], read, row, sentences[row]))
        groups.append([only_sentence(examples[row], sentences[row], place) for place in places])
    return Losses(
        words=read.words_loss,
        answered=answered_loss(read.answered, read.is_answered),
        alone=alone_loss(network, encoder, groups) if groups else torch.zeros(()),
    )


def to_read_alone(
    example: Example, sentences: Sequence[Span], scores: Sequence[float], most: int = _READ_ALONE
) -> list[int]:
    """Return the places of the sentences to read alone: one or two that answer, then those with the highest scores.

    What the network takes for an answer already is what it has to learn from.
    """
    right = right_sentences(example, sentences)
    others = [int(place) for place in np.argsort(-np.asarray(scores), kind="stable") if int(place) not in right]
    chosen = right[:_MOST_RIGHT]
    return [*chosen, *others[: most - len(chosen)]]


def alone_loss(
    network: SpanNetwork, encoder: PairEncoder, groups: Sequence[Sequence[Example]], parts: int = _PARTS
) -> Tensor:
    """Return the loss of sentences read alone, those of one question in one group; one group or more.

    Short and long ones are read apart, in so many parts: the sentences of a batch are of all lengths, and padding costs
    as much as words.
    """
    examples = [example for group in groups for example in group]
    encoded = encoder.encode([(one.question, one.passage) for one in examples], [one.start for one in examples])
    order = np.argsort([len(one.pieces) for one in encoded], kind="stable")
    read = [
        (len(rows) / len(order), _read(network, [examples[row] for row in rows], [encoded[row] for row in rows]))
        for rows in np.array_split(order, min(parts, len(order)))
    ]
    back = torch.from_numpy(np.argsort(order))
    answered = torch.cat([part.answered for _, part in read])[back]
    right = torch.cat([part.is_answered for _, part in read])[back]
    words = torch.stack([share * part.words_loss for share, part in read]).sum()
    sizes = [len(group) for group in groups]
    ranked = [
        ranking_loss(*group) for group in zip(torch.split(answered, sizes), torch.split(right, sizes), strict=True)
    ]
    return words + answered_loss(answered, right) + torch.stack(ranked).mean()


def ranking_loss(odds: Tensor, right: Tensor) -> Tensor:
    """Return the negative log-likelihood of any of the right ones among a question's sentences and "none of these".

    Args:
        odds: log-odds of the sentences, shape (sentences,); those of "none of these" are 0.
        right: which of them answer, same shape; where none does, "none of these" is right.
    """
    every = torch.cat([odds, torch.zeros(1)])
    chosen = torch.cat([right, ~right.any().reshape(1)])
    return every.logsumexp(0) - every[chosen].logsumexp(0)


def _read(network: SpanNetwork, examples: Sequence[Example], encoded: Sequence[Encoded]) -> _Read:
    batch = batched(encoded)
    with torch.autocast("cpu", torch.bfloat16):
        tokens, answered = network(*map(torch.from_numpy, (batch.pieces, batch.kinds, batch.mask)))
    possible = torch.from_numpy(batch.inside)
    possible[:, 0] = True
    scores = tokens.float().masked_fill(~possible.unsqueeze(-1), IMPOSSIBLE)
    return _Read(scores, answered.float(), torch.from_numpy(targets(examples, encoded, batch.pieces.shape[1])))


def _sentence_scores(encoded: Encoded, read: _Read, row: int, sentences: Sequence[Span]) -> list[float]:
    starts, ends = read.scores[row, : len(encoded.pieces)].detach().numpy().astype(np.float64).T
    scores: list[float] = scored(encoded, starts, ends, sentences, 0.0).sentences.tolist()
    return scores


def words_loss(scores: Tensor, right: Tensor) -> Tensor:
    """Return the negative log-likelihood of any of the right first tokens, and of any of the right last ones.

    Clark and Gardner 2018, marginal likelihood.

    Args:
        scores: of each token as a first and as a last one, impossible ones very low; shape (batch, length, 2).
        right: which tokens are right ones, as the scores.
    """
    likely = scores.masked_fill(~right, IMPOSSIBLE).logsumexp(1) - scores.logsumexp(1)
    return -likely.mean()


def answered_loss(answered: Tensor, right: Tensor) -> Tensor:
    """Return the cross entropy of log-odds with which inputs answer, both of shape (batch,)."""
    return functional.binary_cross_entropy_with_logits(answered, right.float())


def targets(examples: Sequence[Example], encoded: Sequence[Encoded], length: int) -> np.ndarray:
    """Return which tokens are a right first (0) or last (1) one, shape (batch, length, 2)."""
    right = np.zeros((len(examples), length, 2), dtype=np.bool_)
    for row, (example, one) in enumerate(zip(examples, encoded, strict=True)):
        for start, end in example.spans:
            inside = np.flatnonzero(one.inside & (one.offsets[:, 0] < end) & (one.offsets[:, 1] > start))
            if len(inside) and one.offsets[inside[-1], 1] >= end:
                right[row, inside[0], 0] = right[row, inside[-1], 1] = True
        if not right[row].any():
            right[row, 0] = True
    return right
