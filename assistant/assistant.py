"""The assistant: what other programs ask."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from functools import cached_property
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING

from assistant.followups import Message, RewritingModel, turns_of
from assistant.grounding import Grounding
from assistant.model import open_chat_model
from assistant.questions import checked
from assistant.reading.choice import open_reader
from assistant.reading.reader import Reader
from assistant.replies import Answer
from assistant.steps import Asked, Steps
from assistant.within import Within
from assistant.writing import Writer, WritingModel
from store import Store
from store.documents import Hit
from store.settings import Settings

if TYPE_CHECKING:
    from assistant.chain import AnswerChain


class Assistant:
    """Answers questions from the documents of one store; safe to use from several threads."""

    def __init__(
        self,
        store: Store,
        reader: Reader,
        model: WritingModel | None = None,
        rewriter: RewritingModel | None = None,
    ) -> None:
        """Answer from a store; Assistant.open() chooses with what.

        Args:
            store: where the documents are.
            reader: finds the sentences that answer.
            model: writes the answers; None for quotes.
            rewriter: rewrites follow-ups; None for our own rewriting, which is what Assistant.open() takes. It costs a
                call of the model before anything is searched, and a small model's words do not pass its check.
        """
        self.store = store
        self._steps = Steps(store, reader, Writer(model, Grounding(store.embedder)) if model else None, rewriter)

    @classmethod
    def open(cls, settings: Settings | None = None, *, store: Store | str | PathLike[str] | None = None) -> "Assistant":
        """Return an assistant over the store of the settings (of the environment, unless given).

        Args:
            settings: which store, embedder, reader and chat model.
            store: an open store, or the directory of one, instead of the one that the settings name.

        Raises:
            AssistantError: if the settings, the store, the reader or the chat model cannot be used.
        """
        if isinstance(store, Store):
            settings = settings or store.settings
            return cls(store, open_reader(settings, store.embedder), open_chat_model(settings))
        settings = settings or Settings.from_environment()
        if store is not None:
            settings = replace(settings, store=Path(store))
        opened = Store.open(settings)
        return cls(opened, open_reader(settings, opened.embedder), open_chat_model(settings))

    def answer(self, question: str, history: Sequence[Message] = ()) -> Answer:
        """Return the complete answer to a question.

        Args:
            question: what is asked, at most 2,000 characters.
            history: the conversation before it, {"role": "user" or "assistant", "content": text}, oldest first.

        Raises:
            QuestionError: if the question or the history cannot be used.
        """
        return list(self.stream(question, history))[-1]

    def stream(self, question: str, history: Sequence[Message] = ()) -> Iterator[Answer]:
        """Yield the answer as it grows; the last snapshot is complete. Arguments and errors as for answer()."""
        asked = Asked(checked(question), turns_of(history), perf_counter())
        steps = self._steps
        yield from steps.answer(steps.read(steps.search(steps.stand_alone(asked))))

    def search(self, question: str, limit: int = 10) -> list[Hit]:
        """Return the passages that fit a question, best first: retrieval alone.

        Raises:
            QuestionError: if the question cannot be used.
        """
        return self.store.search(checked(question), limit=limit)

    def within(self, sources: Sequence[str]) -> "Assistant":
        """Return this assistant, answering from the documents of these names only."""
        assistant = copy(self)
        assistant.__dict__.pop("chain", None)
        assistant._steps = replace(self._steps, store=Within(self.store, tuple(sources)))
        return assistant

    @cached_property
    def chain(self) -> "AnswerChain":
        """The same steps as a LangChain runnable: {"question", "history"} -> Answer."""
        from assistant.chain import chain_of

        return chain_of(self._steps)


def answer(question: str, history: Sequence[Message] = ()) -> Answer:
    """Return the answer to a question from the store that the environment names.

    Opens the store anew; a program that asks more than once keeps an Assistant.
    """
    return Assistant.open().answer(question, history)
