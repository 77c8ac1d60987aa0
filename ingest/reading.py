"""From a source to its document: its bytes, whether they changed, what they say, and its passages."""

import hashlib
from dataclasses import dataclass, replace

from ingest.addresses import Validators, fetch, validators_in, written
from ingest.loaders import VERSION as LOADERS_VERSION
from ingest.loaders import loader_of
from ingest.sources import Page, Source
from ingest.splitting import VERSION as SPLITTING_VERSION
from ingest.splitting import fitting_title, split
from ingest.worker import Worker
from store.documents import Document
from store.embedder import Embedder


def is_made_of(document: Document, raw: bytes) -> bool:
    """Return whether these are the bytes that a document was made of."""
    return document.content_hash.partition(" ")[0].endswith(f":{hashlib.sha256(raw).hexdigest()}")


@dataclass(frozen=True, slots=True)
class Read:
    """A document that was read, and what of its source could not be."""

    document: Document
    warning: str = ""


@dataclass(frozen=True, slots=True)
class Reading:
    """Makes documents of sources, within the worker's limits."""

    worker: Worker
    embedder: Embedder
    allow_private: bool = False
    """Whether addresses within private networks are fetched."""

    def changed(self, source: Source | Page, stored_hash: str) -> Read | None:
        """Return what a source holds; None if it is the one that is stored.

        Args:
            source: a file, or an address.
            stored_hash: the content hash that is stored for it; empty where nothing is.

        Raises:
            LoadError: with the reason why there is none.
        """
        if isinstance(source, Page):
            return self._changed_page(source, stored_hash)
        loader_of(source.path.name)
        raw = source.read(self.worker.limits.bytes)
        found = self._hash(raw)
        return None if found == stored_hash else self._document(source.name, raw, source.path.name, found)

    def _changed_page(self, page: Page, stored_hash: str) -> Read | None:
        stored, _, validators = stored_hash.partition(" ")
        # What is made of the same bytes may have changed with the loaders: then they are fetched again.
        known = validators_in(validators) if stored.startswith(self._made_by()) else Validators()
        fetched = fetch(page.name, self.worker.limits, self.allow_private, known)
        if fetched is None or self._hash(fetched.raw) == stored:
            return None
        found = f"{self._hash(fetched.raw)} {written(fetched.validators)}".rstrip()
        read = self._document(page.name, fetched.raw, fetched.name, found)
        links = tuple(dict.fromkeys((page.name, *read.document.links)))
        return replace(read, document=replace(read.document, links=links))

    def _document(self, name: str, raw: bytes, file: str, content_hash: str) -> Read:
        loaded = self.worker.load(raw, file)
        loaded = replace(loaded, title=fitting_title(loaded.title, self.embedder.count, self.embedder.window))
        document = Document(
            source=name,
            title=loaded.title,
            text=loaded.text,
            passages=split(loaded, self.embedder.count, self.embedder.window),
            date=loaded.date,
            updated=loaded.updated,
            author=loaded.author,
            language=loaded.language,
            links=loaded.links,
            content_hash=content_hash,
        )
        return Read(document, loaded.warning)

    def _hash(self, raw: bytes) -> str:
        """Return what changes when the bytes do, or what is made of them."""
        return f"{self._made_by()}{hashlib.sha256(raw).hexdigest()}"

    def _made_by(self) -> str:
        return f"{LOADERS_VERSION}.{SPLITTING_VERSION}.{self.embedder.window}:"
