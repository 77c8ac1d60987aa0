"""The sentences of hits, the headings and list marks among them."""

import pytest
from measured_text import read


@pytest.mark.parametrize(
    ("text", "is_heading"),
    [
        ("# NATO and other organisations", True),
        ("Members", True),
        ("Notes", True),
        ("Members meet twice a year.", False),
        ("#1 is the first berth.", False),
    ],
)
def test_headings(text: str, is_heading: bool) -> None:
    """A Markdown heading, the title, and the last heading of the path are headings."""
    (sentence,) = read(text, heading="About > Members")
    assert sentence.is_heading is is_heading


@pytest.mark.parametrize(("text", "mark"), [("- wool", 2), ("  • salt", 2), ("12. timber", 4), ("wool - salt", 0)])
def test_list_marks(text: str, mark: int) -> None:
    """The mark of a list item is counted with the space behind it."""
    (sentence,) = read(text)
    assert sentence.mark == mark
