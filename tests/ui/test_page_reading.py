"""A document's whole text, with the quoted words in their place."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_fakes import DOCUMENT, FIRST, SECOND, FakeAssistant, make_citation
from page_tags import TEXTS, read

from store.documents import Document, Passage
from ui.chat import about
from ui.reading import Place, document_markup, place_markup
from ui.words import words_of

ENGLISH = words_of("en")


def place_of(sentence: str, words: str) -> Place:
    """Return the place of a sentence in the document."""
    citation = make_citation(sentence, words)
    return Place(citation.source, citation.start, citation.end, citation.quote, citation.highlights)


def shown(place: Place) -> str:
    """Return what the reading view shows of a place."""
    return place_markup(place, FakeAssistant().document, ENGLISH, lambda document: about(document, ENGLISH))


def test_the_quoted_words_are_marked() -> None:
    """The quote stands in the whole text, the words that answer within it; pages are named once each."""
    found = shown(place_of(SECOND, "7 March 2024"))
    assert f'<span class="quoted">{SECOND.replace("7 March 2024", "<mark>7 March 2024</mark>")}</span>' in found
    assert found.count("<mark>") == 1
    assert [found.count(f"page {number}<") for number in (1, 2, 3)] == [1, 1, 1]
    assert FIRST in found


def test_headings_become_headings() -> None:
    """Markdown headings, and lines that the document's outline names."""
    text = "# Title\n\nOne.\n\nSecond part\n\nTwo."
    passages = (Passage(0, 13, text[:13]), Passage(15, len(text), text[15:], "Second part"))
    found = document_markup(Document("d", "Title", text, passages), ENGLISH)
    assert found == '<div class="document"><h3>Title</h3><p>One.</p><h3>Second part</h3><p>Two.</p></div>'


def test_a_quote_that_moved_is_found() -> None:
    """A document that changed elsewhere still shows the quoted words."""
    place = place_of(SECOND, "7 March 2024")
    moved = replace(DOCUMENT, text="New. " + DOCUMENT.text, passages=())
    found = place.within(moved)
    assert found is not None
    assert moved.text[found.start : found.end] == SECOND
    assert moved.text[slice(*found.highlights[0])] == "7 March 2024"


def test_a_quote_that_is_gone() -> None:
    """A document that changed at the place says so; one that was removed, too."""
    assert "has changed since" in shown(replace(place_of(SECOND, "7"), quote="no such words"))
    assert "not in the store any more" in shown(replace(place_of(SECOND, "7"), source="gone.md"))


def test_passages_are_drawn() -> None:
    """Each passage stands in a frame that says its number and length."""
    found = document_markup(DOCUMENT, ENGLISH, split=True)
    assert found.count('<section class="passage">') == 3
    assert "Passage 1 of 3" in found


@given(TEXTS, st.integers(0, 40), st.integers(0, 40), st.booleans())
def test_nothing_is_lost_and_nothing_is_markup(text: str, start: int, length: int, split: bool) -> None:
    """Whatever a document holds, its words come out, and no tag of its own."""
    cut = len(text) // 2
    passages = (Passage(0, cut, text[:cut], text[:5]), Passage(cut, len(text), text[cut:], "a > b", 2))
    end = min(start + length, len(text))
    place = Place("d", start, end, text[start:end], ((start + 1, end - 1), (start, start + 2)))
    tags = read(document_markup(Document("d", "t", text, passages), ENGLISH, place, split=split))
    assert {tag for tag, _ in tags.tags} <= {"div", "p", "h3", "h4", "h5", "h6", "mark", "span", "section"}
    if not split:
        letters = [c for c in text if not c.isspace() and c != "#"]
        assert letters == [c for c in tags.text.replace("page 2", "") if not c.isspace() and c != "#"]


@given(st.text())
def test_a_place_from_anywhere(text: str) -> None:
    """What is no place is refused with the one error that the page knows."""
    with pytest.raises(ValueError, match=r"."):
        Place.from_json(text)


def test_a_place_comes_back() -> None:
    """The browser returns what it got."""
    place = place_of(FIRST, "Anders")
    assert Place.from_json(place.to_json()) == place
