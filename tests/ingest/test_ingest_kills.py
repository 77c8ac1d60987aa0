"""Re-ingesting in a process that is killed at any point: readers get old or new, the next ingest converges."""

import multiprocessing
import os
import random
import shutil
import signal
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from made import HashingEmbedder

from ingest import ingest
from store.settings import Settings
from store.store import Store

# A process that is forked from a fresh one which has the imports done: quick, and free of this one's threads.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["store.store", "ingest.run", "numpy"])

OLD = {
    "a.md": "# Treaty A\n\nTreaty A was signed in 1994.\n\n## Members\n\nIt has 21 members.\n",
    "b.md": "# Treaty B\n\nTreaty B was signed in Lisbon.\n\n## Members\n\nIt has 5 members.\n",
    "c.txt": "Treaty C\n\nIt ended in 1999.\n",
    "gone.md": "# Treaty D\n\nIt will be withdrawn.\n",
}
NEW = {
    "a.md": OLD["a.md"].replace("21 members", "22 members"),
    "b.md": OLD["b.md"].replace("Lisbon", "Chicago") + "\n## Seat\n\nIts seat is in Paris.\n",
    "c.txt": OLD["c.txt"],
    "come.md": "# Treaty E\n\nIt was signed in 2012.\n",
}


def opened(folder: Path) -> Store:
    """Open the store with the quick embedder."""
    return Store.open(Settings(store=folder / "store"), HashingEmbedder())


def write_files(folder: Path, files: dict[str, str]) -> None:
    """Make the folder of documents hold these files and no others."""
    shutil.rmtree(folder / "notes", ignore_errors=True)
    (folder / "notes").mkdir(parents=True)
    for name, text in files.items():
        (folder / "notes" / name).write_text(text, encoding="utf-8")


def reingest(folder: Path, kill_at: int, pipe: Connection | None = None) -> None:
    """Ingest file by file, then the folder with prune and rebuild; end by SIGKILL at a numbered step."""
    steps = 0

    def step(_: str) -> None:
        nonlocal steps
        steps += 1
        if steps == kill_at:
            os.kill(os.getpid(), signal.SIGKILL)

    store = Store.open(Settings(store=folder / "store"), HashingEmbedder(), step)
    ingest([folder / "notes"], store=store)
    ingest([folder / "notes"], store=store, prune=True, rebuild=True)
    if pipe is not None:
        pipe.send(steps)


def assert_old_or_new(store: Store) -> None:
    """Each document is wholly old or wholly new, and every hit slices back to it.

    The texts are read after the search: a switch that a killed writer had only logged shows when the store is opened
    anew, which a search does where it must.
    """
    hits = store.search("signed members treaty", limit=100)
    texts = {summary.source: store.document(summary.source).text for summary in store.summaries()}
    for name in {*OLD, *NEW}:
        text = texts.get(f"notes/{name}")
        allowed = {files[name].strip() if name in files else None for files in (OLD, NEW)}
        assert (text.strip() if text else None) in allowed
    for hit in hits:
        assert texts[hit.source][hit.start : hit.end] == hit.text
    assert {hit.source for hit in hits} == set(texts)


def start(folder: Path) -> Store:
    """Ingest the old files, open a reader that has answered, and put the new files in their place."""
    write_files(folder, OLD)
    ingest([folder / "notes"], store=opened(folder))
    reader = opened(folder)
    assert_old_or_new(reader)
    write_files(folder, NEW)
    return reader


def assert_survives(folder: Path, kill_at: int, after: float | None = None) -> None:
    """Kill a re-ingest, look with the open reader and with a new one, then finish it and compare with a fresh one."""
    reader = start(folder)
    process = _CONTEXT.Process(target=reingest, args=(folder, kill_at))
    process.start()
    if after is not None:
        time.sleep(after)
        process.kill()
    process.join(60)
    assert process.exitcode in {-signal.SIGKILL, 0}
    for store in (reader, opened(folder)):
        assert_old_or_new(store)
    ingest([folder / "notes"], store=opened(folder), prune=True)
    assert contents(reader) == contents(opened(folder)) == fresh(folder)


def contents(store: Store) -> set[tuple[str, str]]:
    """Return every passage that can be found, with its source."""
    return {(hit.source, hit.text) for hit in store.search("treaty", limit=200)}


def fresh(folder: Path) -> set[tuple[str, str]]:
    """Return what a store has that ingested the new files only."""
    other = Store.open(Settings(store=folder / "fresh"), HashingEmbedder())
    ingest([folder / "notes"], store=other)
    return contents(other)


@pytest.mark.slow
def test_an_ingest_killed_at_any_step_leaves_old_or_new(tmp_path: Path) -> None:
    """SIGKILL before each step that writes, with prune and rebuild among them."""
    start(tmp_path / "counted")
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=reingest, args=(tmp_path / "counted", -1, sender))
    process.start()
    process.join(60)
    steps = int(receiver.recv())
    assert steps >= 15
    for kill_at in range(1, steps + 1):
        assert_survives(tmp_path / str(kill_at), kill_at)


@pytest.mark.slow
def test_an_ingest_killed_at_any_time_leaves_old_or_new(tmp_path: Path) -> None:
    """SIGKILL after a random time, which may be inside a write."""
    chance = random.Random(7)
    for number in range(80):
        assert_survives(tmp_path / str(number), -1, after=chance.uniform(0.02, 0.6))
