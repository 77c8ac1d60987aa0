"""A chat model of LangChain's own base class that writes what a test tells it to."""
# ruff: noqa: ANN401, ARG002 (the signatures are LangChain's)

import re
from collections.abc import Callable, Iterator
from typing import Any

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import Field

from assistant import Assistant
from assistant.model import ChatModel
from assistant.reading.choice import open_reader
from store import Store

Script = Callable[[str, str], Iterator[str]]


class ScriptedChat(BaseChatModel):
    """Streams the pieces that a function of the system and the user message yields."""

    script: Script
    asked: list[str] = Field(default_factory=list)
    """What it was told, system and user messages in turn."""

    @property
    def _llm_type(self) -> str:
        return "scripted"

    def _stream(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> Iterator[ChatGenerationChunk]:
        system, user = (str(message.content) for message in messages)
        self.asked.extend([system, user])
        for piece in self.script(system, user):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def _generate(
        self,
        messages: list[BaseMessage],
        stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None,
        **options: Any,
    ) -> ChatResult:
        text = "".join(str(chunk.message.content) for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessage(content=text))])


def assistant_with(store: Store, model: ChatModel | None) -> Assistant:
    """Return an assistant over a store that lets a model write."""
    return Assistant(store, open_reader(store.settings, store.embedder), model)


def scripted(script: Script) -> ChatModel:
    """Return a chat model that writes by a script."""
    return ChatModel("scripted", ScriptedChat(script=script))


def writes(text: str, size: int = 5) -> Script:
    """Return a script that writes a text in pieces; {0}, {1}... stand for the keys of the passages, best first."""

    def script(_: str, user: str) -> Iterator[str]:
        whole = text
        for number, key in enumerate(keys_in(user)):
            whole = whole.replace(f"{{{number}}}", key)
        for start in range(0, len(whole), size):
            yield whole[start : start + size]

    return script


def keys_in(user: str) -> list[str]:
    """Return the keys of the passages of a request, in order."""
    return re.findall(r'^\{"key": "(\w+)"', user, re.MULTILINE)
