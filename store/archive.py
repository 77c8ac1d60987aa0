"""A store as one file: a ZIP archive with documents as JSON lines and their vectors as numpy arrays.

Documents lie in groups: `documents/000000.jsonl` with one document a line, `vectors/000000.npy` with the vectors of
their passages in the same order. Neither writing nor reading holds more than a group or two in memory.
"""

import json
import os
import zipfile
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import numpy as np

from store.catalogue import current_documents
from store.chroma import Chroma
from store.documents import Document, Passage
from store.embedder import Embedder, Vectors
from store.errors import StoreError
from store.records import Head, State, passage_ids
from store.store import Store
from store.writer import groups

FORMAT = 1
_ATTEMPTS = 20
_ABOUT = "store.json"

OnDocument = Callable[[int, int], None]
"""Called with how many documents were dealt with, and how many there are."""


@dataclass(frozen=True, slots=True)
class Archived:
    """What went into an archive, or came out of it."""

    documents: int
    passages: int
    embedded: int = 0
    """Passages whose vectors had to be made, because the archive's are of another embedder."""


@dataclass(frozen=True, slots=True)
class _About:
    """What an archive says of itself."""

    format: int
    embedder: str
    dimension: int
    documents: int


def export_store(store: Store, file: Path, on_document: OnDocument | None = None) -> Archived:
    """Write every document and vector of a store to a file, each document in one version.

    The file appears when it is complete; a writer may be at work meanwhile.

    Raises:
        StoreError: if the store cannot be read or the file not be written.
    """
    partial = file.with_name(f".{file.name}.{os.getpid()}.part")
    try:
        with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
            archived = _exported(store, archive, on_document)
        partial.replace(file)
    except OSError as error:
        raise StoreError(f"The archive {file} cannot be written: {error}. Make room, or name another file.") from error
    finally:
        partial.unlink(missing_ok=True)
    return archived


def import_store(store: Store, file: Path, on_document: OnDocument | None = None) -> Archived:
    """Write every document of an archive to a store, in place of those of the same sources; others stay.

    Vectors are taken from the archive where its embedder is the store's, and made where it is not. A store that was
    empty gets an identity of its own.

    Raises:
        StoreError: if the file is no archive, is damaged, or the store cannot be written.
    """
    try:
        with zipfile.ZipFile(file) as archive, store.writer(remembered := Remembering(store.embedder)) as writer:
            about = _about(archive)
            documents = _documents(archive, about, remembered)
            count = passages = 0
            for written in writer.replace(documents):
                count += 1
                passages += written.embedded + written.reused
                if on_document:
                    on_document(count, about.documents)
    except StoreError:
        raise
    except (OSError, zipfile.BadZipFile, ValueError, KeyError, TypeError, EOFError) as error:
        raise StoreError(
            f"{file} is no archive of a store, or was not copied completely ({error}). What was read before that is "
            "stored. Make it again with: python -m ingest export FILE"
        ) from error
    return Archived(count, passages, remembered.embedded)


class Remembering:
    """An embedder that knows the vectors of some texts already, and asks another for the rest."""

    def __init__(self, embedder: Embedder) -> None:
        """Take the one to ask."""
        self._embedder = embedder
        # The writer draws one document of the next group before it embeds a group.
        self._known: deque[dict[str, Vectors]] = deque(maxlen=2)
        self.embedded = 0

    @property
    def name(self) -> str:
        """The other's name."""
        return self._embedder.name

    @property
    def dimension(self) -> int:
        """The other's dimension."""
        return self._embedder.dimension

    @property
    def window(self) -> int:
        """The other's window."""
        return self._embedder.window

    def count(self, texts: Sequence[str]) -> list[int]:
        """Return what the other counts."""
        return self._embedder.count(texts)

    def remember(self, vectors: dict[str, Vectors]) -> None:
        """Know these until the next but one are given."""
        self._known.append(vectors)

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Return float32 vectors of unit length, shape (len(texts), dimension)."""
        known = {text: vector for vectors in self._known for text, vector in vectors.items()}
        unknown = [text for text in dict.fromkeys(texts) if text not in known]
        if unknown:
            self.embedded += len(unknown)
            known.update(zip(unknown, self._embedder.embed(unknown), strict=True))
        return np.stack([known[text] for text in texts]).astype(np.float32)


def _exported(store: Store, archive: zipfile.ZipFile, on_document: OnDocument | None) -> Archived:
    chroma = store.opened_anew()
    state = chroma.state()
    heads = sorted((head for head in chroma.heads() if not head.removed), key=lambda head: head.summary.source)
    about = _About(FORMAT, state.embedder if state else "", state.dimension if state else 0, len(heads))
    archive.writestr(_ABOUT, json.dumps(asdict(about)))
    count = passages = 0
    if state is None:
        return Archived(0, 0)
    for number, group in enumerate(groups(current_documents(chroma, heads))):
        # Those whose vectors a writer took away meanwhile are read again in their new version.
        documents, vectors = _with_vectors(store, chroma, state, heads, group)
        lines = (json.dumps(_line(document), ensure_ascii=False) for document in documents)
        archive.writestr(f"documents/{number:06}.jsonl", "\n".join(lines))
        with archive.open(f"vectors/{number:06}.npy", "w", force_zip64=True) as entry:
            np.lib.format.write_array(entry, vectors, allow_pickle=False)
        count += len(documents)
        passages += len(vectors)
        if on_document:
            on_document(count, len(heads))
    return Archived(count, passages)


def _with_vectors(
    store: Store, chroma: Chroma, state: State, heads: Sequence[Head], group: Sequence[Document]
) -> tuple[Sequence[Document], Vectors]:
    by_source = {head.summary.source: head for head in heads}
    for _ in range(_ATTEMPTS):
        ids = [id_ for document in group for id_ in passage_ids(document)]
        found = chroma.vectors(state.collection, ids)
        if all(id_ in found for id_ in ids):
            vectors = [found[id_] for id_ in ids]
            return group, np.stack(vectors) if vectors else np.zeros((0, state.dimension), dtype=np.float32)
        chroma = store.opened_anew()
        group = list(current_documents(chroma, [by_source[document.source] for document in group]))
    raise StoreError(f"Vectors are missing in the store {chroma.place}. Run: python -m ingest status --verify")


def _line(document: Document) -> dict[str, object]:
    passages = [[p.start, p.end, p.heading, p.page] for p in document.passages]
    return {**asdict(replace(document, passages=())), "passages": passages}


def _about(archive: zipfile.ZipFile) -> _About:
    about = _About(**json.loads(archive.read(_ABOUT)))
    if about.format != FORMAT:
        raise ValueError(f"it has the format {about.format}, and {FORMAT} is read here")
    return about


def _documents(archive: zipfile.ZipFile, about: _About, remembered: Remembering) -> Iterator[Document]:
    names = sorted(name for name in archive.namelist() if name.startswith("documents/"))
    for name in names:
        documents = [_document(line) for line in archive.read(name).decode().split("\n") if line]
        if about.embedder == remembered.name:
            with archive.open(f"vectors/{Path(name).stem}.npy") as entry:
                vectors = np.lib.format.read_array(entry, allow_pickle=False)
            texts = [document.embedded_text(passage) for document in documents for passage in document.passages]
            _check(vectors, (len(texts), about.dimension))
            remembered.remember(dict(zip(texts, vectors, strict=True)))
        yield from documents


def _check(vectors: Vectors, shape: tuple[int, int]) -> None:
    if vectors.shape != shape or not np.allclose(np.linalg.norm(vectors, axis=1), 1.0, atol=0.02):
        raise ValueError(f"its vectors have the shape {vectors.shape} or not the length 1; wanted {shape}")


def _document(line: str) -> Document:
    values = json.loads(line)
    text = values["text"]
    passages = tuple(Passage(start, end, text[start:end], head, page) for start, end, head, page in values["passages"])
    return Document(**{**values, "passages": passages, "links": tuple(values["links"])})
