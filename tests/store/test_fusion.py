"""Adding scores by meaning and by words."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.fusion import fuse

scores = st.dictionaries(st.sampled_from("abcdefgh"), st.floats(-1, 50), max_size=8)


def test_each_list_counts_by_its_best() -> None:
    """Scores of different scales are brought to one, and added with their weights."""
    assert fuse({"a": 0.8, "b": 0.4}, {"b": 12.0, "c": 6.0}, 0.5) == pytest.approx({"b": 0.75, "a": 0.5, "c": 0.25})
    assert list(fuse({"a": 0.8, "b": 0.4}, {"b": 12.0, "c": 6.0}, 0.9)) == ["a", "b", "c"]


def test_nothing_found_is_nothing() -> None:
    """Empty lists, and cosines below zero, are no error."""
    assert fuse({}, {}, 0.5) == {}
    assert fuse({"a": -0.2}, {}, 0.5) == {"a": 0.0}


@given(scores, scores, st.floats(0, 1))
def test_scores_lie_between_0_and_1_best_first(
    meaning: dict[str, float], words: dict[str, float], weight: float
) -> None:
    """Every candidate of either list is there once, in order."""
    fused = fuse(meaning, words, weight)
    assert set(fused) == {*meaning, *words}
    assert all(0.0 <= score <= 1.0 + 1e-9 for score in fused.values())
    assert list(fused.values()) == sorted(fused.values(), reverse=True)
