"""Dates in ISO form."""

import pytest

from ingest.dates import dates_in, iso_date


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2012-07-05 15:01", "2012-07-05T15:01"),
        ("05 Jul. 2012 15:01", "2012-07-05T15:01"),
        ("July 4, 2012", "2012-07-04"),
        ("the 1st of May 2011", "2011-05-01"),
        ("4.7.2012", "2012-07-04"),
        ("31 February 2012", ""),
        ("in May", ""),
    ],
)
def test_written_dates(text: str, expected: str) -> None:
    """Usual ways to write a date are understood; what is no date is none."""
    assert iso_date(text) == expected


def test_lines_that_date_a_document() -> None:
    """A date of its own line counts, one inside a sentence does not; the last change is told apart."""
    text = "Title\nPublished on 4 July 2012\nThe summit that was held on 20 May 2012 in Chicago ended well.\n"
    assert dates_in(text) == ("2012-07-04", "")
    assert dates_in(text + "Last modified: 6 July 2012") == ("2012-07-04", "2012-07-06")
