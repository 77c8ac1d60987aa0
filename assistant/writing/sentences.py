"""Sentences and their citations out of a stream of text."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from store.sentences import sentence_spans

LONGEST_REPLY = 6_000
"""Characters after which a model is not listened to any more."""
_LONGEST_SENTENCE = 700
_MARK = re.compile(r"\[([^\[\]\n]{1,60})\]")
_MARKS_BEHIND = re.compile(r"([.!?…]+[\"”’)*_]*)((?:\s*\[[^\[\]\n]{1,60}\])+)")
_OPEN_MARK = re.compile(r"\s*(?:\[[^\[\]\n]{0,60}\]\s*)*\[[^\]\n]{0,60}$")
_ONLY_MARKS = re.compile(r"(?:\s*\[[^\[\]\n]{1,60}\])*\s*")
_THOUGHT = re.compile(r"\A\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_DECORATION = re.compile(r"^\s*(?:[-*+•]\s+|#+\s+|\d+[.)]\s+|>\s*)+|\*\*|__|`+|^(?:Answer|A):\s*")
_SEPARATORS = re.compile(r"[,;\s]+")


@dataclass(frozen=True, slots=True)
class Draft:
    """A sentence as it was written, without its marks."""

    text: str
    keys: tuple[str, ...]


def drafts_of(pieces: Iterable[str]) -> Iterator[Draft]:
    """Yield each sentence as soon as it is complete, with the keys behind it; stop at the longest reply.

    A sentence is complete when the next one has begun, so that its citations are never cut off.
    """
    text, done = "", 0
    for piece in pieces:
        text += piece
        whole = _ordered(text)
        ready = _complete(whole)
        yield from ready[done:]
        done = max(done, len(ready))
        if len(text) > LONGEST_REPLY or (len(whole) > _LONGEST_SENTENCE and not ready):
            return
    yield from _every(_ordered(text))[done:]


def _ordered(text: str) -> str:
    """Return the text without thoughts, each citation moved in front of the end of its sentence."""
    return _MARKS_BEHIND.sub(lambda match: f"{match[2]}{match[1]}", _THOUGHT.sub("", text))


def _complete(text: str) -> list[Draft]:
    spans = sentence_spans(text)
    if len(spans) < 2 or _OPEN_MARK.fullmatch(text[spans[-1][0] :]) or _ONLY_MARKS.fullmatch(text[spans[-1][0] :]):
        return [_draft(text[start:end]) for start, end in spans[:-2]]
    return [_draft(text[start:end]) for start, end in spans[:-1]]


def _every(text: str) -> list[Draft]:
    return [_draft(text[start:end]) for start, end in sentence_spans(text)]


def _draft(sentence: str) -> Draft:
    keys = [key for match in _MARK.finditer(sentence) for key in _SEPARATORS.split(match[1]) if key]
    bare = _DECORATION.sub("", _MARK.sub("", sentence))
    return Draft(re.sub(r"\s+([.,;:!?])", r"\1", " ".join(bare.split())), tuple(dict.fromkeys(keys)))
