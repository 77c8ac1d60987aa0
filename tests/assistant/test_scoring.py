"""What is counted over answers."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.scoring import Bin, calibration_error, reliability, risk_coverage, separation, words_overlap

JUDGED = st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=40)


@pytest.mark.parametrize(
    ("found", "right", "f1"),
    [
        ("The Harbour, of Westmere!", "harbour of westmere", 1.0),
        ("12 June 1931", "June 1931", 0.8),
        ("wool wool", "wool", 2 / 3),
        ("salt", "wool", 0.0),
        ("", "wool", 0.0),
    ],
)
def test_words_overlap_as_squad_counts_it(found: str, right: str, f1: float) -> None:
    """Case, articles and punctuation do not count; a repeated word counts once for each time."""
    assert words_overlap(found, right) == pytest.approx(f1)


def test_separation_counts_pairs() -> None:
    """Ties count half; without one of the groups there is nothing to say."""
    assert separation([0.9, 0.5], [0.5, 0.1]) == 0.875
    assert separation([], [0.5]) is None


def test_reliability_of_bins() -> None:
    """Each bin has its mean confidence and its share right; the last one holds 1.0."""
    binned = reliability([0.05, 0.15, 1.0, 0.95], [False, True, True, False])
    assert [(one.count, one.right) for one in binned] == [(1, 0.0), (1, 1.0), (2, 0.5)]
    assert binned[2].confidence == pytest.approx(0.975)


def test_calibration_error_weighs_bins_by_their_size() -> None:
    """Three answers 0.1 off and one 0.5 off are 0.2 off."""
    assert calibration_error([Bin(3, 0.9, 1.0), Bin(1, 0.5, 0.0)]) == 0.2
    assert calibration_error([]) is None


def test_risk_grows_with_coverage_here() -> None:
    """The surest answers come first."""
    assert risk_coverage([0.2, 0.9], [False, True]) == [(0.5, 0.0), (1.0, 0.5)]


@given(JUDGED)
def test_at_full_coverage_the_risk_is_the_share_wrong(judged: list[tuple[float, bool]]) -> None:
    """Whatever the confidences."""
    share, risk = risk_coverage([sure for sure, _ in judged], [good for _, good in judged])[-1]
    assert (share, risk) == (1.0, pytest.approx(sum(not good for _, good in judged) / len(judged)))


@given(JUDGED)
def test_bins_hold_every_answer_once(judged: list[tuple[float, bool]]) -> None:
    """And their shares add up to what is right."""
    binned = reliability([sure for sure, _ in judged], [good for _, good in judged])
    assert sum(one.count for one in binned) == len(judged)
    assert sum(one.count * one.right for one in binned) == pytest.approx(sum(good for _, good in judged))
