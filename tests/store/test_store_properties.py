"""Invariants of the store under any sequence of changes, crashes and openings."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule
from made import HashingEmbedder, make_document

from store.documents import Document
from store.settings import Settings
from store.store import Store

SOURCES = st.sampled_from(["a.md", "b.md", "c.md"])
PARAGRAPHS = st.lists(
    st.sampled_from(["Partners met.", "Leaders spoke.", "Forces train.", "It began in 1994."]), min_size=1, max_size=5
)
STEPS = ["begin", "vectors", "parts", "switch", "words", "delete vectors", "delete parts", "finish"]


class Crash(BaseException):
    """Stands for a process that ends at a step: nothing after it runs."""


class StoreMachine(RuleBasedStateMachine):
    """Adds, edits, removes, crashes and opens; a model holds what must be there."""

    @initialize()
    def begin(self) -> None:
        """Make an empty store."""
        self.folder = Path(tempfile.mkdtemp())
        self.embedder = HashingEmbedder()
        self.expected: dict[str, str] = {}
        self.crash_at = ""
        self.store = self.opened()
        self.reader = self.opened()

    def teardown(self) -> None:
        """Delete the store's folder."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def opened(self) -> Store:
        """Return another opening of the store."""
        return Store.open(Settings(store=self.folder), self.embedder, self.step)

    def step(self, name: str) -> None:
        """End the writer at the step that was chosen."""
        if name == self.crash_at:
            raise Crash

    @rule(source=SOURCES, paragraphs=PARAGRAPHS)
    def replace(self, source: str, paragraphs: list[str]) -> None:
        """Add or edit a document."""
        self.write(make_document(source, *paragraphs))
        self.expected[source] = "\n\n".join(paragraphs)

    @rule(source=SOURCES)
    def remove(self, source: str) -> None:
        """Remove a document that may be there."""
        with self.store.writer() as writer:
            assert writer.remove(source) == (source in self.expected)
        self.expected.pop(source, None)

    @rule(source=SOURCES, paragraphs=PARAGRAPHS, step=st.sampled_from(STEPS))
    def crash(self, source: str, paragraphs: list[str], step: str) -> None:
        """Edit a document in a process that ends at a step; before the switch the old version stays."""
        self.crash_at = step
        try:
            self.write(make_document(source, *paragraphs))
            crashed = False
        except Crash:
            crashed = True
        self.crash_at = ""
        if not crashed or STEPS.index(step) > STEPS.index("switch"):
            self.expected[source] = "\n\n".join(paragraphs)
        self.store = self.opened()

    @rule()
    @precondition(lambda self: self.expected)
    def rebuild(self) -> None:
        """Embed everything again."""
        with self.store.writer() as writer:
            writer.rebuild()

    @rule()
    def reopen(self) -> None:
        """Open the store anew."""
        self.store = self.opened()

    def write(self, document: Document) -> None:
        """Replace one document."""
        with self.store.writer() as writer:
            assert [written.source for written in writer.replace([document])] == [document.source]

    @invariant()
    def each_document_is_there_in_one_version(self) -> None:
        """Writer and reader see exactly the model's documents, and hits only from them."""
        for store in (self.store, self.reader):
            assert {summary.source for summary in store.summaries()} == set(self.expected)
            for source, text in self.expected.items():
                assert store.document(source).text == text
            for hit in store.search("Partners met and forces train.", limit=50):
                assert self.expected[hit.source][hit.start : hit.end] == hit.text

    @invariant()
    def every_current_passage_is_found(self) -> None:
        """By meaning alone each passage can be reached: no vector was lost."""
        found = {(hit.source, hit.start) for hit in self.reader.search("zzz", limit=50)}
        current = {
            (source, passage.start) for source in self.expected for passage in self.reader.document(source).passages
        }
        assert found == current


TestStoreMachine = StoreMachine.TestCase
TestStoreMachine.settings = hypothesis_settings(max_examples=12, stateful_step_count=8, deadline=None)
