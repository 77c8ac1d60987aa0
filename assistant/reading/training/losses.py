"""What the network learns from: how wrong it is on passages, and on their best sentences, each read alone."""

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
from assistant.reading.training.examples import Example, only_sentence, right_sentences
from store.sentences import sentence_spans

_IMPOSSIBLE = -1e4
_FEWEST_SENTENCES = 2
# How many sentences of a question are read alone: the one that answers, and those that the network likes best.
_MOST_ALONE = 4
_MOST_RIGHT = 2
_PARTS = 3
# Of a step's loss, what the sentences alone weigh where its passages weigh 1.
_ALONE_WEIGHT = 0.5


@dataclass(frozen=True, slots=True)
class Losses:
    """The losses of one batch, each a mean over it; 0-dimensional tensors."""

    words: Tensor
    """Of the answer's first and last token in the passages."""
    answered: Tensor
    """Of "answered here", for the passages."""
    alone: Tensor
    """Of sentences read alone: words, "answered here", and which of a question's sentences it is, added."""

    @property
    def total(self) -> Tensor:
        """What the network is to make small."""
        return self.words + self.answered + _ALONE_WEIGHT * self.alone


@dataclass(frozen=True, slots=True)
class _Read:
    """What the network says of a batch."""

    scores: Tensor
    """Of each token as a first and as a last one, impossible ones very low; shape (batch, length, 2)."""
    answered: Tensor
    """Log-odds of "answered here", shape (batch,)."""


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
        asked_alone: of how many of them the best sentences are read alone too.
        random: draws which ones.
    """
    read = _read(network, encoded)
    several = [row for row, one in enumerate(examples) if len(sentence_spans(one.passage)) >= _FEWEST_SENTENCES]
    drawn = random.sample(several, min(asked_alone, len(several)))
    groups = [_alone(examples[row], _sentence_scores(examples[row], encoded[row], read, row)) for row in drawn]
    return Losses(
        words=_words_loss(read.scores, examples, encoded),
        answered=_answered_loss(read.answered, examples),
        alone=_alone_loss(network, encoder, groups) if groups else torch.zeros(()),
    )


def rivals(example: Example, scores: Sequence[float], most: int = _MOST_ALONE) -> list[int]:
    """Return the places of the sentences to read alone: those that answer, then those with the highest scores.

    What the network already takes for an answer is what it has to learn from.
    """
    right = right_sentences(example, sentence_spans(example.passage))
    others = [int(place) for place in np.argsort(-np.asarray(scores), kind="stable") if int(place) not in right]
    chosen = right[:_MOST_RIGHT]
    return [*chosen, *others[: most - len(chosen)]]


def _alone(example: Example, scores: Sequence[float]) -> list[Example]:
    sentences = sentence_spans(example.passage)
    return [only_sentence(example, sentences, place) for place in rivals(example, scores)]


def _alone_loss(network: SpanNetwork, encoder: PairEncoder, groups: Sequence[Sequence[Example]]) -> Tensor:
    """Return the loss of sentences read alone, those of one question in one group.

    Among the sentences of a group and "none of these", whose log-odds are 0, the right ones are to have the greatest
    share: the negative log-likelihood of any of them, as for the words.
    """
    examples = [example for group in groups for example in group]
    encoded = encoder.encode([(one.question, one.passage) for one in examples], [one.start for one in examples])
    words, answered = _read_in_parts(network, examples, encoded)
    none = torch.zeros(1)
    ranked, first = [], 0
    for group in groups:
        odds = torch.cat([answered[first : first + len(group)], none])
        right = torch.tensor([one.is_answered for one in group])
        right = torch.cat([right, ~right.any().reshape(1)])
        ranked.append(odds.logsumexp(0) - odds[right].logsumexp(0))
        first += len(group)
    return words + _answered_loss(answered, examples) + torch.stack(ranked).mean()


def _read_in_parts(
    network: SpanNetwork, examples: Sequence[Example], encoded: Sequence[Encoded]
) -> tuple[Tensor, Tensor]:
    """Return the loss of the words, and the log-odds of "answered here" in order.

    Short and long ones are read apart: the sentences of a batch are of all lengths, and padding costs as much as words.
    """
    order = np.argsort([len(one.pieces) for one in encoded], kind="stable")
    words, answered = torch.zeros(()), []
    for rows in np.array_split(order, min(_PARTS, len(order))):
        part = [encoded[row] for row in rows]
        read = _read(network, part)
        words = words + _words_loss(read.scores, [examples[row] for row in rows], part) * (len(rows) / len(order))
        answered.append(read.answered)
    return words, torch.cat(answered)[torch.from_numpy(np.argsort(order))]


def _read(network: SpanNetwork, encoded: Sequence[Encoded]) -> _Read:
    batch = batched(encoded)
    with torch.autocast("cpu", torch.bfloat16):
        tokens, answered = network(*map(torch.from_numpy, (batch.pieces, batch.kinds, batch.mask)))
    possible = torch.from_numpy(batch.inside)
    possible[:, 0] = True
    return _Read(tokens.float().masked_fill(~possible.unsqueeze(-1), _IMPOSSIBLE), answered.float())


def _sentence_scores(example: Example, encoded: Encoded, read: _Read, row: int) -> Sequence[float]:
    starts, ends = read.scores[row, : len(encoded.pieces)].detach().numpy().astype(np.float64).T
    scores: Sequence[float] = scored(encoded, starts, ends, sentence_spans(example.passage), 0.0).sentences.tolist()
    return scores


def _words_loss(scores: Tensor, examples: Sequence[Example], encoded: Sequence[Encoded]) -> Tensor:
    """Return the negative log-likelihood of any of the right first tokens, and of any of the right last ones.

    The first token of the input stands for "no answer" (Clark and Gardner 2018, marginal likelihood).
    """
    right = torch.from_numpy(_targets(examples, encoded, scores.shape[1]))
    likely = scores.masked_fill(~right, _IMPOSSIBLE).logsumexp(1) - scores.logsumexp(1)
    return -likely.mean()


def _answered_loss(answered: Tensor, examples: Sequence[Example]) -> Tensor:
    truth = torch.tensor([float(one.is_answered) for one in examples])
    return functional.binary_cross_entropy_with_logits(answered, truth)


def _targets(examples: Sequence[Example], encoded: Sequence[Encoded], length: int) -> np.ndarray:
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
