"""The conversation before a question, as it is given and as it is read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from store.errors import QuestionError

Message = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Turn:
    """One message of the conversation."""

    role: Literal["user", "assistant"]
    text: str


def turns_of(history: Iterable[Message]) -> tuple[Turn, ...]:
    """Return the turns of a history of {"role", "content"}, oldest first.

    Raises:
        QuestionError: if a message has another shape.
    """
    turns = []
    for message in history:
        role, text = message.get("role"), message.get("content", message.get("text"))
        if role not in ("user", "assistant") or not isinstance(text, str):
            raise QuestionError(
                f"A message of the history is {dict(message)!r}; it must have a role, user or assistant, and its "
                "text as content."
            )
        turns.append(Turn("user" if role == "user" else "assistant", text))
    return tuple(turns)
