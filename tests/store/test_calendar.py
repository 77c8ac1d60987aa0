"""Months by name and number."""

import re

import pytest

from store.calendar import MONTHS, NAMES, WRITTEN_MONTH, month_number


@pytest.mark.parametrize("number", range(1, 13))
def test_a_month_has_its_number(number: int) -> None:
    """However it is shortened, and in small letters too."""
    name = MONTHS[number - 1]
    written = {name, name[:3], name.lower(), name[:4]}
    assert {month_number(form) for form in written} == {number}
    assert re.fullmatch(WRITTEN_MONTH, name)
    assert re.fullmatch(WRITTEN_MONTH, name[:3])


def test_no_month_has_no_number() -> None:
    """A day of the week is a name of the calendar and no month."""
    assert {"may", "sunday"} < NAMES
    assert len(NAMES) == 19
    with pytest.raises(KeyError, match="sun"):
        month_number("Sunday")
