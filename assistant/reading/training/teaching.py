"""How wrong a network is: by the labels, and by what a teacher said."""

import torch
from torch import Tensor

from assistant.reading.training.batches import Batch
from assistant.reading.training.losses import IMPOSSIBLE, answered_loss, words_loss

# Where the teacher is followed: its chances of every token say more than one label does.
_WORDS_WEIGHT = 2.0


def loss_of_labels(scores: Tensor, odds: Tensor, batch: Batch, alone: bool) -> Tensor:
    """Return how wrong a network is by the labels: the loss of `losses.py`."""
    loss = words_loss(scores, batch.right) + answered_loss(odds, batch.answered)
    return loss + _ranking_loss(odds, batch) if alone else loss


def loss_of_teacher(scores: Tensor, odds: Tensor, batch: Batch, alone: bool) -> Tensor:
    """Return how far a network is from what the teacher said (Hinton et al. 2015).

    Of first and last tokens, and of which sentence answers, the divergence from the teacher's chances; of "answered
    here" the cross entropy with them.
    """
    if batch.said is None or batch.said_answered is None:
        raise ValueError("no teacher has said anything of these inputs")
    wanted = batch.said.masked_fill(~batch.possible.unsqueeze(-1), IMPOSSIBLE).log_softmax(1)
    found = scores.log_softmax(1)
    words = (wanted.exp() * (wanted - found)).sum(1).mean()
    answered = answered_loss(odds, batch.said_answered.sigmoid())
    loss = _WORDS_WEIGHT * words + answered
    if alone:
        wanted_ranks, ranks = (_ranks(each, batch.group) for each in (batch.said_answered, odds))
        loss = loss + (wanted_ranks.exp() * (wanted_ranks - ranks)).sum(1).mean()
    return loss


def _ranks(odds: Tensor, group: Tensor) -> Tensor:
    """Return the log-probabilities of each example's sentences and of "none of these"; shape (examples, most + 1)."""
    _, example = torch.unique_consecutive(group, return_inverse=True)
    order = torch.arange(len(group), device=group.device)
    first = torch.full((int(example[-1]) + 1,), len(group), device=group.device).scatter_reduce(
        0, example, order, "amin"
    )
    place = order - first[example]
    table = torch.full((len(first), int(place.max()) + 2), IMPOSSIBLE, device=odds.device)
    table[:, -1] = 0.0
    return table.index_put((example, place), odds).log_softmax(1)


def _ranking_loss(odds: Tensor, batch: Batch) -> Tensor:
    ranks = _ranks(odds, batch.group)
    right = _ranks(torch.where(batch.answered, 0.0, IMPOSSIBLE), batch.group) > IMPOSSIBLE / 2
    right[:, -1] = ~right[:, :-1].any(1)
    return -ranks.masked_fill(~right, IMPOSSIBLE).logsumexp(1).mean()
