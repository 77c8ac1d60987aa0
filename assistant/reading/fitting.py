"""Fit the weights of both readers: python -m assistant.reading.fitting SHARED

SHARED is the folder with `data/dev` and `seed`. The ranking is a conditional logit over a question's sentences
(McFadden 1974); the confidence is fitted to "the passages answer" (`confidence_fitting`) and turned by a logistic
regression on what was left out into "the first sentence answers" (Platt 1999); the threshold refuses the wanted share
of the answerable.
What is printed was measured on articles, and on questions, left out of the fit. The combined reader is fitted only
to documents that the network was not trained on.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from assistant.reading import combined, features
from assistant.reading.confidence_fitting import Readings, bounds, fitted_confidence, logistic
from assistant.reading.fitting_examples import FOLDS, Example, examples_of
from assistant.reading.measures import FEATURES, Matrix, MeasureNames, reading_values, strictly
from assistant.reading.network_measures import (
    COMBINED,
    PassageReader,
    combined_reading_values,
    first_look,
    read_alone,
    with_network,
)
from assistant.reading.trained import WEIGHTS_SHA256, TrainedReader

_PENALTY = 1.0
# Of the answerable, as counted on what was left out, each set as much as another. Why not 0.05, which would be as many
# as may be refused: docs/reader-experiments.md, run 18.
_REFUSED_ANSWERABLE = 0.04


@dataclass(frozen=True)
class Row:
    """One question as one reader sees it."""

    example: Example
    names: MeasureNames

    @property
    def sentences(self) -> Matrix:
        """Measures of its sentences: shape (sentences, names.sentence)."""
        found, network = self.example.measured, self.example.network
        return with_network(found.values, network) if network and self.names is COMBINED else found.values

    @property
    def first_look(self) -> Matrix:
        """What is measured before any of its sentences is read alone: shape (sentences, names.first_look)."""
        found, network = self.example.measured, self.example.network
        return first_look(found.values, network) if network else np.zeros((len(found.values), 0))

    def read(self, ranking: Matrix) -> tuple[Matrix, bool]:
        """Return the measures of the reading, and whether the sentence that is first answers."""
        found, network = self.example.measured, self.example.network
        scores = strictly(found, self.sentences @ ranking)
        order = [int(place) for place in np.argsort(-scores, kind="stable")]
        right = bool(self.example.right[order[0]])
        if network and self.names is COMBINED:
            return combined_reading_values(found, network, order, scores), right
        return reading_values(found, order, scores), right


@dataclass(frozen=True)
class Sure:
    """How sure a reader that did not learn from a question is of it, in log-odds."""

    name: str
    answerable: bool
    right: bool
    odds: float
    weight: float


def main(arguments: Sequence[str] | None = None) -> int:
    """Fit, print what was measured by cross-validation, and write the weights of both readers."""
    parser = argparse.ArgumentParser(prog="python -m assistant.reading.fitting", description=__doc__)
    parser.add_argument("shared", type=Path, help="folder with data/dev and seed")
    parser.add_argument("--work", type=Path, default=Path(".work/fitting"), help="where stores and scores are kept")
    parser.add_argument("--output", type=Path, default=Path(__file__).parent, help="where the weights are written")
    options = parser.parse_args(arguments)
    network = TrainedReader()
    examples = list(examples_of(options.shared, options.work, network, WEIGHTS_SHA256[:12]))
    rows = [Row(example, COMBINED) for example in examples if example.network]
    chosen_by = ranking_of([row.first_look for row in rows], rows, COMBINED.first_look)
    read = [with_sentences_alone(row, chosen_by, network) for row in rows]
    by_file = {
        features.WEIGHTS_FILE: fitted([Row(example, FEATURES) for example in examples], FEATURES),
        combined.WEIGHTS_FILE: {**fitted(read, COMBINED), "first_look": named(chosen_by, COMBINED.first_look)},
    }
    for file, stored in by_file.items():
        (options.output / file).write_text(json.dumps(stored, indent=1) + "\n", encoding="utf-8")
        sys.stdout.write(f"{file}\n{json.dumps(stored['measured'], indent=1)}\n")
    return 0


def with_sentences_alone(row: Row, chosen_by: Matrix, reader: PassageReader) -> Row:
    """Return the row with its best sentences read alone, chosen as the reader chooses them."""
    example = row.example
    if example.network is None:
        return row
    scores = strictly(example.measured, row.first_look @ chosen_by)
    network = read_alone(example.measured, example.network, scores, reader)
    return replace(row, example=replace(example, network=network))


def named(weights: Matrix, names: Sequence[str]) -> dict[str, float]:
    """Return weights by the names of their measures, as they are stored."""
    return {name: round(float(value), 5) for name, value in zip(names, weights, strict=True)}


def fitted(rows: Sequence[Row], names: MeasureNames) -> dict[str, object]:
    """Return the weights as they are stored, with what was measured by cross-validation."""
    left_out = cross_validated(rows)
    slope, shift = calibration(left_out)
    cut = threshold(left_out)
    ranking = fitted_ranking(rows)
    weights, bias = fitted_confidence(readings_of(rows, ranking))
    return {
        "provenance": "python -m assistant.reading.fitting; figures below by cross-validation",
        "ranking": named(ranking, names.sentence),
        "confidence": named(weights * slope, names.reading),
        "bias": round(bias * slope + shift, 5),
        "threshold": round(float(1 / (1 + np.exp(-(cut * slope + shift)))), 5),
        "measured": figures(left_out, cut),
    }


def fitted_ranking(rows: Sequence[Row]) -> Matrix:
    """Return the weights of the sentences' measures that make the right sentences likeliest: shape (measures,)."""
    return ranking_of([row.sentences for row in rows], rows, rows[0].names.sentence)


def ranking_of(measured: Sequence[Matrix], rows: Sequence[Row], names: Sequence[str]) -> Matrix:
    """Return the weights of measures of the rows' sentences that make the right ones likeliest: shape (names,).

    As of the reading, the signs of most are given: free, some spoke for a sentence that lacks the date asked for.
    """
    from scipy.optimize import minimize  # type: ignore[import-untyped]
    from scipy.special import logsumexp  # type: ignore[import-untyped]

    used = [
        (values, row.example.right, row.example.weight)
        for values, row in zip(measured, rows, strict=True)
        if row.example.right.any()
    ]

    def loss(weights: Matrix) -> tuple[float, Matrix]:
        value, slope = _PENALTY * float(weights @ weights) / 2, _PENALTY * weights
        for values, right, weight in used:
            scores = values @ weights
            every, good = logsumexp(scores), logsumexp(scores[right])
            value += weight * float(every - good)
            slope = slope + weight * (np.exp(scores - every) @ values - np.exp(scores[right] - good) @ values[right])
        return value, slope

    signs = [bounds(name) for name in names]
    return np.asarray(minimize(loss, np.zeros(len(signs)), jac=True, bounds=signs, method="L-BFGS-B").x)


def readings_of(rows: Sequence[Row], ranking: Matrix) -> Readings:
    """Return what is measured of the rows' readings with these weights of the ranking."""
    return Readings(
        values=np.array([row.read(ranking)[0] for row in rows]),
        names=rows[0].names.reading,
        answerable=np.array([row.example.answerable for row in rows], dtype=np.float64),
        weight=np.array([row.example.weight for row in rows]),
        fold=np.array([row.example.group for row in rows]),
    )


def cross_validated(rows: Sequence[Row]) -> list[Sure]:
    """Return how sure a reader is of each question that was left out of its fit."""
    found = []
    for fold in range(FOLDS):
        inside = [row for row in rows if row.example.group != fold]
        ranking = fitted_ranking(inside)
        weights, bias = fitted_confidence(readings_of(inside, ranking))
        for row in rows:
            if row.example.group == fold:
                values, right = row.read(ranking)
                example, odds = row.example, float(values @ weights + bias)
                found.append(Sure(example.name, example.answerable, right, odds, example.weight))
    return found


def calibration(left_out: Sequence[Sure]) -> tuple[float, float]:
    """Return slope and shift that make the log-odds true to what was left out."""
    odds = np.array([[one.odds] for one in left_out])
    right = np.array([one.right for one in left_out], dtype=np.float64)
    weights, shift = logistic(odds, right, np.array([one.weight for one in left_out]), [(0.0, None)])
    return float(weights[0]), shift


def threshold(left_out: Sequence[Sure], refused: float = _REFUSED_ANSWERABLE) -> float:
    """Return the log-odds below which this share of the answerable lies, each set counted as one."""
    names = sorted({one.name for one in left_out if one.answerable})
    shares = [[one.odds for one in left_out if one.answerable and one.name == name] for name in names]
    odds = np.concatenate([np.sort(share) for share in shares])
    weight = np.concatenate([np.full(len(share), 1 / (len(share) * len(shares))) for share in shares])
    order = np.argsort(odds)
    below = np.cumsum(weight[order])
    return float(odds[order][int(np.searchsorted(below, refused + 1e-9))])


def figures(left_out: Sequence[Sure], cut: float) -> dict[str, dict[str, float]]:
    """Return for each set what was measured on the fold that was left out of the fit."""
    names = dict.fromkeys(one.name for one in left_out)
    return {name: _figures([one for one in left_out if one.name == name], cut) for name in names}


def _figures(left_out: Sequence[Sure], cut: float) -> dict[str, float]:
    from sklearn.metrics import roc_auc_score

    answerable = [one for one in left_out if one.answerable]
    others = [one for one in left_out if not one.answerable]
    found = {"questions": float(len(left_out))}
    if answerable:
        found["right_sentence_first"] = float(np.mean([one.right for one in answerable]))
        found["answerable_refused"] = float(np.mean([one.odds < cut for one in answerable]))
    if others:
        found["others_refused"] = float(np.mean([one.odds < cut for one in others]))
    if answerable and others:
        found["auroc"] = float(roc_auc_score([one.answerable for one in left_out], [one.odds for one in left_out]))
    return {name: round(value, 4) for name, value in found.items()}


if __name__ == "__main__":
    sys.exit(main())
