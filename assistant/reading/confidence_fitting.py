"""How the confidence is fitted: a logistic regression, of one group of measures or of several."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from assistant.reading.measures import Matrix
from assistant.reading.network_measures import NETWORK_READING

_PENALTY = 1.0
_SPEAKS_FOR = frozenset(
    """score margin cosine cosine_of_part coverage coverage_of_passage fits closeness span span_best span_agrees
    answered_here answered_best answered_here_plain answered_best_plain answers_alone answers_alone_best
    span_alone""".split()
)
_SPEAKS_AGAINST = frozenset(
    """unknown_words names_missing numbers_missing focus_missing focus_unknown lacks lacks_everywhere
    lacks_strictly""".split()
)
# The network does not see the kind of answer, so its group takes this too: more of the look-alikes are refused so
# (docs/reader-experiments.md).
_SHARED = frozenset({"lacks"})
Bounds = tuple[float | None, float | None]


@dataclass(frozen=True)
class Readings:
    """What was measured of readings, and whether the passages answer."""

    values: Matrix
    """Shape (readings, measures)."""
    names: Sequence[str]
    answerable: Matrix
    """1 or 0 of each reading."""
    weight: Matrix
    fold: NDArray[np.int64]
    """What is left out together."""

    def where(self, chosen: NDArray[np.bool_]) -> "Readings":
        """Return some of the readings."""
        return Readings(
            self.values[chosen], self.names, self.answerable[chosen], self.weight[chosen], self.fold[chosen]
        )

    def of(self, places: Sequence[int]) -> "Readings":
        """Return the readings with some of the measures."""
        names = [self.names[place] for place in places]
        return Readings(self.values[:, list(places)], names, self.answerable, self.weight, self.fold)


def fitted_confidence(readings: Readings) -> tuple[Matrix, float]:
    """Return the weights of the measures and the bias, as log-odds of "the passages answer".

    What the network says and the other measures are fitted apart (`_SHARED` in both), and then, on what each fit left
    out, how much each of the two counts (stacking, Wolpert 1992). Together, what tells the few questions of people
    from one another pulled down the weight of the network, which tells look-alikes. The signs of most weights are
    given: that a passage lacks what is asked for never makes an answer surer, whatever chance put into the data.
    """
    groups = _groups(readings.names)
    if len(groups) == 1:
        return _alone(readings)
    shares, shift = _shares(readings, groups)
    weights = np.zeros(len(readings.names))
    for places, share in zip(groups, shares, strict=True):
        own, bias = _alone(readings.of(places))
        weights[places] += share * own
        shift += float(share * bias)
    return weights, shift


def logistic(values: Matrix, right: Matrix, weight: Matrix, bounds: Sequence[Bounds]) -> tuple[Matrix, float]:
    """Return the weights and the bias of a logistic regression with bounded weights and a quadratic penalty."""
    from scipy.optimize import minimize  # type: ignore[import-untyped]
    from scipy.special import expit  # type: ignore[import-untyped]

    rows = np.column_stack([values, np.ones(len(values))])

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        odds = rows @ weights
        penalised = np.append(weights[:-1], 0.0)
        value = float(weight @ np.logaddexp(0.0, np.where(right > 0, -odds, odds)))
        slope = rows.T @ (weight * (expit(odds) - right)) + _PENALTY * penalised
        return value + _PENALTY * float(penalised @ penalised) / 2, slope

    start = np.zeros(rows.shape[1])
    found = np.asarray(minimize(loss, start, jac=True, bounds=[*bounds, (None, None)], method="L-BFGS-B").x)
    return found[:-1], float(found[-1])


def bounds(name: str) -> Bounds:
    """Return between what the weight of a measure may lie."""
    if name in _SPEAKS_FOR:
        return 0.0, None
    return (None, 0.0) if name in _SPEAKS_AGAINST else (None, None)


def _alone(readings: Readings) -> tuple[Matrix, float]:
    return logistic(readings.values, readings.answerable, readings.weight, [bounds(name) for name in readings.names])


def _groups(names: Sequence[str]) -> list[list[int]]:
    network = [place for place, name in enumerate(names) if name in NETWORK_READING]
    if not network:
        return [list(range(len(names)))]
    others = [place for place in range(len(names)) if place not in network]
    shared = [place for place in others if names[place] in _SHARED]
    return [group for group in (others, network + shared) if group]


def _shares(readings: Readings, groups: Sequence[Sequence[int]]) -> tuple[Matrix, float]:
    """Return what each group's log-odds count for, and the bias."""
    odds = np.zeros((len(readings.values), len(groups)))
    for fold in np.unique(readings.fold):
        left_out = readings.fold == fold
        for column, places in enumerate(groups):
            weights, bias = _alone(readings.where(~left_out).of(places))
            odds[left_out, column] = readings.values[np.ix_(left_out, places)] @ weights + bias
    # Two numbers need less help from the few questions of people than the many weights do.
    weight = np.sqrt(readings.weight)
    return logistic(odds, readings.answerable, weight, [(0.0, None)] * len(groups))
