"""Pages of a PDF as pictures."""

from io import BytesIO

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import report_pdf
from PIL import Image

from ingest.drawing import draw, found_in, squeezed
from ingest.worker import Limits
from store.errors import LoadError

QUOTE = "The programme of education begins in May."


def drawn(number: int, quote: str = "") -> Image.Image:
    """Return a page of the report as a picture."""
    return Image.open(BytesIO(draw(report_pdf(), number, quote)))


def marked(picture: Image.Image) -> list[tuple[int, int]]:
    """Return the points that are yellow: bright in red, dark in blue."""
    wide, high = picture.size
    points = [(across, down) for down in range(high) for across in range(0, wide, 8)]
    return [one for one in points if picture.getpixel(one) == (255, 226, 110)]


def test_a_quote_is_marked_where_it_stands_though_a_word_of_it_is_cut() -> None:
    """It begins in the middle of the second line of the paragraph, and ends in the third."""
    picture = drawn(1, QUOTE)
    assert picture.size == (1200, 1698)
    scale = picture.size[0] / 595.2756
    lines = {round(841.89 - down / scale) for _, down in marked(picture)}
    # The lines stand at 648 and 636 points, letters from 2 below to 8 above.
    assert lines
    assert all(634 - 1 <= line <= 657 for line in lines)
    above = [across / scale for across, down in marked(picture) if 841.89 - down / scale > 646]
    assert min(above) > 250


def test_without_a_quote_nothing_is_marked() -> None:
    """Nor with one that stands on another page, or one so short that it stands anywhere."""
    assert marked(drawn(1)) == []
    assert marked(drawn(2, QUOTE)) == []
    assert marked(drawn(1, "May.")) == []


@pytest.mark.parametrize(("raw", "number"), [(b"no PDF", 1), (report_pdf(), 4), (report_pdf(), 0)])
def test_what_cannot_be_drawn_is_an_error(raw: bytes, number: int) -> None:
    """It names the page and the next step."""
    with pytest.raises(LoadError, match=rf"Page {number} cannot be drawn: .*\. Open the file in its own program\."):
        draw(raw, number)


def test_drawing_ends_in_time() -> None:
    """A process does not even start in no time."""
    with pytest.raises(LoadError, match=r"Page 1 took longer than 0\.001 seconds"):
        draw(report_pdf(), 1, limits=Limits(seconds=0.001))  # type: ignore[arg-type]


@given(st.text(), st.text(min_size=12), st.text())
def test_what_stands_in_a_text_is_found(before: str, wanted: str, after: str) -> None:
    """However it is spaced; what was found is what was wanted."""
    text, letters = squeezed(before + " ".join(wanted) + after), squeezed(wanted)
    start, end = found_in(text, letters)
    assert text[start:end] == (letters if len(letters) >= 12 else "")


def test_the_beginning_of_a_sentence_that_runs_over_the_page_is_found() -> None:
    """Its end stands on the next page."""
    assert found_in("onthispageitruns", squeezed("On this page it runs over.")) == (0, 16)
