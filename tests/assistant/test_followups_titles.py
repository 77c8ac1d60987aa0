"""Documents as what a follow-up speaks of: "the second one", "that article"."""

import pytest
from small_documents import Small

from assistant.followups import Turn, standalone

TITLES = ("The harbour of Westmere", "The lighthouse <b>of</b> Norholm", "Ferries", "Salt (2nd edition)")
ASKED = Turn("user", "Where can one read about boats?")
TWO = (
    ASKED,
    Turn(
        "assistant",
        "The documents do not answer this question. The closest passages are in “The harbour of Westmere” (History), "
        "“Ferries” and “Salt \\(2nd edition\\)”.",
    ),
)
ONE = (ASKED, Turn("assistant", "It is in “The lighthouse &lt;b&gt;of&lt;/b&gt; Norholm”."))


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (TWO, "What does the second one say about prices?", "What does “Ferries” say about prices?"),
        (TWO, "Who wrote the first document?", "Who wrote “The harbour of Westmere”?"),
        (TWO, "What does the last one say about wool?", "What does “Salt (2nd edition)” say about wool?"),
        (ONE, "Who is the keeper in that article?", "Who is the keeper in “The lighthouse <b>of</b> Norholm”?"),
        ((Turn("user", 'What is in "Ferries"?'), ASKED), "When was this page changed?", "When was “Ferries” changed?"),
    ],
)
def test_a_title_takes_its_place(history: tuple[Turn, ...], question: str, expected: str) -> None:
    """Titles as replies write them, escaped, and as people quote them."""
    assert standalone(question, history, TITLES) == expected


@pytest.mark.parametrize(
    ("history", "question"),
    [
        ((), "What is the title of this article?"),
        ((ASKED,), "What is the title of this article?"),
        (ONE, "When was the second one of the three ferries to Norholm built?"),
        (ONE, "How high is the lighthouse of Norholm?"),
        (TWO, "How many berths does the harbour of Westmere have?"),
        (TWO, "When was the first lighthouse of Norholm built?"),
        (
            (Turn("user", "Who runs the Ferries?"), Turn("assistant", "Ferries are run by Norholm.")),
            "Who signed that page?",
        ),
    ],
)
def test_a_question_that_stands_alone_is_left_byte_for_byte(history: tuple[Turn, ...], question: str) -> None:
    """No title was named, or the question points at none."""
    assert standalone(question, history, TITLES) == question


def test_more_than_one_title_leaves_that_article_open() -> None:
    """Which of three is meant is not guessed."""
    assert "“Ferries”" not in standalone("When was that article changed?", TWO, TITLES)


def test_the_assistant_knows_the_titles_of_its_documents(small: Small) -> None:
    """A refusal names two documents; the question is searched for in the second one's name."""
    history = [
        {"role": "user", "content": "What is the capital of Mongolia?"},
        {
            "role": "assistant",
            "content": "Closest are “The lighthouse &lt;b&gt;of&lt;/b&gt; Norholm” and “The harbour of Westmere”.",
        },
    ]
    reply = small.assistant.answer("How many berths does the second one have?", history)
    assert reply.standalone_question == "How many berths does “The harbour of Westmere” have?"
    assert "14 berths" in reply.text.replace("*", "")
    within = small.assistant.within(["lighthouse.txt"]).answer("How many berths does the second one have?", history)
    assert "Westmere" not in within.standalone_question
