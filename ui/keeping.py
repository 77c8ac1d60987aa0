"""A conversation as the browser keeps it: nothing of it stays on the server."""

import json
from collections.abc import Mapping
from dataclasses import asdict
from typing import Any

from assistant.replies import Answer, Citation
from store.documents import Hit
from ui.conversation import Conversation, Turn
from ui.references import markdown_of
from ui.sources import Source
from ui.words import Words

_FORMAT = 1


def kept_json(conversation: Conversation, words: Words) -> str:
    """Return a conversation as JSON: format, id, name and the answered turns, each as Markdown too for an export.

    Empty where nothing was answered yet.
    """
    turns = [_kept(turn, words) for turn in conversation.turns if turn.answer is not None and not turn.notice]
    if not turns:
        return ""
    kept = {"format": _FORMAT, "id": conversation.id, "name": turns[0]["question"][:80], "turns": turns}
    return json.dumps(kept, ensure_ascii=False, separators=(",", ":"))


def restored(text: str) -> Conversation:
    """Return the conversation that a browser kept.

    Raises:
        ValueError: if it is none, or was kept by another version of the page.
    """
    try:
        kept = json.loads(text)
        if kept["format"] != _FORMAT:
            raise ValueError(f"format {kept['format']!r}, wanted {_FORMAT}")
        return Conversation(tuple(map(_turn, kept["turns"])), str(kept["id"]))
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"no conversation: {error}") from error


def _kept(turn: Turn, words: Words) -> dict[str, Any]:
    return asdict(turn.slim()) | {"markdown": markdown_of(turn, words)}


def _turn(kept: Mapping[str, Any]) -> Turn:
    answer = kept["answer"]
    return Turn(
        question=str(kept["question"]),
        answer=_answer(answer) if answer else None,
        sources=tuple(
            Source(_citation(source["citation"]), str(source["before"]), str(source["after"]))
            for source in kept["sources"]
        ),
        notice=str(kept["notice"]),
        instead=tuple(map(str, kept["instead"])),
        judged=str(kept["judged"]),
    )


def _answer(kept: Mapping[str, Any]) -> Answer:
    return Answer(
        question=str(kept["question"]),
        standalone_question=str(kept["standalone_question"]),
        text=str(kept["text"]),
        answered=bool(kept["answered"]),
        confidence=float(kept["confidence"]),
        citations=tuple(map(_citation, kept["citations"])),
        hits=tuple(map(_hit, kept["hits"])),
        engine=str(kept["engine"]),
        dropped=int(kept["dropped"]),
        notice=str(kept["notice"]),
        seconds=float(kept["seconds"]),
    )


def _citation(kept: Mapping[str, Any]) -> Citation:
    return Citation(
        number=int(kept["number"]),
        source=str(kept["source"]),
        title=str(kept["title"]),
        date=str(kept["date"]),
        heading=str(kept["heading"]),
        page=_page(kept["page"]),
        quote=str(kept["quote"]),
        start=int(kept["start"]),
        end=int(kept["end"]),
        links=tuple(map(str, kept["links"])),
        highlights=tuple((int(start), int(end)) for start, end in kept["highlights"]),
    )


def _hit(kept: Mapping[str, Any]) -> Hit:
    return Hit(
        source=str(kept["source"]),
        title=str(kept["title"]),
        heading=str(kept["heading"]),
        page=_page(kept["page"]),
        text=str(kept["text"]),
        start=int(kept["start"]),
        end=int(kept["end"]),
        score=float(kept["score"]),
        date=str(kept["date"]),
        updated=str(kept["updated"]),
        links=tuple(map(str, kept["links"])),
    )


def _page(kept: object) -> int | None:
    return kept if isinstance(kept, int) else None
