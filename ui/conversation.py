"""A conversation: its turns so far, and how a question adds one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from uuid import uuid4

from assistant.replies import Answer
from store.errors import AssistantError
from ui.asking import Asking, History
from ui.instead import answerable_near
from ui.sources import Source, sources_of

NEAR = 3
"""How many of the closest passages a refusal shows."""


@dataclass(frozen=True, slots=True)
class Turn:
    """One question and what came of it: nothing yet, an answer, or a notice that says why there is none."""

    question: str
    answer: Answer | None = None
    sources: tuple[Source, ...] = ()
    notice: str = ""
    instead: tuple[str, ...] = ()
    """Questions that the documents do answer, where they do not answer this one."""
    judged: str = ""
    """What was said of the answer: "helpful", "not helpful" or nothing yet."""
    id: str = field(default="", compare=False)
    """Tells the askings of one question apart; empty where the answer is not awaited."""

    @property
    def waiting(self) -> bool:
        """Whether more will come."""
        return not self.notice and (self.answer is None or not self.answer.complete)

    def slim(self) -> "Turn":
        """Return the turn with what the page shows of it and no more: of the passages read, a refusal's closest.

        They are most of a turn's bytes, and a page that was closed is kept for an hour.
        """
        if self.answer is None:
            return self
        return replace(self, answer=replace(self.answer, hits=() if self.sources else self.answer.hits[:NEAR]))


@dataclass(frozen=True, slots=True)
class Conversation:
    """The turns of one person's conversation, oldest first."""

    turns: tuple[Turn, ...] = ()
    id: str = ""
    """Tells the conversations of one browser apart; empty before the first question."""

    @property
    def history(self) -> History:
        """What was said so far, as the assistant takes it; questions without an answer are left out."""
        return [
            message
            for turn in self.turns
            if turn.answer is not None and turn.answer.complete
            for message in (
                {"role": "user", "content": turn.question},
                {"role": "assistant", "content": turn.answer.text},
            )
        ]

    @property
    def failed(self) -> bool:
        """Whether the last question came to nothing."""
        return bool(self.turns) and bool(self.turns[-1].notice)

    def settled(self) -> "Conversation":
        """Return the conversation without a last question that came to nothing, or was broken off."""
        if self.turns and (self.failed or self.turns[-1].waiting):
            return replace(self, turns=self.turns[:-1])
        return self

    def added(self, turn: Turn) -> "Conversation":
        """Return the conversation with one more turn."""
        return replace(self, turns=(*self.turns, turn))

    def given_up(self, notice: str) -> "Conversation":
        """Return the conversation with a notice in place of an answer that will not come."""
        if not self.turns or not self.turns[-1].waiting:
            return self
        return replace(self, turns=(*self.turns[:-1], replace(self.turns[-1], notice=notice)))

    def without_last(self) -> "Conversation":
        """Return the conversation without its last question."""
        return replace(self, turns=self.turns[:-1])

    def judged(self, number: int, verdict: str) -> "Conversation":
        """Return the conversation with what was said of an answer; `number` counts the turns from 1."""
        turns = list(self.turns)
        turns[number - 1] = replace(turns[number - 1], judged=verdict)
        return replace(self, turns=tuple(turns))


@dataclass(frozen=True, slots=True)
class Ending:
    """What a person put in place of an answer under way, by stopping or leaving it.

    The answer may still send what it had begun to send, after what the person sees; then this is shown again.
    """

    turn_id: str = ""
    conversation: Conversation = Conversation()

    @classmethod
    def of(cls, ended: Conversation, instead: Conversation) -> "Ending":
        """Return the ending of a conversation's last turn."""
        return cls(ended.turns[-1].id if ended.turns else "", instead)

    def last_word(self, conversation: Conversation) -> Conversation:
        """Return what is to be shown of a conversation as it came last."""
        ended = bool(self.turn_id) and bool(conversation.turns) and conversation.turns[-1].id == self.turn_id
        return self.conversation if ended else conversation


def ask(
    asking: Asking, conversation: Conversation, question: str, sources: Sequence[str] | None = None
) -> Iterator[Conversation]:
    """Yield the conversation with the question waiting, then with its answer as it grows.

    It comes from the documents of these names, or from all.
    What the assistant cannot do ends as a notice in the last turn, in the words of the error.
    """
    before = conversation.settled()
    before = replace(before, id=before.id or uuid4().hex)
    turn = Turn(_displayable(question), id=uuid4().hex)
    yield before.added(turn)
    document_of = cache(asking.document)
    try:
        for answer in asking.stream(question, before.history, sources):
            turn = replace(turn, answer=answer, sources=sources_of(answer, document_of))
            yield before.added(turn.slim())
        if turn.answer is not None and not turn.answer.answered and turn.answer.hits:
            yield before.added(replace(turn, instead=answerable_near(turn.answer, asking)).slim())
    except AssistantError as error:
        yield before.added(replace(turn, notice=str(error)))


def _displayable(question: str) -> str:
    """Return the question without half characters, which cannot be sent back to a browser."""
    return question.encode(errors="replace").decode().strip()
