"""The examples that the reader learns from, and the near misses made of them."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.reading.training import near_misses
from assistant.reading.training.examples import Example, entitled, occurrences, only_sentence, own_sentences, windowed

PASSAGE = (
    "The Council met in Lisbon in 2010. Spain proposed the new concept there. "
    "Portugal had led the first talks in 1999. Nobody objected to the plan."
)


def example(question: str, answer: str) -> Example:
    """A question on PASSAGE, its answer's words given."""
    start = PASSAGE.index(answer)
    return Example("1", "own", "council.md", question, PASSAGE, ((start, start + len(answer)),))


def test_answers_stand_as_whole_words() -> None:
    """An answer is not found inside a longer word."""
    assert list(occurrences("Art in the artist's art", "art")) == [(20, 23)]


@given(st.integers(20, 200), st.integers(0, 50))
def test_a_window_keeps_the_words_of_the_answer(longest: int, seed: int) -> None:
    """Whatever the window, the span still holds the same words."""
    cut = windowed(example("Who proposed the concept?", "Spain"), longest, Random(seed))
    assert [cut.passage[start:end] for start, end in cut.spans] == ["Spain"]
    assert cut.passage in PASSAGE


def test_a_window_is_cut_at_sentences() -> None:
    """The window of a short length is the sentence of the answer."""
    cut = windowed(example("Who proposed the concept?", "Spain"), 60, Random(0))
    assert cut.passage == "Spain proposed the new concept there."


@pytest.mark.parametrize(
    ("place", "above", "read", "words"),
    [
        (0, "council\n\n", "The Council met in Lisbon in 2010.", []),
        (1, "council\n\nThe Council met in Lisbon in 2010. ", "Spain proposed the new concept there.", ["Spain"]),
    ],
)
def test_a_sentence_to_read_alone_stands_below_its_title_and_the_one_before(
    place: int, above: str, read: str, words: list[str]
) -> None:
    """Its span still holds the words of the answer; one without them does not answer."""
    asked = entitled(example("Who proposed the concept of Lisbon?", "Spain"))
    made = only_sentence(asked, own_sentences(asked), place)
    assert (made.passage[: made.start], made.passage[made.start :]) == (above, read)
    assert [made.passage[start:end] for start, end in made.spans] == words


def test_bereft_passages_lack_every_sentence_with_the_answer() -> None:
    """The sentence that answers is gone, the others remain in order."""
    (made,) = near_misses.bereft([example("Who proposed the concept?", "Spain")])
    assert made.passage == (
        "The Council met in Lisbon in 2010. Portugal had led the first talks in 1999. Nobody objected to the plan."
    )
    assert made.spans == ()
    assert made.kind == "own/bereft"


@pytest.mark.parametrize("seed", range(5))
def test_exchanged_years_come_from_the_same_passage(seed: int) -> None:
    """The only other year of the document takes the place of the one that was asked for."""
    (made,) = near_misses.exchanged([example("Where did they meet in 2010?", "Lisbon")], Random(seed))
    assert made.question == "Where did they meet in 1999?"
    assert not made.is_answered


def test_opposites_are_words_that_the_passage_does_not_have() -> None:
    """ "first" becomes "last"; a question without such a word yields nothing."""
    asked = [example("Who led the first talks?", "Portugal"), example("Who objected?", "Nobody")]
    assert [made.question for made in near_misses.opposed(asked, Random(0))] == ["Who led the last talks?"]


def test_negated_questions_say_not_or_never() -> None:
    """What has no verb to negate yields nothing."""
    asked = [
        example("When did Portugal lead talks?", "1999"),
        example("What was the plan?", "new concept"),
        example("Who proposed it?", "Spain"),
    ]
    assert [made.question for made in near_misses.negated(asked)] == [
        "When did Portugal never lead talks?",
        "What was not the plan?",
    ]


def test_misplaced_passages_hold_no_answer() -> None:
    """Of the passages that share words with the question, none with the answer is taken."""
    asked = example("Who proposed the new concept?", "Spain")
    near = "The new concept was proposed twice, and rejected at first."
    holding = "The new concept was proposed by Spain."
    others = [Example(str(n), "own", f"{n}.md", "Why?", text) for n, text in enumerate((near, holding, "Snow fell."))]
    made = next(iter(near_misses.misplaced([asked, *others], Random(0), nearest=1)))
    assert made.passage == near


def test_unjudged_passages_are_others_whether_they_answer_or_not() -> None:
    """The question gets another passage that shares its words, and nobody says what that answers."""
    asked = example("Who proposed the new concept?", "Spain")
    answers_too = Example(
        "2", "own", "spain.md", "Who spoke?", "It was Spain that proposed the new concept.", ((7, 12),)
    )
    made = list(near_misses.unjudged([asked, answers_too], 1, Random(0)))
    assert [(one.question, one.passage) for one in made] == [
        (asked.question, answers_too.passage),
        (answers_too.question, asked.passage),
    ]
    assert [(one.kind, one.spans, one.doc) for one in made] == [
        ("own/unjudged", (), "spain.md"),
        ("own/unjudged", (), "council.md"),
    ]
