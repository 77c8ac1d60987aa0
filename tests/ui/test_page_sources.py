"""Citations within the text around them."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from page_fakes import DOCUMENT, FIRST, SECOND, FakeAssistant, make_citation, make_document

from assistant.replies import Answer
from ui.sources import Source, in_context, sources_of, without_headings


def test_context_joins_to_the_document() -> None:
    """Before, quote and after stand in the document in one piece, the whole passage among them."""
    source = in_context(make_citation(SECOND, "7 March 2024"), DOCUMENT)
    shown = source.before.removeprefix("… ") + SECOND + source.after.removesuffix(" …")
    assert shown in DOCUMENT.text
    assert DOCUMENT.passages[1].text in shown


def test_context_of_a_whole_short_document() -> None:
    """Nothing is left out of a short document, so no ellipsis says so."""
    document = make_document(FIRST)
    source = in_context(make_citation(FIRST, "Anders", document=document), document)
    assert source.before + FIRST + source.after == document.text


def test_context_stays_in_its_section() -> None:
    """The headings above and below a section end the context, and are not shown as text."""
    text = "## One\n\nLess.\n\n## Two\n\nBefore. Quote. After.\n\n## Three\n\nMore."
    start = text.index("Quote.")
    citation = replace(make_citation(FIRST, "Anders"), quote="Quote.", start=start, end=start + 6, highlights=())
    source = in_context(citation, replace(DOCUMENT, text=text, passages=()))
    assert (source.before, source.after) == ("Before. ", " After.")
    assert without_headings("## Two\n\nBefore.\n") == "Before."


def test_changed_document_gives_no_context() -> None:
    """Words that moved since the answer was written are not shown as if they stood around the quote."""
    citation = make_citation(SECOND, "7 March 2024")
    assert in_context(citation, replace(DOCUMENT, text="x" + DOCUMENT.text)) == Source(citation)


def test_removed_document_gives_no_context() -> None:
    """A citation outlives its document."""
    citation = replace(make_citation(SECOND, "7 March 2024"), source="gone.md")
    answer = Answer("q", "q", "t", answered=True, confidence=1.0, citations=(citation,))
    assert sources_of(answer, FakeAssistant().document) == (Source(citation),)


def test_pieces_of_a_quote() -> None:
    """The words that answer are told apart from the others."""
    assert Source(make_citation("7 March 2024", "March")).pieces == (
        ("7 ", False),
        ("March", True),
        (" 2024", False),
    )


@given(st.lists(st.tuples(st.integers(-5, 300), st.integers(-5, 300))))
def test_pieces_join_to_the_quote(highlights: list[tuple[int, int]]) -> None:
    """Overlapping, reversed and outlying highlights lose no character and repeat none."""
    citation = make_citation(SECOND, "7 March 2024")
    moved = tuple((citation.start + start, citation.start + end) for start, end in highlights)
    pieces = Source(replace(citation, highlights=moved)).pieces
    assert "".join(words for words, _ in pieces) == SECOND
