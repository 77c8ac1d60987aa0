"""The store's tests run against a directory and against a Chroma server."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.embedder import Embedder
from store.settings import Settings
from store.store import Store

_START_SECONDS = 60


@pytest.fixture(scope="session")
def chroma_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Address of a Chroma server that runs as a child process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = Path(sys.executable).with_name("chroma")
    folder = tmp_path_factory.mktemp("server")
    arguments = [str(command), "run", "--path", str(folder), "--host", "127.0.0.1", "--port", str(port)]
    server = subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        wait_for(port, server)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.kill()
        server.wait()
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    """Return when a server listens."""
    end = time.monotonic() + _START_SECONDS
    while time.monotonic() < end:
        assert server.poll() is None, "the Chroma server ended"
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail(f"the Chroma server did not listen within {_START_SECONDS} s")


@pytest.fixture(params=["directory", pytest.param("server", marks=pytest.mark.slow)])
def store_settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """Settings of an empty store: a directory, or the server with nothing in it."""
    if request.param == "directory":
        return Settings(store=tmp_path / "store")
    url = request.getfixturevalue("chroma_url")
    empty_server(url)
    return Settings(store=tmp_path / "store", chroma_url=url)


def empty_server(url: str) -> None:
    """Delete every collection of a server."""
    import chromadb

    host, _, port = url.removeprefix("http://").partition(":")
    client = chromadb.HttpClient(host, int(port))
    for collection in client.list_collections():
        client.delete_collection(collection.name)


@pytest.fixture
def open_store(store_settings: Settings, embedder: Embedder) -> Callable[[], Store]:
    """Opens the store of this test; every call is another opening of it."""
    return lambda: Store.open(store_settings, embedder)
