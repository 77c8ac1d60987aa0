"""The answer by quotes: exact offsets, marks, and no markup from a document."""

import re

from hypothesis import given
from hypothesis import strategies as st

from assistant.quotes import citation_of, escaped, plain, quoted, refusal, sentence_of
from assistant.reading.reader import Candidate, Reading
from store.documents import Hit

_TEXT = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=80)


def _hit(text: str, start: int = 0, title: str = "Title", heading: str = "", source: str = "a.md") -> Hit:
    return Hit(source, title, heading, None, text, start, start + len(text), 1.0)


@given(_TEXT, st.integers(0, 1000), st.data())
def test_a_citation_quotes_the_exact_characters(text: str, offset: int, data: st.DataObject) -> None:
    """The quote is the slice of the document between start and end."""
    first = data.draw(st.integers(0, len(text) - 1))
    last = data.draw(st.integers(first + 1, len(text)))
    citation = citation_of(Candidate(_hit(text, offset), offset + first, offset + last, 1.0), 1)
    document = " " * offset + text
    assert document[citation.start : citation.end] == citation.quote == text[first:last]


@given(_TEXT)
def test_escaped_text_has_no_bare_markup(text: str) -> None:
    """Each character that Markdown or HTML could act on is escaped, and unescaping gives the text back."""
    shown = escaped(text)
    assert not set('<>"') & set(shown)
    assert re.search(r"(?<!\\)(?:\\\\)*[*_`\[\]]", shown) is None
    bare = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", shown)
    for name, letter in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&amp;", "&")):
        bare = bare.replace(name, letter)
    assert bare == text
    assert plain(shown) == text


def test_plain_text_has_neither_marks_nor_entities() -> None:
    """As a terminal shows it; what looks like an entity in the document stays as it is written there."""
    written = 'at "Ostia" * 2, &lt; ** and back\\slash.'
    assert plain(f"**{escaped('R&D')}** {escaped(written)} [1]") == f"R&D {written} [1]"


def test_the_words_that_answer_are_bold_and_the_mark_is_last() -> None:
    """Highlights become bold; white space is folded; the mark closes the sentence."""
    text = "It opened\non 12 June."
    citation = citation_of(Candidate(_hit(text), 0, len(text), 1.0, ((13, 20),)), 2)
    assert sentence_of(citation) == "It opened on **12 June**\\. [2]"


def test_neighbours_stand_in_the_order_of_the_document() -> None:
    """Of one passage the earlier sentence comes first, even if the later one is better."""
    hit = _hit("One is here. Two is there.")
    reading = Reading((Candidate(hit, 13, 26, 2.0), Candidate(hit, 0, 12, 1.9)), 0.9)
    assert [citation.quote for citation in quoted(reading).citations] == ["One is here.", "Two is there."]


def test_what_is_much_worse_is_not_quoted() -> None:
    """A candidate far below the best one is left out, and there are never more than three."""
    hit = _hit("A. B. C. D. E.")
    near = [Candidate(hit, start, start + 2, 2.0) for start in (0, 3, 6, 9)]
    assert len(quoted(Reading(tuple(near), 0.9)).sentences) == 3
    assert len(quoted(Reading((near[0], Candidate(hit, 12, 14, -3.0)), 0.9)).sentences) == 1


def test_a_refusal_names_the_closest_passages_without_markup() -> None:
    """Title and heading of the closest hits are named once each, escaped."""
    hits = [_hit("x", title="<b>T</b>", heading="H > I"), _hit("y", title="<b>T</b>", heading="H > I"), _hit("z")]
    assert refusal(hits) == (
        "The documents do not answer this question. The closest passages are in "
        "“&lt;b&gt;T&lt;/b&gt;” (H &gt; I) and “Title”."
    )
    assert refusal([]) == "The documents do not answer this question."


def test_a_quote_turns_no_direction() -> None:
    """What overrides the direction of writing would reach beyond the quote; it is not shown."""
    assert escaped("a\u202eb\u2066c") == "abc"
