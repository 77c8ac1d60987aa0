"""How a document lies in Chroma: a head record that names its current version, and its body in parts.

The head is small and is replaced in one write: that write is the switch from one version to the next. The body
(text, passages, links) is JSON, cut so that no value exceeds what a hosted Chroma takes in a metadata value
(4,096 bytes) and no record more than 32 keys (docs.trychroma.com, quotas and limits).
"""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from store.documents import Document, DocumentSummary, Passage
from store.errors import StoreError

Value = str | int | float | bool
Metadata = Mapping[str, Value]

STATE_ID = "state"
HEAD, PART, STATE = "head", "part", "state"
_VALUE_BYTES = 4000
_VALUES_PER_PART = 16
_KEY_LENGTH = 40


@dataclass(frozen=True, slots=True)
class Record:
    """One record of the collection `documents`."""

    id: str
    metadata: Metadata


@dataclass(frozen=True, slots=True)
class State:
    """What the store knows of itself."""

    store: str
    """Made once for each store, so that a cache can tell whose it is."""
    embedder: str
    dimension: int
    collection: str = "passages"
    """Name of the collection that holds the vectors."""
    generation: int = 0
    """Counted up with every switch."""
    writing: bool = False
    """True from a writer's first write to its clean end: left behind by a crash, it asks for a sweep."""

    def record(self) -> Record:
        """Return the record that keeps this state."""
        return Record(
            STATE_ID,
            {
                "kind": STATE,
                "store": self.store,
                "embedder": self.embedder,
                "dimension": self.dimension,
                "collection": self.collection,
                "generation": self.generation,
                "writing": self.writing,
            },
        )

    @classmethod
    def from_metadata(cls, metadata: Metadata) -> "State":
        """Return the state that a record keeps."""
        return cls(
            store=str(metadata["store"]),
            embedder=str(metadata["embedder"]),
            dimension=int(metadata["dimension"]),
            collection=str(metadata["collection"]),
            generation=int(metadata["generation"]),
            writing=bool(metadata["writing"]),
        )


@dataclass(frozen=True, slots=True)
class Head:
    """What the head record says of a document."""

    summary: DocumentSummary
    parts: int
    generation: int
    """The store's generation since which this is the current version."""
    removed: bool = False

    @property
    def key(self) -> str:
        """What the ids of the document's records are made of."""
        return key_of(self.summary.source)


def key_of(source: str) -> str:
    """Return a short name for a source that any Chroma takes as an id, whatever the source's characters."""
    return hashlib.sha256(source.encode()).hexdigest()[:_KEY_LENGTH]


def passage_ids(document: Document) -> list[str]:
    """Return an id for each passage, from its source, its context, its text and its count where these repeat.

    A passage that did not change keeps its id; one whose title or headings changed gets another, because its
    vector is made from these too.
    """
    seen: Counter[str] = Counter()
    ids = []
    for passage in document.passages:
        content = "\0".join((document.source, document.context(passage), passage.text))
        seen[content] += 1
        named = f"{content}\0{seen[content]}"
        ids.append(hashlib.sha256(named.encode()).hexdigest()[:_KEY_LENGTH])
    return ids


def body_records(document: Document) -> list[Record]:
    """Return the records that hold a document's text, passages and links under its version."""
    body = json.dumps(
        {
            "text": document.text,
            "links": document.links,
            "passages": [[p.start, p.end, p.heading, p.page] for p in document.passages],
        },
        ensure_ascii=False,
    )
    values = list(_cut(body.encode()))
    key = key_of(document.source)
    records = []
    for number, first in enumerate(range(0, len(values), _VALUES_PER_PART)):
        metadata: dict[str, Value] = {"kind": PART, "key": key, "version": document.version}
        for place, value in enumerate(values[first : first + _VALUES_PER_PART]):
            metadata[f"{place:02d}"] = value
        records.append(Record(part_id(key, document.version, number), metadata))
    return records


def part_id(key: str, version: int, number: int) -> str:
    """Return the id of one part of a document's body."""
    return f"{PART}:{key}:{version}:{number}"


def head_id(source: str) -> str:
    """Return the id of a document's head record."""
    return f"{HEAD}:{key_of(source)}"


def head_record(document: Document, parts: int, generation: int, removed: bool = False) -> Record:
    """Return the head record that makes this version the current one."""
    return Record(
        head_id(document.source),
        {
            "kind": HEAD,
            "source": document.source,
            "title": _clip(document.title),
            "date": _clip(document.date),
            "updated": _clip(document.updated),
            "author": _clip(document.author),
            "language": _clip(document.language),
            "links": json.dumps(_fitting(document.links)),
            "content_hash": document.content_hash,
            "version": document.version,
            "ingested": document.ingested,
            "passages": len(document.passages),
            "characters": len(document.text),
            "parts": parts,
            "generation": generation,
            "removed": removed,
        },
    )


def head_from(metadata: Metadata) -> Head:
    """Return what a head record says."""
    text = {name: str(metadata[name]) for name in ("source", "title", "date", "updated", "author", "language")}
    summary = DocumentSummary(
        **text,
        links=tuple(json.loads(str(metadata["links"]))),
        content_hash=str(metadata["content_hash"]),
        version=int(metadata["version"]),
        ingested=str(metadata["ingested"]),
        passages=int(metadata["passages"]),
        characters=int(metadata["characters"]),
    )
    return Head(summary, int(metadata["parts"]), int(metadata["generation"]), bool(metadata["removed"]))


def part_ids(head: Head) -> list[str]:
    """Return the ids of the records that hold the body of the current version."""
    return [part_id(head.key, head.summary.version, number) for number in range(head.parts)]


def document_from(head: Head, parts: Iterable[Metadata]) -> Document:
    """Return the document of a head and the parts of its body, in order.

    Raises:
        StoreError: if the parts are not a whole body.
    """
    summary = head.summary
    values = (str(part[name]) for part in parts for name in sorted(part) if name.isdigit())
    try:
        body = json.loads("".join(values))
    except json.JSONDecodeError as error:
        raise StoreError(
            f"The stored text of {summary.source} is damaged ({error}). "
            "Run: python -m ingest with the document's path, to store it again."
        ) from error
    text = body["text"]
    return Document(
        source=summary.source,
        title=summary.title,
        text=text,
        passages=tuple(
            Passage(start, end, text[start:end], heading, page) for start, end, heading, page in body["passages"]
        ),
        date=summary.date,
        updated=summary.updated,
        author=summary.author,
        language=summary.language,
        links=tuple(body["links"]),
        content_hash=summary.content_hash,
        version=summary.version,
        ingested=summary.ingested,
    )


def _cut(encoded: bytes) -> Iterable[str]:
    """Cut UTF-8 text into values of at most _VALUE_BYTES bytes, never inside a character."""
    start = 0
    while start < len(encoded):
        end = min(start + _VALUE_BYTES, len(encoded))
        while end < len(encoded) and encoded[end] & 0xC0 == 0x80:
            end -= 1
        yield encoded[start:end].decode()
        start = end


def _clip(text: str) -> str:
    return text.encode()[:_VALUE_BYTES].decode(errors="ignore")


def _fitting(links: tuple[str, ...]) -> list[str]:
    """Return as many links as fit one value; the body holds all of them."""
    fitting: list[str] = []
    for link in links:
        if len(json.dumps([*fitting, link])) > _VALUE_BYTES:
            break
        fitting.append(link)
    return fitting
