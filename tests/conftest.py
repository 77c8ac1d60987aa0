"""Fixtures that all tests share: real components, no network."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.embedder import Embedder, open_embedder
from store.settings import Settings
from store.store import Store

ROOT = Path(__file__).resolve().parent.parent
SHARED = ROOT.parent / "shared"


@pytest.fixture(scope="session", autouse=True)
def _offline() -> Iterator[None]:
    """No test may fetch anything, and the settings of whoever runs the tests do not count."""
    own = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("ASSISTANT_")}
    os.environ["HF_HUB_OFFLINE"] = "1"
    yield
    os.environ.update(own)


@pytest.fixture(scope="session")
def embedder() -> Embedder:
    """The real embedder, loaded once."""
    return open_embedder(Settings())


@pytest.fixture
def open_store(tmp_path: Path, embedder: Embedder) -> Callable[[], Store]:
    """Opens the store of this test's folder; every call is another opening of it."""

    def opened(on_write: Callable[[str], None] | None = None) -> Store:
        return Store.open(Settings(store=tmp_path / "store"), embedder, on_write)

    return opened


@pytest.fixture
def store(open_store: Callable[[], Store]) -> Store:
    """An empty store in a folder of its own."""
    return open_store()


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of development data; tests that want it are skipped where it is missing."""
    if not SHARED.is_dir():
        pytest.skip(f"the development data are not there: {SHARED}")
    return SHARED
