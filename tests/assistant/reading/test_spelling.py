"""Misspelt words of questions."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from measured_text import read

from assistant.reading.spelling import as_meant, english_words, nearest, with_interrogatives

TEXT = "The harbour of Westmere was opened by Mayor Quillford. Its berths have challenges: salt in Australia and Iraq."


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("wher is the harbur of westmree", "where is the harbour of Westmere"),
        ("waht did mayor quilford open", "what did mayor Quillford open"),
        ("which chalenges?", "which challenges?"),
        ("Which berhts does it have?", "Which berths does it have?"),
        ("Who opened the harbour?", "Who opened the harbour?"),
        ("asdf qwer", "asdf qwer"),
        ("", ""),
    ],
)
def test_misspelt_words_are_put_right_as_the_passages_write_them(asked: str, meant: str) -> None:
    """Words of the passages stay, and so does what is near to none of theirs."""
    assert as_meant(asked, read(TEXT)) == meant


def test_another_word_is_no_slip() -> None:
    """Austria is two letters from Australia and Iran one from Iraq, but both are words."""
    assert as_meant("Is there salt in Austria and Iran?", read(TEXT)) == "Is there salt in Austria and Iran?"
    assert {"austria", "iran"} <= english_words()


def test_titles_and_headings_are_known_too() -> None:
    """What stands above a passage is what people ask with."""
    sentences = read("It is old.", title="Westmere harbour", heading="History > Opening")
    assert as_meant("When was teh openning of westmeer?", sentences) == "When was teh Opening of Westmere?"


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("waht n wher", "what and where"),
        ("treaty signed were n wen", "treaty signed where and when"),
        ("when and were was it signed?", "when and where was it signed?"),
        ("Who and were they brothers?", "Who and were they brothers?"),
        ("Were they there, and who?", "Were they there, and who?"),
    ],
)
def test_question_words(asked: str, meant: str) -> None:
    """They are put right without any passage; "were" is one beside another, and nowhere else."""
    assert with_interrogatives(asked) == meant


@pytest.mark.parametrize(
    ("word", "meant"),
    [("cat", None), ("harbor", "harbour"), ("hrabour", "harbour"), ("arbour", None), ("salty1", None)],
)
def test_slips_that_are_forgiven(word: str, meant: str | None) -> None:
    """From four letters on, letters only, and the first one has to agree."""
    assert nearest(word, ["harbour", "salty", "cart"]) == meant


@given(st.text(max_size=80))
def test_nothing_else_changes(text: str) -> None:
    """Where no word is near to one of the passages', a question stays as it is."""
    assert as_meant(text, []) == with_interrogatives(text)
