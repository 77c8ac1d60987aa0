"""The fitting of the weights."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest
from measured_text import read

from assistant.reading.fitting import Row, Sure, calibration, figures, fitted, fitted_ranking, threshold
from assistant.reading.fitting_examples import Example, Kept
from assistant.reading.matching import Matching
from assistant.reading.measures import FEATURES, Measured
from assistant.reading.questions import question_of

TEXT = "The harbour has berths. Salt leaves it."


def row(cosines: Sequence[float], right: Sequence[bool], group: int) -> Row:
    """Return a question whose two sentences differ in their cosine only."""
    question, sentences = question_of("What has the harbour?"), read(TEXT)
    values = np.zeros((2, len(FEATURES.sentence)))
    values[:, FEATURES.sentence.index("cosine")] = cosines
    found = Measured(question, Matching(question, sentences), sentences, ((), ()), values)
    return Row(Example("own", group, 1.0, any(right), found, None, np.array(right)), FEATURES)


@pytest.fixture
def rows() -> list[Row]:
    """Answerable questions whose right sentence is nearer, and others whose sentences are far, over all folds."""
    answerable = [row((0.8, 0.1), (True, False), group) for group in range(10)]
    return answerable + [row((0.2, 0.1), (False, False), group) for group in range(10)]


def test_the_ranking_puts_the_right_sentence_first(rows: list[Row]) -> None:
    """The one measure that differs gets a weight above nothing, the others none."""
    ranking = fitted_ranking(rows)
    assert ranking[FEATURES.sentence.index("cosine")] > 1.0
    assert np.count_nonzero(np.abs(ranking) > 1e-6) == 1


def test_what_is_stored_holds_every_measure(rows: list[Row]) -> None:
    """By name, with a threshold below the answerable, and figures of what was left out."""
    folded = [Row(Example("own", place % 5, 1.0, *_rest(one)), FEATURES) for place, one in enumerate(rows)]
    stored = fitted(folded, FEATURES)
    assert list(stored["ranking"]) == list(FEATURES.sentence)  # type: ignore[call-overload]
    assert list(stored["confidence"]) == list(FEATURES.reading)  # type: ignore[call-overload]
    assert stored["measured"] == {
        "own": {
            "questions": 20.0,
            "right_sentence_first": 1.0,
            "answerable_refused": 0.0,
            "others_refused": 1.0,
            "auroc": 1.0,
        }
    }


def _rest(one: Row) -> tuple[bool, Measured, None, np.ndarray]:
    example = one.example
    return example.answerable, example.measured, None, example.right


def sure(odds: float, right: bool = True, name: str = "own") -> Sure:
    """Return an answerable question of which a reader is so sure."""
    return Sure(name, True, right, odds, 1.0)


def test_the_threshold_refuses_the_wanted_share() -> None:
    """Of a hundred answerable questions five lie below it, a set counting as one however many questions it has."""
    even = [sure(float(place)) for place in range(100)]
    assert sum(one.odds < threshold(even, 0.05) for one in even) == 5
    high = [sure(50.0 + place / 100, name="more") for place in range(1000)]
    assert threshold([*even, *high], 0.05) == 10.0


def test_calibration_takes_back_what_is_too_sure() -> None:
    """Where half of what is sure is wrong, the slope is far below one."""
    left_out = [sure(5.0, bool(place % 2)) for place in range(200)] + [sure(-5.0, place < 60) for place in range(200)]
    slope, shift = calibration(left_out)
    assert 1 / (1 + np.exp(-(5 * slope + shift))) == pytest.approx(0.5, abs=0.02)
    assert 1 / (1 + np.exp(-(-5 * slope + shift))) == pytest.approx(0.3, abs=0.02)


def test_figures_of_a_set_without_answers() -> None:
    """Only what can be counted is."""
    assert figures([Sure("far", False, False, -2.0, 1.0)], 0.0) == {"far": {"questions": 1.0, "others_refused": 1.0}}


def test_kept_values_outlive_the_process(tmp_path: Path) -> None:
    """What was made once is not made again."""
    file = tmp_path / "kept.pickle"
    first: Kept[str, int] = Kept(file)
    assert first.of(["a", "b", "a"], lambda keys: [len(key) for key in keys]) == [1, 1, 1]
    first.save()
    again: Kept[str, int] = Kept(file)
    assert again.of(["b", "cc"], lambda keys: [10 * len(key) for key in keys]) == [1, 20]
