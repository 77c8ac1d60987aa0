"""The files of the vector graphs: whole again after a save that was cut off, and one process at a time."""

import logging
import multiprocessing
import os
import random
import shutil
import signal
import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from filelock import FileLock
from made import HashingEmbedder, make_document

import store.chroma
from store.errors import StoreError
from store.settings import Settings
from store.store import Store

_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["store.store", "numpy"])
_SAVE_EVERY = 50
_PASSAGES = 130


@pytest.fixture(autouse=True)
def _saves_often(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(store.chroma, "SAVE_EVERY", _SAVE_EVERY)


def opened(folder: Path) -> Store:
    """Open the store with the quick embedder."""
    return Store.open(Settings(store=folder), HashingEmbedder())


def write(folder: Path, source: str, passages: int = _PASSAGES) -> None:
    """Write a document of many passages with an opening of its own."""
    with opened(folder).writer() as writer:
        list(writer.replace([make_document(source, *(f"{source} article {number}." for number in range(passages)))]))


def assert_whole(folder: Path, *sources: str, passages: int = _PASSAGES) -> None:
    """Every passage of the documents is there, with its vector, and is found by its meaning."""
    store = opened(folder)
    assert [summary.source for summary in store.summaries()] == sorted(sources)
    for source in sources:
        assert len(store.vectors(store.document(source))) == passages
        meaning, _ = store.candidates(f"{source} article 7.", 5)
        assert f"{source} article 7." in {hit.text for hit in meaning.values()}
    assert store.verify().problems == ()


def closed_copy(folder: Path) -> Path:
    """Return a copy that nobody has open."""
    return Path(shutil.copytree(folder, folder.with_name("copy")))


def graph_files(folder: Path, name: str) -> list[Path]:
    """Return a file of each graph that was saved."""
    return [path.with_name(name) for path in (folder / "chroma").glob("*/index_metadata.pickle")]


def cut(file: Path) -> None:
    """Keep half of a file."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def lose(file: Path) -> None:
    """Delete a file."""
    file.unlink()


def scribble(file: Path) -> None:
    """Write other bytes of the same length."""
    file.write_bytes(bytes(reversed(file.read_bytes())))


@pytest.mark.parametrize("damage", [cut, lose, scribble])
@pytest.mark.parametrize("name", ["header.bin", "data_level0.bin", "link_lists.bin", "index_metadata.pickle"])
def test_a_torn_save_is_mended(
    tmp_path: Path, caplog: pytest.LogCaptureFixture, name: str, damage: Callable[[Path], None]
) -> None:
    """Whatever the files hold, nothing is lost; it is said once, and the next writer goes on."""
    folder = tmp_path / "store"
    write(folder, "a.md")
    write(folder, "b.md", 7)
    write(folder, "b.md")
    copy = closed_copy(folder)
    files = graph_files(copy, name)
    assert files
    for file in files:
        damage(file)
    with caplog.at_level(logging.WARNING):
        assert_whole(copy, "a.md", "b.md")
    assert len(caplog.messages) == len(files)
    assert all("whole again" in message for message in caplog.messages)
    write(copy, "c.md")
    assert_whole(copy, "a.md", "b.md", "c.md")


def test_a_torn_first_save_is_made_again(tmp_path: Path) -> None:
    """Before the first save has come to its end, the database's log holds everything."""
    folder = tmp_path / "store"
    write(folder, "a.md", 10)
    copy = closed_copy(folder)
    graphs = [path.parent for path in (copy / "chroma").glob("*/header.bin")]
    assert graphs
    for graph in graphs:
        (graph / "index_metadata.pickle").write_bytes(b"torn")
        cut(graph / "data_level0.bin")
    assert_whole(copy, "a.md", passages=10)
    cut(next((copy / "chroma").glob("*/header.bin")))
    assert_whole(copy, "a.md", passages=10)


def test_whole_files_are_left_alone(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    """Opening, asking and writing in turn mends nothing and says nothing."""
    with caplog.at_level(logging.WARNING):
        for source in ("a.md", "b.md", "c.md"):
            write(tmp_path, source)
            assert opened(tmp_path).search("article 7", limit=1)
    assert caplog.messages == []
    assert_whole(tmp_path, "a.md", "b.md", "c.md")


def test_two_openings_that_write_in_turn_keep_each_others_vectors(tmp_path: Path) -> None:
    """Each saves a graph that holds what the other one wrote since it was opened."""
    one, other = opened(tmp_path), opened(tmp_path)
    for number, store_ in enumerate((one, other, one, other)):
        with store_.writer() as writer:
            paragraphs = (f"{number}.md article {place}." for place in range(_PASSAGES))
            list(writer.replace([make_document(f"{number}.md", *paragraphs)]))
    assert_whole(tmp_path, "0.md", "1.md", "2.md", "3.md")


def test_who_loads_a_graph_waits_for_who_writes_it(tmp_path: Path) -> None:
    """A first search does not begin while the lock is held, and one on loaded vectors does not need it."""
    write(tmp_path, "a.md")
    loaded, fresh = opened(tmp_path), opened(tmp_path)
    assert loaded.search("article 7", limit=1)
    found = threading.Event()

    def search() -> None:
        assert fresh.search("article 7", limit=1)
        found.set()

    thread = threading.Thread(target=search)
    with FileLock(tmp_path / "graphs.lock"):
        thread.start()
        assert loaded.search("article 7", limit=1)
        assert not found.wait(0.5)
    assert found.wait(30)
    thread.join()


def test_no_room_for_the_copy_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The error says what there was no room for; the store is as it was, and usable when there is room again."""
    write(tmp_path, "a.md")

    def full(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(shutil, "copytree", full)
        with pytest.raises(StoreError, match=r"cannot be copied to .*No space left on device.*Make room"):
            write(tmp_path, "b.md")
    assert [summary.source for summary in opened(tmp_path).summaries()] == ["a.md"]
    assert opened(tmp_path).search("a.md article 7.", limit=1)[0].text == "a.md article 7."
    write(tmp_path, "b.md")
    assert_whole(tmp_path, "a.md", "b.md")


def write_on(folder: Path, save_every: int) -> None:
    """Write document after document until killed."""
    store.chroma.SAVE_EVERY = save_every
    number = len(opened(folder).summaries())
    while True:
        write(folder, f"{number:03}.md", 20)
        number += 1


@pytest.mark.slow
def test_a_kill_in_a_save_loses_nothing(tmp_path: Path) -> None:
    """A writer that saves all the time, killed at 40 random times: every document that was switched is whole."""
    chance = random.Random(5)
    before = 0
    for _ in range(40):
        process = _CONTEXT.Process(target=write_on, args=(tmp_path, 10))
        process.start()
        time.sleep(chance.uniform(0.3, 1.2))
        assert process.pid is not None
        os.kill(process.pid, signal.SIGKILL)
        process.join()
        assert process.exitcode == -signal.SIGKILL
        store_ = opened(tmp_path)
        sources = [summary.source for summary in store_.summaries()]
        assert len(sources) >= before
        before = len(sources)
        for source in sources:
            assert len(store_.vectors(store_.document(source))) == 20
    with opened(tmp_path).writer():
        pass
    assert opened(tmp_path).verify().problems == ()
    assert before > 1
