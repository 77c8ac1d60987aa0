"""Names, dates, numbers and amounts that a text mentions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.mentions import MentionKind, iso_date, mentions_of


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("It opened on 4 July 2012.", [("day", "4 July 2012")]),
        ("July 4, 2012 and 2012-07-05", [("day", "July 4, 2012"), ("day", "2012-07-05")]),
        ("since March 2000", [("date", "March 2000")]),
        ("in the 10th and 11th centuries", [("date", "10th and 11th centuries")]),
        ("They paid $3.5 million to 14 people.", [("money", "$3.5 million"), ("number", "14")]),
        ("about twenty-five ships", [("number", "twenty-five")]),
        ("It has seven partners: Algeria, Egypt and Jordan.",
         [("number", "seven"), ("name", "Algeria"), ("name", "Egypt and Jordan")]),
        ("Harbours are open on Monday.", []),
    ],
)  # fmt: skip
def test_what_is_mentioned(text: str, expected: list[tuple[str, str]]) -> None:
    """Each mention has its kind and its exact words; words of the calendar and openings are no names."""
    assert [(one.kind.value, text[one.start : one.end]) for one in mentions_of(text)] == expected


def test_a_date_is_not_a_number() -> None:
    """The numbers inside a date or an amount are not mentioned again."""
    kinds = [one.kind for one in mentions_of("On 29 October 2004 it cost 12 euros.")]
    assert kinds == [MentionKind.DAY, MentionKind.MONEY]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("4 July 2012", "2012-07-04"),
        ("July 4, 2012", "2012-07-04"),
        ("05 Jul. 2012 15:01", "2012-07-05"),
        ("2012-07-04", "2012-07-04"),
        ("July 2012", ""),
        ("nothing", ""),
    ],
)
def test_full_dates_become_iso_dates(text: str, expected: str) -> None:
    """Only a date with its day has an ISO date."""
    assert iso_date(text) == expected


@given(st.text(max_size=200))
def test_mentions_lie_in_the_text_and_are_not_blank(text: str) -> None:
    """Whatever the text, each mention is a stretch of it."""
    for one in mentions_of(text):
        assert 0 <= one.start < one.end <= len(text)
        assert text[one.start : one.end].strip()
