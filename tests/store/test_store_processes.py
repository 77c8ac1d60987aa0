"""A writer in one process and readers in another: kills at any point, and changes seen at once."""

import multiprocessing
import os
import random
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from made import HashingEmbedder, make_document

from store.documents import Document
from store.settings import Settings
from store.store import Store

# A process that is forked from a fresh one which has the imports done: quick, and free of this one's threads.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["store.store", "numpy"])

OLD = {
    f"notes/{name}.md": [f"{name} was signed in 1994.", f"{name} has 21 members.", "Common text."] for name in "abcde"
}
NEW = {
    **{source: [*paragraphs[:1], paragraphs[1].replace("21", "22"), "New text."] for source, paragraphs in OLD.items()},
    "notes/f.md": ["f was signed in 2004.", "Common text."],
}
del NEW["notes/e.md"]


def opened(folder: Path) -> Store:
    """Open the store with the quick embedder."""
    return Store.open(Settings(store=folder), HashingEmbedder())


def documents(texts: dict[str, list[str]]) -> list[Document]:
    """Return documents of paragraphs."""
    return [make_document(source, *paragraphs) for source, paragraphs in texts.items()]


def change(folder: Path, kill_at: int, pipe: Connection | None = None) -> None:
    """Replace the old documents with the new ones, one group each; end by SIGKILL at a numbered step."""
    steps = 0

    def step(_: str) -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    store = Store.open(Settings(store=folder), HashingEmbedder(), step)
    with store.writer() as writer:
        for document in documents(NEW):
            list(writer.replace([document]))
        writer.remove("notes/e.md")
        writer.rebuild()
    if pipe is not None:
        pipe.send(steps)


def states(store: Store) -> dict[str, str]:
    """Return the text of every document."""
    return {summary.source: store.document(summary.source).text for summary in store.summaries()}


def assert_old_or_new(texts: dict[str, str]) -> None:
    """Each text is that of the old version or that of the new one, or there is none in that version."""
    old, new = ({document.source: document.text for document in documents(version)} for version in (OLD, NEW))
    for source in {*old, *new}:
        assert texts.get(source) in {old.get(source), new.get(source)}


def assert_each_is_old_or_new(store: Store) -> None:
    """Each document is wholly old or wholly new, and hits come from that version, all of it.

    A writer that is killed between Chroma's log and the tables has switched for those who open the store afterwards,
    and for the others from then on. A search opens it anew where it must, so the texts are read after the search.
    """
    assert_old_or_new(states(store))
    found = {(hit.source, hit.text) for hit in store.search("signed members common new text", limit=100)}
    texts = states(store)
    assert_old_or_new(texts)
    assert found == {(source, part) for source, text in texts.items() for part in text.split("\n\n")}


def all_steps(folder: Path) -> int:
    """Return how many steps a change has when nothing kills it."""
    with opened(folder).writer() as writer:
        list(writer.replace(documents(OLD)))
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=change, args=(folder, -1, sender))
    process.start()
    process.join(60)
    assert process.exitcode == 0
    return int(receiver.recv())


def killed(folder: Path, kill_at: int, after: float | None) -> None:
    """Run the change in a process that is killed at a step or after a time."""
    process = _CONTEXT.Process(target=change, args=(folder, kill_at))
    process.start()
    if after is not None:
        time.sleep(after)
        process.kill()
    process.join(60)
    assert process.exitcode in {-signal.SIGKILL, 0}


def assert_survives(folder: Path, kill_at: int, after: float | None = None) -> None:
    """Kill a change, then look with the open reader, a new one, and after the next ingest."""
    with opened(folder).writer() as writer:
        list(writer.replace(documents(OLD)))
    reader = opened(folder)
    assert_each_is_old_or_new(reader)
    killed(folder, kill_at, after)
    for store in (reader, opened(folder)):
        assert_each_is_old_or_new(store)
    change(folder, -1)
    new = {document.source: document.text for document in documents(NEW)}
    again = opened(folder)
    for store in (reader, again):
        assert states(store) == new
        assert_each_is_old_or_new(store)
    assert len(set(again._chroma.vector_ids(again._chroma.state().collection))) == sum(map(len, NEW.values()))
    assert len(again._chroma.collections()) == 1


@pytest.mark.slow
def test_a_writer_killed_at_any_step_leaves_old_or_new(tmp_path: Path) -> None:
    """SIGKILL before each of the steps that write."""
    steps = all_steps(tmp_path / "counted")
    assert steps >= 30
    for kill_at in range(1, steps + 1):
        assert_survives(tmp_path / str(kill_at), kill_at)


@pytest.mark.slow
def test_a_writer_killed_at_any_time_leaves_old_or_new(tmp_path: Path) -> None:
    """SIGKILL after a random time, which may be inside a write."""
    chance = random.Random(4)
    for number in range(20):
        assert_survives(tmp_path / str(number), -1, after=chance.uniform(0.02, 0.8))


def test_a_writer_killed_after_the_switch_is_seen_by_an_open_reader(tmp_path: Path) -> None:
    """The step after the first switch: the new version is there for a reader that was open before."""
    with opened(tmp_path).writer() as writer:
        list(writer.replace(documents(OLD)))
    reader = opened(tmp_path)
    assert "21 members" in reader.search("members of a", limit=1)[0].text
    killed(tmp_path, 5, None)
    text = reader.document("notes/a.md").text
    assert "22 members" in text
    assert {hit.text for hit in reader.search("a members new text", sources=["notes/a.md"])} == set(text.split("\n\n"))
