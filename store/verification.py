"""Checking a store: every document whole, every vector there, nothing extra."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from store.catalogue import synchronised
from store.chroma import Chroma
from store.documents import Document
from store.embedder import Vectors
from store.errors import StoreError
from store.records import PART, Head, State, document_from, part_ids, passage_ids
from store.word_index import WordIndex

_LENGTH_TOLERANCE = 0.02


@dataclass(frozen=True, slots=True)
class Verification:
    """What a check of the store found."""

    documents: int = 0
    passages: int = 0
    problems: tuple[str, ...] = ()
    """What is wrong, a sentence each; empty for a store that is whole."""


@dataclass(slots=True)
class _Named:
    """What current records name, gathered while they are checked."""

    passages: set[str] = field(default_factory=set)
    parts: set[str] = field(default_factory=set)


def verify(chroma: Chroma, words: WordIndex) -> Verification:
    """Return what is wrong with a store; `chroma` must have been opened just now.

    Raises:
        StoreError: if the store changed meanwhile, so that nothing can be said of it.
    """
    state = chroma.state()
    if state is None:
        return Verification()
    heads = [head for head in chroma.heads() if not head.removed]
    named = _Named()
    problems = [problem for head in heads for problem in _checked(chroma, state, head, named)]
    problems += _extra(chroma, state, named)
    indexed = synchronised(words, chroma, state).ids()
    if indexed != named.passages:
        problems.append(_difference("The word index", len(named.passages - indexed), len(indexed - named.passages)))
    after = chroma.state()
    if after is None or (after.store, after.generation) != (state.store, state.generation):
        raise StoreError(f"The store {chroma.place} changed while it was checked. Check again when nobody writes.")
    if after.writing:
        problems.append("A writer is at work or died. If none is, any ingest clears up what it left.")
    return Verification(len(heads), len(named.passages), tuple(problems))


def _checked(chroma: Chroma, state: State, head: Head, named: _Named) -> Iterator[str]:
    source = head.summary.source
    wanted = part_ids(head)
    named.parts.update(wanted)
    parts = chroma.records(wanted)
    if len(parts) < len(wanted):
        yield f"{source}: {len(wanted) - len(parts)} of {len(wanted)} parts of its text are missing."
        return
    try:
        document = document_from(head, (part.metadata for part in parts))
    except StoreError as error:
        yield str(error)
        return
    ids = passage_ids(document)
    named.passages.update(ids)
    if (len(document.text), len(ids)) != (head.summary.characters, head.summary.passages):
        yield f"{source}: its text is not the one that its record describes."
    yield from _vectors(document, ids, chroma.vectors(state.collection, ids), state.dimension)


def _vectors(document: Document, ids: list[str], found: dict[str, Vectors], dimension: int) -> Iterator[str]:
    missing = len(set(ids).difference(found))
    if missing:
        yield f"{document.source}: {missing} of {len(ids)} vectors are missing."
    bad = sum(not _is_unit(vector, dimension) for vector in found.values())
    if bad:
        yield f"{document.source}: {bad} vectors are not of length 1 with {dimension} numbers."


def _is_unit(vector: Vectors, dimension: int) -> bool:
    return vector.shape == (dimension,) and bool(abs(np.linalg.norm(vector) - 1.0) < _LENGTH_TOLERANCE)


def _extra(chroma: Chroma, state: State, named: _Named) -> Iterator[str]:
    vectors = sum(id_ not in named.passages for id_ in chroma.vector_ids(state.collection))
    if vectors:
        yield f"{vectors} vectors belong to no document."
    parts = sum(id_ not in named.parts for id_ in chroma.ids(PART))
    if parts:
        yield f"{parts} parts of texts belong to no document."
    others = [name for name in chroma.collections() if name != state.collection]
    if others:
        yield f"Collections that are not in use: {', '.join(others)}."


def _difference(what: str, missing: int, extra: int) -> str:
    return f"{what} lacks {missing} passages and has {extra} too many. Delete the folder words in the store."
