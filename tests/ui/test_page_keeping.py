"""Conversations as the browser keeps them, and answers as people paste them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from page_fakes import FIRST, FakeAssistant

from ui.conversation import Conversation, Turn, ask
from ui.keeping import kept_json, restored
from ui.references import markdown_of, text_of
from ui.words import words_for, words_of

ENGLISH = words_of("en")


def asked(*questions: str) -> Conversation:
    """Return the conversation after these questions."""
    conversation = Conversation()
    for question in questions:
        *_, conversation = ask(FakeAssistant(), conversation, question)
    return conversation


def test_kept_and_restored() -> None:
    """Answers, refusals and what was said of them come back as they were."""
    conversation = asked("Who spoke at Chatham House?", "Who is mayor?").judged(1, "helpful")
    back = restored(kept_json(conversation, ENGLISH))
    assert back.id == conversation.id
    assert back.history == conversation.history
    assert back.turns[0].sources == conversation.turns[0].sources
    assert back.turns[1] == conversation.turns[1]
    assert back.turns[0].judged == "helpful"


def test_what_is_said_beside_an_answer_is_kept() -> None:
    """A notice, and how much was left out, come back too."""
    conversation = asked("What does the model say?")
    assert restored(kept_json(conversation, ENGLISH)).turns == conversation.turns


def test_failures_are_not_kept() -> None:
    """A conversation in which nothing was answered leaves nothing behind."""
    assert kept_json(asked("broken store"), ENGLISH) == ""


def test_two_conversations_have_two_ids() -> None:
    """Each conversation is told apart from the first question on, and keeps its id."""
    first = asked("Sweden?")
    assert first.id != asked("Sweden?").id
    *_, second = ask(FakeAssistant(), first, "Who spoke at Chatham House?")
    assert second.id == first.id


@given(st.text() | st.just("{}") | st.just('{"format":1,"id":"x","turns":[{}]}') | st.just('{"format":2}'))
def test_what_is_no_conversation(text: str) -> None:
    """What the browser sends back need not be what it was given."""
    with pytest.raises(ValueError, match=r"."):
        restored(text)


def test_copied_as_text() -> None:
    """Title, date, heading, page and address of each reference stand below the answer."""
    copied = text_of(asked("Who spoke at Chatham House?").turns[0], ENGLISH)
    lines = copied.split("\n")
    assert lines[0].startswith(f"{FIRST} [1] ")
    assert lines[2] == (
        "[1] Partners & <i>friends</i>, 4 July 2012, Speeches › London, page 1. "
        "https://www.nato.int/cps/en/natohq/news_88787.htm"
    )
    assert lines[3].startswith("[2] Partners")


def test_copied_as_markdown() -> None:
    """A title's own markup is not markup of the report it is pasted into."""
    copied = markdown_of(asked("Who spoke at Chatham House?").turns[0], ENGLISH)
    assert "**Anders Fogh Rasmussen**" in copied
    assert "\\[1\\] *Partners &amp; &lt;i&gt;friends&lt;/i&gt;*, 4 July 2012, " in copied
    assert "<https://www.nato.int/cps/en/natohq/news_88787.htm>" in copied
    assert markdown_of(Turn("q"), ENGLISH) == ""


def test_a_refusal_offers_what_is_answered() -> None:
    """Only questions that the documents do answer are offered instead."""
    assert asked("Who is mayor?").turns[0].instead == ("What is said about London?",)


@pytest.mark.parametrize(
    ("accepted", "language"),
    [
        ("de-DE,de;q=0.9,en;q=0.8", "de"),
        ("fr-CH, en;q=0.9", "fr"),
        ("es, en;q=0.5, fr;q=0.7", "fr"),
        ("es", "en"),
        ("", "en"),
        ("de;q=0, en", "en"),
        ("de;q=..", "en"),
    ],
)
def test_the_language_of_the_browser(accepted: str, language: str) -> None:
    """The page speaks what the browser prefers, of what it can."""
    assert words_for(accepted)["language"] == language


@pytest.mark.parametrize("language", ["de", "fr"])
def test_every_language_has_every_word(language: str) -> None:
    """No language lacks a word, and each has the places for what is filled in."""
    other = words_of(language)
    assert list(other) == list(ENGLISH)
    assert [text.count("{}") for text in other.values()] == [text.count("{}") for text in ENGLISH.values()]
    assert len(other["months"].split()) == 12
