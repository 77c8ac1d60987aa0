"""The fitting of the confidence."""

import numpy as np
import pytest

from assistant.reading.confidence_fitting import Readings, bounds, fitted_confidence, logistic


def readings(names: tuple[str, ...], *, noise: float) -> Readings:
    """Return 200 readings in 5 folds whose first measure tells the answerable, the others are chance."""
    chance = np.random.default_rng(7)
    answerable = np.tile([1.0, 0.0], 100)
    values = chance.normal(size=(200, len(names)))
    values[:, 0] = answerable * 2 - 1 + noise * values[:, 0]
    return Readings(values, names, answerable, np.ones(200), np.arange(200) % 5)


def test_a_measure_that_tells_is_weighed() -> None:
    """The others get next to nothing."""
    weights, bias = fitted_confidence(readings(("coverage", "echo"), noise=0.5))
    assert weights[0] > 2.0
    assert abs(weights[1]) < 0.5
    assert abs(bias) < 0.5


def test_signs_are_given() -> None:
    """A measure that speaks against is not let speak for, whatever the data say."""
    weights, _ = fitted_confidence(readings(("names_missing", "echo"), noise=0.5))
    assert weights[0] == 0.0
    assert bounds("coverage") == (0.0, None)
    assert bounds("lacks") == (None, 0.0)
    assert bounds("echo") == (None, None)


def test_the_network_is_weighed_apart() -> None:
    """What it says counts where it tells, and counts for nothing where it is chance."""
    telling, _ = fitted_confidence(readings(("answered_here", "echo"), noise=0.5))
    assert telling[0] > 2.0
    chance, _ = fitted_confidence(readings(("coverage", "answered_here"), noise=0.5))
    assert chance[0] > 2.0
    assert abs(chance[1]) < 0.1


def test_logistic_finds_the_odds() -> None:
    """Three of four right where the measure is 1, one of four where it is 0: odds of 3 and of 1/3."""
    values = np.repeat([[1.0], [0.0]], 4000, axis=0)
    right = np.concatenate([np.repeat([1.0, 0.0], [3000, 1000]), np.repeat([1.0, 0.0], [1000, 3000])])
    weights, bias = logistic(values, right, np.ones(8000), [(None, None)])
    assert weights[0] == pytest.approx(2 * np.log(3), abs=0.01)
    assert bias == pytest.approx(-np.log(3), abs=0.01)


def test_bounds_of_a_logistic_regression_hold() -> None:
    """A weight that would be negative stays at nothing where it may only speak for."""
    values = np.array([[1.0], [0.0], [1.0], [0.0]])
    right = np.array([0.0, 1.0, 0.0, 1.0])
    weights, bias = logistic(values, right, np.ones(4), [(0.0, None)])
    assert weights[0] == 0.0
    assert bias == pytest.approx(0.0, abs=1e-4)
