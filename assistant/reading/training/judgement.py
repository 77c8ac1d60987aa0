"""How good a network is on packed examples, while it learns: `measure` says it of the weights that ship."""

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import torch
from numpy.typing import NDArray
from torch import nn

from assistant.reading.scores import SPAN_SHARE, UNREAD, best_span
from assistant.reading.training.batches import Loaded, by_length, read
from assistant.scoring import separation

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Judgement:
    """Shares between 0 and 1: by the passage, by its sentences alone, and by both, whose log-odds are added."""

    sentence: tuple[float, float, float]
    """Of the answered examples with several sentences: how often the best one holds an answer."""
    separation: tuple[float | None, float | None, float | None]
    """Area under the ROC curve, answered against not, of the examples with several sentences; None without both."""

    def __str__(self) -> str:
        """Return one line."""
        areas = ["-" if area is None else f"{area:.3f}" for area in self.separation]
        return "sentence {:.3f}, alone {:.3f}, both {:.3f}; AUROC {}, alone {}, both {}".format(*self.sentence, *areas)


def judge(network: nn.Module, both: tuple[Loaded, Loaded], tokens: int = 32768) -> Judgement:
    """Return how good a network is, read with so many tokens at once.

    Args:
        network: a `SpanNetwork` or a `TeacherNetwork`.
        both: passages, and all their sentences alone; with some of these only, the best is found too easily.
        tokens: of a batch.
    """
    network.eval()
    passages, alone = both
    whole, only = _read_all(network, passages, tokens), _read_all(network, alone, tokens)
    numbers, starts = np.unique(alone.inputs.sentences[:, 0], return_index=True)
    bounds = [*starts.tolist(), len(alone.inputs)]
    scores = _sentence_scores(passages, alone, whole.tokens)
    right, answered = alone.inputs.answered, passages.inputs.answered[numbers]
    rows = [slice(first, last) for first, last in pairwise(bounds)]
    held = [row for row, is_answered in zip(rows, answered, strict=True) if is_answered and right[row].any()]
    best = np.array([only.odds[row].max() for row in rows])
    odds = whole.odds[numbers] + SPAN_SHARE * np.maximum.reduceat(scores, starts)
    return Judgement(
        (_found(scores, held, right), _found(only.odds, held, right), _found(scores + only.odds, held, right)),
        (_area(odds, answered), _area(best, answered), _area(odds + best, answered)),
    )


@dataclass(frozen=True, slots=True)
class _Read:
    tokens: dict[int, Floats]
    """Of each input, its tokens' scores as a first and as a last one; shape (2, length)."""
    odds: Floats
    """Log-odds of "answered here"; shape (inputs,)."""


def _read_all(network: nn.Module, loaded: Loaded, tokens: int) -> _Read:
    heads = np.zeros(len(loaded.inputs))
    kept: dict[int, Floats] = {}
    with torch.inference_mode():
        for rows in by_length(loaded.lengths, tokens):
            scores, odds = read(network, loaded.batch(rows))
            heads[rows] = odds.double().cpu().numpy()
            kept.update(zip(rows.tolist(), scores.transpose(1, 2).double().cpu().numpy(), strict=True))
    return _Read(kept, heads)


def _sentence_scores(passages: Loaded, alone: Loaded, tokens: dict[int, Floats]) -> Floats:
    """Return for each sentence the score of its best span in its passage, against "no answer"; shape (sentences,)."""
    scores = np.full(len(alone.inputs), UNREAD)
    second = passages.inputs.places[:, 1] + 2
    for place, (number, first, last) in enumerate(alone.inputs.sentences.tolist()):
        start, end = tokens[number]
        window = slice(second[number] + first, second[number] + last + 1)
        if len(start[window]):
            scores[place] = best_span(start[window], end[window])[0] - start[0] - end[0]
    return scores


def _found(scores: Floats, examples: list[slice], right: NDArray[np.bool_]) -> float:
    return float(np.mean([right[row][int(scores[row].argmax())] for row in examples])) if examples else 0.0


def _area(odds: Floats, answered: NDArray[np.bool_]) -> float | None:
    return separation(odds[answered].tolist(), odds[~answered].tolist())
