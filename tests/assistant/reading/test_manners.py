"""The manners in which a question is asked, which change nothing of what answers it."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.training import manners
from assistant.reading.training.examples import Example, entitled

QUESTION = "When did the Council invite 13 partners to Lisbon?"
PASSAGE = "The Council invited 13 partners to Lisbon in 2010."
EXAMPLE = Example("1", "own", "The_Lisbon-Summit.md", QUESTION, PASSAGE, ((45, 49),))


@given(st.integers(0, 500))
def test_only_the_question_is_asked_otherwise(seed: int) -> None:
    """Passage and answer stay, and the question does not become empty."""
    made = manners.asked_otherwise(EXAMPLE, Random(seed))
    assert (made.passage, made.spans, made.doc) == (EXAMPLE.passage, EXAMPLE.spans, EXAMPLE.doc)
    assert made.question.strip()


@given(st.integers(0, 500))
def test_slips_leave_numbers_and_the_count_of_words(seed: int) -> None:
    """What is mistyped can still be known again: as many words, no digit changed."""
    made = manners.mistyped(QUESTION, Random(seed))
    assert len(made.split()) == len(QUESTION.split())
    assert "13" in made.split()


@given(st.text(max_size=40), st.integers(0, 20))
def test_any_question_can_be_mistyped(question: str, seed: int) -> None:
    """Letters that become two in small letters among them."""
    manners.mistyped(question, Random(seed))
    manners.mistyped(f"Where is İİİİ {question}", Random(seed))


def test_keywords_are_the_words_that_carry_a_question() -> None:
    """Articles, verbs that help and prepositions go."""
    made = manners.in_keywords(QUESTION, Random(1))
    assert made.rstrip("?").lower().split() == ["when", "council", "invite", "13", "partners", "lisbon"]


def test_a_single_word_is_left_as_it_is() -> None:
    """Nothing is left of "What is it?" but what carries nothing."""
    assert manners.in_keywords("What is it?", Random(1)) == "What is it?"


@given(st.integers(0, 200))
def test_told_at_length_the_question_is_still_there(seed: int) -> None:
    """What stands round it comes on top."""
    made = manners.at_length(QUESTION, Random(seed))
    assert QUESTION[1:] in made
    assert len(made) > len(QUESTION)


@pytest.mark.parametrize("doc", ["The_Lisbon-Summit.md", "The Lisbon Summit.txt", "The Lisbon Summit"])
def test_the_title_stands_above_the_passage_as_it_does_when_it_is_read(doc: str) -> None:
    """The answer's words are the same, further down."""
    made = entitled(Example("1", "own", doc, QUESTION, PASSAGE, ((45, 49),)))
    assert made.passage == "The Lisbon Summit\n\n" + PASSAGE
    assert [made.passage[start:end] for start, end in made.spans] == ["2010"]
