"""Chroma, in a directory or on a server: the one module that imports chromadb."""

import itertools
import weakref
from collections.abc import Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlsplit

import chromadb
import httpx
import numpy as np
from chromadb.config import Settings as ChromaSettings
from chromadb.errors import ChromaError, NotFoundError

from store.damage import ADVICE
from store.embedder import Vectors
from store.errors import StoreError
from store.graphs import Graphs
from store.records import HEAD, STATE_ID, Head, Metadata, Record, State, head_from
from store.settings import Settings

DOCUMENTS = "documents"
PASSAGES = "passages"
# With fewer candidates, the one passage among hundreds of nearly alike ones that is not was passed over now and then.
_CANDIDATES_OF_NEW, _CANDIDATES_ASKED = 400, 1000
# A hosted Chroma takes no more records in one write; a local one takes more and gains nothing by it.
WRITE_BATCH = 300
# get() of some tens of thousands of rows fails in the local engine ("too many SQL variables").
READ_PAGE = 2000
# How many writes Chroma keeps in its log before it saves a graph; the first to read after an opening adds them to it.
SAVE_EVERY = 1000
_NO_VECTOR = np.ones(1, dtype=np.float32)
_openings = itertools.count()
_Item = TypeVar("_Item")
# chromadb raises ValueError for a server it cannot reach, and lets errors of the connection through.
_FOREIGN = (ChromaError, ConnectionError, ValueError, httpx.HTTPError)


@dataclass(frozen=True)
class Near:
    """A passage id near a question, with its cosine similarity."""

    id: str
    cosine: float


class Chroma:
    """One opening of the database; closed when nobody refers to it any more.

    A reader in another process than the writer's goes on answering queries from the vectors it loaded first
    (chromadb 1.5.9), so it opens anew when the store's generation moved; searches that run on the former opening
    end undisturbed, because they still refer to it.
    """

    def __init__(self, settings: Settings) -> None:
        """Open the database that the settings name.

        Raises:
            StoreError: if it cannot be opened or reached.
        """
        self._settings = settings
        self._graphs = None if settings.chroma_url else Graphs(_made(settings.store))
        with translated(self.place), self._held():
            self._client: Any = _client(settings)
            weakref.finalize(self, self._client.close)
            documents = self._client.get_or_create_collection(DOCUMENTS, embedding_function=None)
        self._collections: dict[str, Any] = {DOCUMENTS: documents}
        self._loaded: set[str] = set()

    @property
    def place(self) -> str:
        """The directory or address, for messages."""
        return self._settings.chroma_url or str(self._settings.store)

    # The collection `documents` -------------------------------------------------------------------------------

    def state(self) -> State | None:
        """Return the store's state; None before the first ingest."""
        found = self.records([STATE_ID])
        return State.from_metadata(found[0].metadata) if found else None

    def records(self, ids: Sequence[str]) -> list[Record]:
        """Return the records of these ids that are there, in the order of the ids."""
        found: dict[str, Metadata] = {}
        for some in _batches(ids, READ_PAGE):
            with self._reading(DOCUMENTS):
                got = self._collections[DOCUMENTS].get(ids=list(some), include=["metadatas"])
            found.update(zip(got["ids"], got["metadatas"], strict=True))
        return [Record(id_, found[id_]) for id_ in ids if id_ in found]

    def heads(self, after: int = -1) -> Iterator[Head]:
        """Yield the heads whose version became current after a generation, removed documents among them."""
        condition = {"$and": [{"kind": HEAD}, {"generation": {"$gt": after}}]}
        for got in self._pages(DOCUMENTS, condition, ["metadatas"]):
            yield from (head_from(metadata) for metadata in got["metadatas"])

    def ids(self, kind: str) -> Iterator[str]:
        """Yield the ids of all records of a kind."""
        for got in self._pages(DOCUMENTS, {"kind": kind}, []):
            yield from got["ids"]

    def put(self, records: Iterable[Record]) -> None:
        """Write records in as many writes as it takes."""
        for some in _batches(list(records), WRITE_BATCH):
            self.put_at_once(some)

    def put_at_once(self, records: Sequence[Record]) -> None:
        """Write up to WRITE_BATCH records in one write: all of them are there afterwards, or none."""
        with self._writing():
            self._collections[DOCUMENTS].upsert(
                ids=[record.id for record in records],
                # Records are found by id and metadata alone; Chroma wants a vector with each.
                embeddings=[_NO_VECTOR] * len(records),
                metadatas=[dict(record.metadata) for record in records],
            )

    def delete(self, ids: Iterable[str]) -> None:
        """Delete records; ids that are not there are passed over."""
        for some in _batches(list(ids), WRITE_BATCH):
            with self._writing():
                self._collections[DOCUMENTS].delete(ids=list(some))

    # The collection of vectors --------------------------------------------------------------------------------

    def create_passages(self, name: str) -> None:
        """Make an empty collection of vectors, replacing what a crash left under that name."""
        self.drop_passages(name)
        with self._writing():
            self._collections[name] = self._client.create_collection(
                name,
                configuration={
                    "hnsw": {
                        "space": "cosine",
                        "ef_construction": _CANDIDATES_OF_NEW,
                        "ef_search": _CANDIDATES_ASKED,
                        "sync_threshold": SAVE_EVERY,
                    }
                },
                embedding_function=None,
            )

    def drop_passages(self, name: str) -> None:
        """Delete a collection of vectors, if it is there."""
        self._collections.pop(name, None)
        self._loaded.discard(name)
        with self._writing():
            if name in {collection.name for collection in self._client.list_collections()}:
                self._client.delete_collection(name)

    def collections(self) -> list[str]:
        """Return the names of all collections of vectors."""
        with translated(self.place):
            names = [collection.name for collection in self._client.list_collections()]
        return [name for name in names if name != DOCUMENTS]

    def put_vectors(self, name: str, ids: Sequence[str], vectors: Vectors, sources: Sequence[str]) -> None:
        """Write vectors, shape (len(ids), dimension), with the source of each."""
        collection = self._collection(name)
        for first in range(0, len(ids), WRITE_BATCH):
            some = slice(first, first + WRITE_BATCH)
            with self._writing():
                collection.upsert(
                    ids=list(ids[some]),
                    embeddings=list(vectors[some]),
                    metadatas=[{"source": source} for source in sources[some]],
                )

    def delete_vectors(self, name: str, ids: Iterable[str]) -> None:
        """Delete vectors; ids that are not there are passed over."""
        for some in _batches(list(ids), WRITE_BATCH):
            with self._writing():
                self._collection(name).delete(ids=list(some))

    def vector_ids(self, name: str) -> Iterator[str]:
        """Yield the ids of all vectors."""
        for got in self._pages(name, None, []):
            yield from got["ids"]

    def vectors(self, name: str, ids: Sequence[str]) -> dict[str, Vectors]:
        """Return the vectors of these ids that are there."""
        found: dict[str, Vectors] = {}
        for some in _batches(ids, READ_PAGE):
            with self._reading(name):
                got = self._collection(name).get(ids=list(some), include=["embeddings"])
            found.update(zip(got["ids"], np.asarray(got["embeddings"], dtype=np.float32), strict=True))
        return found

    def nearest(self, name: str, vector: Vectors, limit: int, sources: Sequence[str] | None = None) -> list[Near]:
        """Return the passages nearest to a vector, best first, of the given sources or of all."""
        where: dict[str, Any] | None = None if sources is None else {"source": {"$in": list(sources)}}
        with self._reading(name):
            got = self._collection(name).query(
                query_embeddings=[vector], n_results=limit, where=where, include=["distances"]
            )
        pairs = zip(got["ids"][0], got["distances"][0], strict=True)
        return [Near(id_, 1.0 - float(distance)) for id_, distance in pairs]

    def _collection(self, name: str) -> Any:  # noqa: ANN401 - chromadb's class is skipped by the type checker
        if name not in self._collections:
            self._collections[name] = self._client.get_collection(name, embedding_function=None)
        return self._collections[name]

    @contextmanager
    def _reading(self, name: str) -> Iterator[None]:
        """Read a collection; whatever is read first makes Chroma load the collection's graph."""
        with translated(self.place), nullcontext() if name in self._loaded else self._held():
            yield
            self._loaded.add(name)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        """Write to the database."""
        with translated(self.place), self._held(writing=True):
            yield

    def _held(self, *, writing: bool = False) -> AbstractContextManager[None]:
        return nullcontext() if self._graphs is None else self._graphs.held(writing=writing)

    def _pages(self, name: str, where: Any, include: list[str]) -> Iterator[dict[str, Any]]:  # noqa: ANN401
        offset = 0
        while True:
            with self._reading(name):
                got = self._collection(name).get(where=where, include=include, limit=READ_PAGE, offset=offset)
            yield got
            if len(got["ids"]) < READ_PAGE:
                return
            offset += READ_PAGE


class CollectionGoneError(StoreError):
    """The collection was replaced by a rebuild while it was being read."""


class translated:  # noqa: N801 - reads as a clause: with translated(place)
    """Turn the errors of chromadb and of the way to its server into ours, with the place and the next step."""

    def __init__(self, place: str) -> None:
        self._place = place

    def __enter__(self) -> None:
        """Begin the clause."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        """Raise our error in place of theirs."""
        if isinstance(error, NotFoundError):
            raise CollectionGoneError(f"A collection of {self._place} is gone: {error}") from error
        if isinstance(error, _FOREIGN) and not isinstance(error, StoreError):
            raise StoreError(f"The store {self._place} could not be used: {error}. {self._next_step}") from error

    @property
    def _next_step(self) -> str:
        if self._place.startswith("http"):
            return "Is the Chroma server of ASSISTANT_CHROMA_URL running? Start it with: chroma run --path FOLDER"
        return ADVICE


def _client(settings: Settings) -> Any:  # noqa: ANN401
    own = ChromaSettings(anonymized_telemetry=False)
    if not settings.chroma_url:
        return chromadb.PersistentClient(path=fresh_spelling(_made(settings.store / "chroma")), settings=own)
    address = urlsplit(settings.chroma_url)
    if address.scheme not in ("http", "https") or not address.hostname:
        raise StoreError(
            f"ASSISTANT_CHROMA_URL is {settings.chroma_url!r}; wanted an address like http://localhost:8000."
        )
    return chromadb.HttpClient(
        host=address.hostname,
        port=address.port or (443 if address.scheme == "https" else 8000),
        ssl=address.scheme == "https",
        headers=_headers(settings.chroma_headers),
        settings=own,
    )


def fresh_spelling(folder: Path) -> str:
    """Return a path to the folder that no earlier opening used.

    chromadb keeps one engine for each spelling of a path, vectors and all; a spelling of our own opens anew without
    clear_system_cache(), which would pull the engine away from other users of chromadb in this process. The number of
    the opening is written in binary, "/." for one and "/" for nought, because a path may have 4,096 bytes at most and
    a page's process opens the store anew whenever documents change.
    """
    return str(folder.resolve()) + "".join("/." if bit == "1" else "/" for bit in f"{next(_openings):b}")


def _made(folder: Path) -> Path:
    """Return the store's folder, made if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"The store {folder} cannot be made: {error}. Name another with ASSISTANT_STORE.") from error
    return folder


def _headers(text: str) -> dict[str, str]:
    pairs = (pair.partition(":") for pair in text.split(";") if pair.strip())
    return {name.strip(): value.strip() for name, _, value in pairs}


def _batches(items: Sequence[_Item], size: int) -> Iterator[Sequence[_Item]]:
    for first in range(0, len(items), size):
        yield items[first : first + size]
