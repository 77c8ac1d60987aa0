"""Follow-up questions: what stands alone is left alone, the rest is filled in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.followups import Turn, standalone, turns_of
from store.errors import QuestionError

HARBOUR = (Turn("user", "Who opened the harbour of Westmere?"), Turn("assistant", "Mayor Ada Quill."))
SWEDEN = (Turn("user", "When did Sweden join NATO?"), Turn("assistant", "On 7 March 2024."))
LISBON = (
    Turn("user", "What did Allies agree at Lisbon?"),
    Turn("assistant", "A new Strategic Concept."),
)
TEXTS = st.text(max_size=60) | st.sampled_from(
    ["Where?", "And it?", "When was that?", "What about Norway?", "Anything else?", "The others?", "It opened.", "they"]
)


@given(st.text())
def test_without_a_conversation_every_question_is_left_as_it_is(question: str) -> None:
    """Nothing is added to a first question, whatever it is."""
    assert standalone(question, ()) == question


@given(TEXTS, st.lists(st.builds(Turn, st.sampled_from(["user", "assistant"]), TEXTS), max_size=6))
def test_every_conversation_is_taken(question: str, history: list[Turn]) -> None:
    """Whatever was said before, there is a question to search for, unless there was none."""
    assert bool(standalone(question, history)) == bool(question)


@pytest.mark.parametrize(
    "question",
    [
        "When was the Partnership for Peace founded?",
        "How many berths does the harbour of Westmere have?",
        "Is there a ferry from Westmere to Norholm?",
        "What is the title of this article?",
        "Which countries are members of the Alliance?",
        "And when did Finland join the Alliance?",
        "How long does it take to sail to Norholm?",
        "Is it true that Westmere paid for the lighthouse?",
        "Which ministers met those who signed in 2012?",
        "Which harbour has its own lighthouse?",
        "What did Ada Quill say about her plans?",
        "What is interoperability?",
        "Who pays for the ferry this year?",
        "What other harbours are there besides Westmere?",
        "How far is it from Norholm to Eastmere?",
        "What does it mean for a ferry to be seaworthy?",
        "Should there be a fee for anchoring?",
        "Who announced she would leave the council?",
        "Other than his novels what was Tolstoy famous for?",
        "The number of ships that a port takes in is its best measure of what?",
        "What is written under the words “There shall be light”?",
        "Which clauses say that fees stay with the owners unless they have been waived?",
        "What other important river systems are there?",
        "What about the causes of poverty in Norway?",
        # It points at something, and at nothing that was spoken of.
        "When was this naturalization act passed?",
    ],
)
def test_a_question_that_stands_alone_is_left_byte_for_byte(question: str) -> None:
    """A conversation changes nothing about a question that needs none."""
    assert standalone(question, HARBOUR) == question


@pytest.mark.parametrize(
    ("history", "question", "expected"),
    [
        (HARBOUR, "And when did she do it?", "When was it that Mayor Ada Quill opened the harbour of Westmere?"),
        (HARBOUR, "And in which year?", "In which year was it that Mayor Ada Quill opened the harbour of Westmere?"),
        (HARBOUR, "How old is she?", "How old is Mayor Ada Quill?"),
        (HARBOUR, "What about its berths?", "What about Westmere’s berths?"),
        (HARBOUR, "Who lives there?", "Who lives in Westmere?"),
        (HARBOUR, "Who comes from there?", "Who comes from Westmere?"),
        (HARBOUR, "What did she do there?", "What did Mayor Ada Quill do in Westmere?"),
        (HARBOUR, "And the depth?", "The depth of Westmere?"),
        (HARBOUR, "What are the limits?", "What are the limits of Westmere?"),
        (SWEDEN, "And Norway?", "When did Norway join NATO?"),
        (SWEDEN, "What about Finland?", "When did Finland join NATO?"),
        (SWEDEN, "Why?", "Why did Sweden join NATO?"),
        (SWEDEN, "Does it pay?", "Does Sweden pay?"),
        (LISBON, "Anything else?", "What did Allies agree at Lisbon, besides “a new Strategic Concept”?"),
        (LISBON, "When will this be reviewed?", "When will a new Strategic Concept be reviewed?"),
        (LISBON, "And the others?", "And the others, about “What did Allies agree at Lisbon”?"),
    ],
)
def test_a_follow_up_becomes_a_question(history: tuple[Turn, ...], question: str, expected: str) -> None:
    """What it leaves to the last exchange stands in its place."""
    assert standalone(question, history) == expected


def test_names_are_carried_through_a_conversation() -> None:
    """A name that was said once is meant two questions later."""
    history = [
        *SWEDEN,
        Turn("user", "How many soldiers does it have?"),
        Turn("assistant", "The documents do not say."),
    ]
    assert standalone("And what is its capital?", history) == "And what is Sweden’s capital?"


def test_the_documents_themselves_are_no_topic() -> None:
    """A date of the document, asked for in one word."""
    history = [Turn("user", "When was this article published?"), Turn("assistant", "On 4 July 2012.")]
    assert standalone("And changed?", history) == "When was this article changed?"


def test_somebody_is_no_acronym() -> None:
    """Where nobody was named, "he" stays, rather than to become an office or a law."""
    history = [Turn("user", "What is FICA?"), Turn("assistant", "A tax called FICA, which pays for Medicare.")]
    question = "Quote the sentence where he says partnership is not peripheral."
    assert standalone(question, history) == question


def test_a_history_of_another_shape_is_named() -> None:
    """A message without role or text is an error that shows it."""
    with pytest.raises(QuestionError, match="must have a role"):
        turns_of([{"role": "system", "content": "x"}])
