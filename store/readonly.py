"""Reading a store that cannot be written: Chroma and the word index open only where they may write."""

import logging
import os
import shutil
import tempfile
from dataclasses import replace
from pathlib import Path

from store.errors import StoreError
from store.graphs import COPIES
from store.settings import Settings

_logger = logging.getLogger(__name__)


def readable(settings: Settings) -> tuple[Settings, "tempfile.TemporaryDirectory[str] | None"]:
    """Return settings whose store can be opened, and the temporary folder behind them where the store is read-only.

    Of a read-only store (a CD, a read-only mount, another user's folder) a copy is opened: of the word index alone
    where Chroma is a server. What another machine changes in such a store is seen at the next opening.

    Raises:
        StoreError: if there is no room for the copy.
    """
    store = settings.store
    if not store.is_dir() or all(os.access(folder, os.W_OK) for folder in (store, store / "chroma") if folder.exists()):
        return settings, None
    copy = tempfile.TemporaryDirectory(prefix="assistant-store-")
    _logger.warning("The store %s is read-only; a copy in %s is read.", store, copy.name)
    try:
        for name in ("words",) if settings.chroma_url else ("words", "chroma", COPIES):
            if (store / name).is_dir():
                # Without the files' modes: a copy that is read-only itself would be of no use.
                shutil.copytree(store / name, Path(copy.name, name), copy_function=_copied)
                Path(copy.name, name).chmod(0o700)
        for folder in Path(copy.name).rglob("*"):
            if folder.is_dir():
                folder.chmod(0o700)
    except OSError as error:
        copy.cleanup()
        raise StoreError(
            f"The store {store} is read-only, and cannot be copied to {copy.name} to be read: {error}. Make room "
            "there, name another folder with TMPDIR, or make the store writable."
        ) from error
    return replace(settings, store=Path(copy.name)), copy


def _copied(source: str, target: str) -> None:
    """Copy a file's content and its times, by which a graph that was torn is known, and not its mode."""
    shutil.copyfile(source, target)
    times = Path(source).stat()
    os.utime(target, ns=(times.st_atime_ns, times.st_mtime_ns))
