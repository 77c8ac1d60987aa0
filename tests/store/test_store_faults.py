"""Full disks, read-only and damaged folders, a server that is killed, and a reader that never stops asking."""

import http.server
import multiprocessing
import os
import resource
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from pathlib import Path

import pytest
from made import HashingEmbedder, make_document

from store.errors import StoreError
from store.settings import Settings
from store.store import Store

# A process that is forked from a fresh one which has the imports done: quick, and free of this one's threads.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["store.store", "numpy"])
_ROOT = Path(__file__).resolve().parents[2]
_ROUNDS = 25
_DOCUMENTS = 8


def opened(folder: Path, url: str = "", headers: str = "") -> Store:
    """Open the store with the quick embedder."""
    return Store.open(Settings(store=folder, chroma_url=url, chroma_headers=headers), HashingEmbedder())


def write_round(store: Store, number: int) -> None:
    """Replace every document: two passages that name the round, one that stays."""
    with store.writer() as writer:
        for document in range(_DOCUMENTS):
            paragraphs = (f"Treaty {document} has {number} members.", "Common text.", f"Round {number} is over.")
            list(writer.replace([make_document(f"notes/{document}.md", *paragraphs)]))


# A full disk ----------------------------------------------------------------------------------------------------


def write_on_a_full_disk(folder: Path, pipe: Connection) -> None:
    """Write until no file may grow any more, and send the error."""
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    store = opened(folder)
    largest = max(file.stat().st_size for file in folder.rglob("*") if file.is_file())
    resource.setrlimit(resource.RLIMIT_FSIZE, (largest + 50_000, resource.RLIM_INFINITY))
    try:
        with store.writer() as writer:
            for number in range(50):
                text = [f"Paragraph {place} of report {number}." for place in range(200)]
                list(writer.replace([make_document(f"reports/{number}.md", *text)]))
        pipe.send(None)
    except StoreError as error:
        pipe.send(str(error))


@pytest.mark.slow
def test_a_full_disk_is_an_error_and_loses_nothing(tmp_path: Path) -> None:
    """The writer says what happened; readers go on; with room again the next writer clears up."""
    write_round(opened(tmp_path), 1)
    reader = opened(tmp_path)
    receiver, sender = _CONTEXT.Pipe(duplex=False)
    process = _CONTEXT.Process(target=write_on_a_full_disk, args=(tmp_path, sender))
    process.start()
    process.join(120)
    message = receiver.recv() if receiver.poll() else "no message"
    assert message is not None
    assert str(tmp_path) in message
    for store in (reader, opened(tmp_path)):
        texts = {store.document(f"notes/{number}.md").text for number in range(_DOCUMENTS)}
        assert len(texts) == _DOCUMENTS
        assert store.search("Treaty 3 members", limit=1)
    write_round(opened(tmp_path), 2)
    assert opened(tmp_path).verify().problems == ()


# Read-only ------------------------------------------------------------------------------------------------------

_READ = """
import sys
from pathlib import Path
sys.path[:0] = [{root!r}, {tests!r}]
from made import HashingEmbedder, make_document
from store.errors import StoreError
from store.settings import Settings
from store.store import Store
store = Store.open(Settings(store=Path({folder!r})), HashingEmbedder())
print(store.search("Treaty 3 members", limit=1)[0].text)
print(store.document("notes/3.md").text.count("Round 1"))
try:
    with store.writer():
        pass
except StoreError as error:
    print(error)
"""


@pytest.mark.slow
def test_a_read_only_store_is_read_and_not_written(tmp_path: Path) -> None:
    """Asking works, said once; writing is an error that names the folder."""
    folder = tmp_path / "store"
    write_round(opened(folder), 1)
    if os.geteuid() == 0:
        # For the superuser only a read-only mount is read-only.
        mounted = f'mount --bind "{folder}" "{folder}" && mount -o remount,ro,bind "{folder}" && exec "$0" -c "$1"'
        shell = ["unshare", "--mount", "sh", "-c", mounted]
        if not shutil.which("unshare") or subprocess.run(["unshare", "--mount", "true"], check=False).returncode:
            pytest.skip("the superuser of this machine may not mount")
    else:
        shell = ["sh", "-c", f'chmod -R a-w "{folder}" && "$0" -c "$1"; chmod -R u+w "{folder}"']
    code = _READ.format(root=str(_ROOT), tests=str(_ROOT / "tests"), folder=str(folder))
    found = subprocess.run([*shell, sys.executable, code], capture_output=True, text=True, check=False, timeout=120)
    assert found.stdout.splitlines()[:2] == ["Treaty 3 has 1 members.", "1"], found.stderr
    assert f"The store {folder} cannot be written" in found.stdout
    assert found.stderr.count("is read-only") == 1


# Damaged folders ------------------------------------------------------------------------------------------------


def overwrite(folder: Path) -> None:
    """Make the database no database."""
    (folder / "chroma.sqlite3").write_bytes(b"no database" * 1000)


def halve_database(folder: Path) -> None:
    """Keep half of the database."""
    file = folder / "chroma.sqlite3"
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def halve_vectors(folder: Path) -> None:
    """Keep half of the vectors' files."""
    for file in folder.rglob("data_level0.bin"):
        file.write_bytes(file.read_bytes()[: file.stat().st_size // 50])


def lose_vectors(folder: Path) -> None:
    """Keep the database only."""
    for header in folder.glob("*/header.bin"):
        shutil.rmtree(header.parent)


def lose_database(folder: Path) -> None:
    """Keep the vectors only."""
    (folder / "chroma.sqlite3").unlink()


def become_a_file(folder: Path) -> None:
    """Be no folder at all."""
    shutil.rmtree(folder)
    folder.write_text("no folder")


@pytest.mark.parametrize(
    "damage", [overwrite, halve_database, halve_vectors, lose_vectors, lose_database, become_a_file]
)
def test_a_damaged_store_is_an_error_with_the_way_back(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    """The message says what to do, and doing so works; nothing else ends the process."""
    folder = tmp_path / "store"
    writing = opened(folder)
    with writing.writer() as writer:
        list(writer.replace([make_document("a.md", *(f"Article {number}." for number in range(1200)))]))
    # A copy, because this process still has the first one open.
    copy = tmp_path / "copy"
    shutil.copytree(folder, copy)
    shutil.rmtree(copy / "graphs")
    damage(copy / "chroma")
    with pytest.raises(StoreError, match=r"copy.*move it away and run: python -m ingest"):
        opened(copy).search("Article 3")
    copy.rename(tmp_path / "away")
    write_round(opened(copy), 1)
    assert opened(copy).verify().problems == ()


# A reader that never stops asking -------------------------------------------------------------------------------


def ask(folder: Path, url: str, stop: Connection, results: Connection) -> None:
    """Ask 50 times a second until told to stop; send how often, the rounds seen, and what was wrong."""
    store = opened(folder, url)
    wrong, rounds, asked = [], set(), 0
    while not stop.poll():
        due = time.monotonic() + 0.02
        hits = store.search("treaty members common text round over", limit=100)
        asked += 1
        for source in {f"notes/{number}.md" for number in range(_DOCUMENTS)}:
            texts = [hit.text for hit in hits if hit.source == source]
            seen = {word for text in texts for word in text.split() if word.isdigit()} - {source[6:-3]}
            numbers = {text.split()[1] for text in texts if text.startswith("Round")}
            members = {text.split()[3] for text in texts if text.startswith("Treaty")}
            rounds |= seen
            if len(texts) != 3 or numbers != members or len(numbers) != 1:
                wrong.append((asked, source, texts))
        time.sleep(max(0.0, due - time.monotonic()))
    results.send((asked, len(rounds), wrong[:3]))


def assert_readers_see_whole_documents(folder: Path, url: str) -> None:
    """Replace everything many times in this process, saving the graph each time, while two others ask."""
    writing = opened(folder, url)
    write_round(writing, 100)
    readers = []
    for number in range(2):
        stop, stopping = _CONTEXT.Pipe(duplex=False)
        results, sending = _CONTEXT.Pipe(duplex=False)
        own = folder if not url else folder.with_name(f"reader-{number}")
        process = _CONTEXT.Process(target=ask, args=(own, url, stop, sending))
        process.start()
        readers.append((process, stopping, results))
    for number in range(1, _ROUNDS + 1):
        write_round(writing, 100 + number)
    for process, stopping, results in readers:
        stopping.send(None)
        process.join(120)
        assert process.exitcode == 0
        asked, rounds, wrong = results.recv()
        assert wrong == []
        # It looked while documents changed, not only before or after.
        assert asked >= rounds >= 2


@pytest.mark.slow
def test_readers_see_whole_documents_at_any_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Never a missing or mixed document, nor an error, while all of them are replaced and the graph is saved."""
    monkeypatch.setattr("store.chroma.SAVE_EVERY", 20)
    assert_readers_see_whole_documents(tmp_path / "store", "")


@pytest.mark.slow
def test_readers_of_a_server_see_whole_documents_at_any_time(tmp_path: Path, chroma_url: str) -> None:
    """The same with a server, and a word index for each reader."""
    import chromadb

    host, _, port = chroma_url.removeprefix("http://").partition(":")
    client = chromadb.HttpClient(host, int(port))
    for collection in client.list_collections():
        client.delete_collection(collection.name)
    assert_readers_see_whole_documents(tmp_path / "store", chroma_url)


# A server -------------------------------------------------------------------------------------------------------


@pytest.fixture
def recorded(chroma_url: str) -> Iterator[tuple[str, list[str]]]:
    """Address of a way to the server that writes down what was sent as X-Token."""
    tokens: list[str] = []

    class Passing(http.server.BaseHTTPRequestHandler):
        """Passes requests on."""

        def _pass(self) -> None:
            tokens.append(self.headers.get("X-Token", ""))
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            kind = {"Content-Type": self.headers.get("Content-Type", "application/json")}
            request = urllib.request.Request(chroma_url + self.path, body or None, kind, method=self.command)
            try:
                answer = urllib.request.urlopen(request)
            except urllib.error.HTTPError as error:
                answer = error
            content = answer.read()
            self.send_response(answer.status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        do_GET = do_POST = do_PUT = do_DELETE = _pass  # noqa: N815

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Passing)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", tokens
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.slow
def test_headers_are_sent_with_every_request(tmp_path: Path, recorded: tuple[str, list[str]]) -> None:
    """ASSISTANT_CHROMA_HEADERS reaches the server each time."""
    url, tokens = recorded
    store = opened(tmp_path, url, "X-Token: secret; X-Other: 1")
    write_round(store, 1)
    assert store.search("Treaty 3 members", limit=1)
    assert set(tokens) == {"secret"}


@pytest.mark.slow
def test_a_server_that_is_killed_and_comes_back(tmp_path: Path) -> None:
    """Asking meanwhile is an error with the next step; afterwards the same opening goes on."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = start_server(port, tmp_path / "server")
    try:
        store = opened(tmp_path / "store", f"http://127.0.0.1:{port}")
        write_round(store, 1)
        server.kill()
        server.wait()
        with pytest.raises(StoreError, match="chroma run --path"):
            store.search("Treaty 3 members")
        server = start_server(port, tmp_path / "server")
        assert store.search("Treaty 3 members", limit=1)[0].text == "Treaty 3 has 1 members."
        write_round(store, 2)
        assert store.search("Treaty 3 members", limit=1)[0].text == "Treaty 3 has 2 members."
        assert store.verify().problems == ()
    finally:
        server.kill()
        server.wait()


def start_server(port: int, folder: Path) -> "subprocess.Popen[bytes]":
    """Start a Chroma server and wait until it listens."""
    command = Path(sys.executable).with_name("chroma")
    arguments = [str(command), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return server
        time.sleep(0.1)
    server.kill()
    raise AssertionError("the Chroma server did not listen within 60 s")
