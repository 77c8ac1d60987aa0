"""Neighbouring sentences that belong together."""

import pytest
from measured_text import read

from assistant.reading.groups import group_of

LIST = "Three goods leave it:\n\n- timber\n- salt\n\nIt is old."


@pytest.mark.parametrize(("place", "group"), [(0, (0, 2)), (1, (0, 2)), (2, (0, 2))])
def test_a_list_stays_with_its_lead_in(place: int, group: tuple[int, int]) -> None:
    """Lead-in and items are one group, from whichever it is asked."""
    assert group_of(read(LIST), place) == group


@pytest.mark.parametrize(
    ("text", "group"),
    [
        ("The Allies met. They agreed.", (0, 1)),
        ("The Allies met. Ministers agreed.", (1, 1)),
        (f"The Allies met {'and met ' * 120}. They agreed.", (1, 1)),
    ],
)
def test_a_pronoun_takes_the_sentence_before(text: str, group: tuple[int, int]) -> None:
    """A sentence that begins with "They" is quoted with the one before, unless that makes it long."""
    assert group_of(read(text), 1) == group
