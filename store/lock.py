"""The writer's lock: one process writes to a store at a time."""

import json
import logging
import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock, Timeout

from store.errors import StoreError, StoreLockedError

_LOG = logging.getLogger(__name__)


@contextmanager
def writer_lock(folder: Path, patience: float) -> Iterator[None]:
    """Hold the lock of a store's folder; while another holds it, wait for `patience` seconds, and log that once.

    The operating system holds it for the process, so that a killed writer leaves none behind; the file beside it
    names the owner for the message that the second writer gets.

    Raises:
        StoreLockedError: if another process, or another part of this one, still holds it then.
    """
    owner = folder / "writer.json"
    lock = FileLock(folder / "writer.lock", thread_local=False)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        try:
            lock.acquire(blocking=False)
        except Timeout:
            _LOG.warning("%s is writing to the store %s; waiting %g s for it to end.", _owner(owner), folder, patience)
            lock.acquire(timeout=patience)
    except Timeout as error:
        raise StoreLockedError(
            f"{_owner(owner)} is still writing to the store {folder} after {patience:g} s. Wait until it is done, or "
            "stop it, and try again; ASSISTANT_WRITER_SECONDS says how long to wait."
        ) from error
    except OSError as error:
        raise StoreError(
            f"The store {folder} cannot be written: {error}. Make the folder writable, or name another one with "
            "ASSISTANT_STORE."
        ) from error
    try:
        owner.write_text(
            json.dumps({"pid": os.getpid(), "host": socket.gethostname(), "since": _now()}), encoding="utf-8"
        )
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


def _owner(file: Path) -> str:
    try:
        owner = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        # Between taking the lock and naming itself, the owner is unknown for a moment.
        return "Another process"
    return f"The process {owner['pid']} on {owner['host']} (since {owner['since']})"


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")
