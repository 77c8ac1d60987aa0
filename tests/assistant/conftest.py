"""Fixtures of the assistant's tests: a store with two small documents, read by the real embedder."""

import pytest
from small_documents import HARBOUR, HOSTILE, Small, document_of

from assistant import Assistant
from store import Store
from store.embedder import Embedder
from store.settings import Settings


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Small:
    """Two documents: a harbour, and a hostile one about a lighthouse."""
    folder = tmp_path_factory.mktemp("small") / "store"
    store = Store.open(Settings(store=folder), embedder)
    documents = [
        document_of("harbour.md", "The harbour of Westmere", HARBOUR, "2015-02-03", "2016-03-09T10:30"),
        document_of("lighthouse.txt", "The lighthouse <b>of</b> Norholm", HOSTILE),
    ]
    with store.writer() as writer:
        list(writer.replace(documents))
    return Small(store, Assistant.open(store=store), folder)
