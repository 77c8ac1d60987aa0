"""A conversation's turns: asked, answered, refused, failed."""

from dataclasses import replace

from page_fakes import FakeAssistant

from store.documents import Hit
from ui.conversation import Conversation, Ending, Turn, ask


def last(assistant: FakeAssistant, conversation: Conversation, question: str) -> Conversation:
    """Return the conversation after the answer."""
    return list(ask(assistant, conversation, question))[-1]


def test_a_question_waits_and_is_answered(fake_assistant: FakeAssistant) -> None:
    """The question shows at once, then the answer grows until it is complete."""
    grown = list(ask(fake_assistant, Conversation(), " When did Sweden join? "))
    assert grown[0].turns == (Turn("When did Sweden join?"),)
    assert [conversation.turns[-1].waiting for conversation in grown] == [True, True, False]
    assert [source.citation.number for source in grown[-1].turns[-1].sources] == [1]


def test_a_turn_keeps_only_the_passages_that_are_shown(fake_assistant: FakeAssistant) -> None:
    """None with an answer, whose sources are shown; with a refusal the closest three."""
    turn = last(fake_assistant, Conversation(), "When did Sweden join?").turns[0]
    assert turn.answer is not None
    assert turn.answer.hits == ()
    hit = Hit("a.md", "A", "", None, "Some words.", 0, 11, 0.5)
    refused = Turn("q", replace(turn.answer, answered=False, citations=(), hits=(hit,) * 8)).slim()
    assert refused == Turn("q", replace(turn.answer, answered=False, citations=(), hits=(hit,) * 3))


def test_history_reaches_the_assistant(fake_assistant: FakeAssistant) -> None:
    """A second question comes with the first and its answer, oldest first."""
    first = last(fake_assistant, Conversation(), "When did Sweden join?")
    last(fake_assistant, first, "Who spoke at Chatham House?")
    answer = first.turns[0].answer
    assert answer is not None
    assert fake_assistant.histories == [
        [],
        [
            {"role": "user", "content": "When did Sweden join?"},
            {"role": "assistant", "content": answer.text},
        ],
    ]


def test_a_failure_becomes_a_notice_and_gives_way(fake_assistant: FakeAssistant) -> None:
    """The error's words are shown; the next question takes the failed one's place."""
    failed = last(fake_assistant, Conversation(), "broken store")
    assert failed.turns == (Turn("broken store", notice="Nothing is ingested yet. Run: python -m ingest documents/"),)
    assert failed.failed
    assert failed.history == []
    assert [turn.question for turn in last(fake_assistant, failed, "Sweden?").turns] == ["Sweden?"]


def test_giving_up() -> None:
    """Only an answer that was still awaited is given up."""
    waiting = Conversation((Turn("q"),))
    assert waiting.given_up("sorry").turns == (Turn("q", notice="sorry"),)
    assert Conversation().given_up("sorry") == Conversation()


def test_what_a_person_ended_stays_ended(fake_assistant: FakeAssistant) -> None:
    """What an answer still sends after it was stopped or left gives way to what the person saw since; no other does."""
    first, later, *_ = ask(fake_assistant, Conversation(), "Who spoke at Chatham House?")
    stopped = first.given_up("Stopped.")
    assert Ending.of(first, stopped).last_word(later) == stopped
    assert Ending.of(first, Conversation()).last_word(later) == Conversation()
    again, *_ = ask(fake_assistant, Conversation(), "Who spoke at Chatham House?")
    assert Ending.of(first, stopped).last_word(again) is again
    assert Ending.of(Conversation(), Conversation()).last_word(first) is first
    assert Ending().last_word(Conversation((Turn("q"),))) == Conversation((Turn("q"),))


def test_half_characters_are_replaced(fake_assistant: FakeAssistant) -> None:
    """A question with half a character can be sent back to the browser."""
    turn = last(fake_assistant, Conversation(), "Sweden\ud800?").turns[0]
    assert turn.question == "Sweden??"
