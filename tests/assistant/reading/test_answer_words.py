"""The words that can answer, by what is asked for."""

import pytest
from measured_text import read

from assistant.reading.answers import answer_words, is_strict
from assistant.reading.questions import question_of


def words(question: str, text: str) -> list[str]:
    """Return the words of the one sentence of a text that can answer a question."""
    (sentence,) = read(text)
    known = {word.stem for word in question_of(question).words}
    return [sentence.text[start:end] for start, end in answer_words(question_of(question), sentence, known)]


@pytest.mark.parametrize(
    ("text", "titles"),
    [
        ('Quill gave a speech called "Salt and Light" in London.', ["Salt and Light"]),
        ("Quill's speech was titled Salt and Light.", ["Salt and Light"]),
        ("Ada Quill, the mayor, gave a speech in London on 4 July.", []),
        ("The Westmere Declaration followed the speech.", []),
    ],
)
def test_a_title_is_told_as_one(text: str, titles: list[str]) -> None:
    """In quotation marks, or behind the word that says so; a name alone is no title of a speech."""
    assert words("What was the title of Quill's speech?", text) == titles


def test_the_name_of_a_text_is_its_title() -> None:
    """A declaration is named after what it is."""
    question = "What is the title of the declaration that was adopted in Westmere?"
    assert words(question, "The mayors adopted the Westmere Declaration.") == ["Westmere Declaration"]
    assert is_strict(question_of(question))


@pytest.mark.parametrize(
    ("question", "days"),
    [
        ("On what day did it open?", ["16 February 2000"]),
        ("On what day in February did it open?", ["16 February 2000"]),
        ("On what day in March did it open?", []),
        ("On which day of 2000 did it open?", ["16 February 2000"]),
        ("On which day of 2001 did it open?", []),
    ],
)
def test_a_day_lies_in_the_month_and_year_that_are_asked_about(question: str, days: list[str]) -> None:
    """Another month's day answers nothing."""
    assert words(question, "It was invited on 16 February 2000 and joined a month later.") == days
