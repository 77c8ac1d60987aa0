"""The conversation and its sources as HTML."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_fakes import DOCUMENT, FakeAssistant, make_citation, make_hits
from page_tags import TEXTS, Tags, read

from assistant.replies import Answer
from ui.cards import readable_date, sources_markup
from ui.conversation import Conversation, Turn, ask
from ui.rendering import conversation_markup
from ui.sources import Source
from ui.words import words_of

ENGLISH = words_of("en")

FEW_LINKS = tuple(f"https://host.example/{number}" for number in range(3))
OUR_TAGS = set(
    "a article blockquote button code details div footer form h2 h3 header input label li mark ol p section span "
    "strong summary ul".split()
)
OUR_ATTRIBUTES = set(
    "aria-hidden aria-label aria-labelledby class data-copy data-helpful data-kept data-number data-place "
    "data-question data-turn for hidden href id lang maxlength rel role tabindex target type".split()
)


def asked(*questions: str) -> Conversation:
    """Return the conversation after these questions."""
    conversation = Conversation()
    for question in questions:
        *_, conversation = ask(FakeAssistant(), conversation, question)
    return conversation


def assert_ours(tags: Tags) -> None:
    """Check tags and attributes against those that the page makes."""
    assert {tag for tag, _ in tags.tags} <= OUR_TAGS
    assert {name for _, names in tags.tags for name in names} <= OUR_ATTRIBUTES


@given(TEXTS, TEXTS, TEXTS, st.booleans())
def test_no_tag_but_ours(one: str, two: str, three: str, answered: bool) -> None:
    """Whatever questions, answers, titles, headings, passages and errors hold, no tag of theirs comes out."""
    sentence = DOCUMENT.passages[0].text
    citation = replace(
        make_citation(sentence, "often"),
        title=one,
        heading=two,
        date=three,
        source=one,
        links=(two, three, one, *FEW_LINKS),
    )
    hit = replace(make_hits()[0], title=two, heading=three, text=one, source=three, links=(one,), date=two)
    answer = Answer(one, two, three + " [1]", answered, 0.5, (citation,) if answered else (), (hit,), engine=two)
    turns = (
        Turn(one, answer, tuple(Source(citation, two, three) for citation in answer.citations)),
        Turn(two),
        Turn(three, notice=one),
    )
    for conversation in (Conversation(turns[:number]) for number in range(1, 4)):
        assert_ours(read(conversation_markup(conversation, [one, two], ENGLISH)))
        assert_ours(read(sources_markup(conversation, ENGLISH)))
    assert_ours(read(conversation_markup(Conversation(), [one, two, three], ENGLISH)))


def test_marks_are_buttons_with_names() -> None:
    """Each mark with a citation is a button that says which source it opens."""
    shown = conversation_markup(asked("Who spoke at Chatham House?"), [], ENGLISH)
    assert [f'aria-label="source {number}">{number}</button>' in shown for number in (1, 2, 3)] == [
        True,
        True,
        False,
    ]


def test_marks_without_a_citation_stay_text() -> None:
    """An answer cannot point at a source that is not there."""
    answer = Answer("q", "q", "Text [7]", answered=True, confidence=1.0)
    assert "<p>Text [7]</p>" in conversation_markup(Conversation((Turn("q", answer),)), [], ENGLISH)


def test_sources_of_the_last_answer_are_shown() -> None:
    """Earlier answers keep their sources, hidden."""
    shown = sources_markup(asked("Sweden?", "Who spoke at Chatham House?"), ENGLISH)
    assert '<section class="shown" data-turn="1" hidden' in shown
    assert '<section class="shown" data-turn="2" aria-label' in shown
    assert "<mark>Anders Fogh Rasmussen</mark>" in shown


def test_many_links_are_folded() -> None:
    """Two links are shown, the rest on demand."""
    citation = replace(make_citation("7 March 2024", "March"), links=FEW_LINKS)
    answer = Answer("q", "q", "t [1]", answered=True, confidence=1.0, citations=(citation,))
    shown = sources_markup(Conversation((Turn("q", answer, (Source(citation),)),)), ENGLISH)
    assert shown.split("<details>")[0].count("<a ") == 2
    assert shown.split("<summary>1 more</summary>")[1].count("<a ") == 1


def test_a_refusal_shows_what_is_near() -> None:
    """A refused question is told apart, and its nearest passages are no answer."""
    conversation = asked("What is the mayor's name?")
    assert 'class="turn refused"' in conversation_markup(conversation, [], ENGLISH)
    shown = sources_markup(conversation, ENGLISH)
    assert "Not an answer, but near" in shown
    assert shown.count("<article") == 3
    assert "<mark>" not in shown


def test_a_long_failed_question_is_cut() -> None:
    """The notice about a question that is too long does not drown in it."""
    shown = conversation_markup(asked("x" * 5000), [], ENGLISH)
    assert "5000 characters" in shown
    assert "x" * 301 not in shown


def test_the_answer_is_spoken_once_and_whole() -> None:
    """The status line waits for the whole answer."""
    grown = list(ask(FakeAssistant(), Conversation(), "Sweden?"))
    lines = [conversation_markup(conversation, [], ENGLISH).split("</p>")[0].split(">")[1] for conversation in grown]
    assert lines[:2] == ["Reading the documents."] * 2
    assert lines[2].startswith("Sweden deposited its instrument")


@pytest.mark.parametrize(
    ("iso", "expected"),
    [
        ("2012-07-04", "4 July 2012"),
        ("2012-07-05T15:01:00", "5 July 2012"),
        ("2012-07", "July 2012"),
        ("2012", "2012"),
        ("", ""),
        ("yesterday, I think", "yesterday, I think"),
    ],
)
def test_readable_date(iso: str, expected: str) -> None:
    """Dates read as people write them; what is no date is left alone."""
    assert readable_date(iso, ENGLISH) == expected
