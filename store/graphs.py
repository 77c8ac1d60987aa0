"""The files of Chroma's vector graphs: one process at a time, and made whole again after a kill.

chromadb 1.5.9 saves a graph into its files in place, once in some hundred writes, and writes down the number of the
last entry of its log that the files hold only after that; the log keeps every entry past this number. A process that
loads the files meanwhile ends with a segmentation fault, and one that is killed meanwhile leaves them torn. So whoever
loads or writes a graph holds a lock, and a copy of the files is kept from each save that came to its end to the next:
with the log, that copy is everything there was.
"""

import logging
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from store.damage import LAST, check, cut_short
from store.errors import StoreError

COPIES = "graphs"
# Saving a graph of some 100,000 passages takes a second or two.
_PATIENCE = 120
_SEGMENTS = """
SELECT segments.id, COALESCE(max_seq_id.seq_id, 0) FROM segments
LEFT JOIN max_seq_id ON max_seq_id.segment_id = segments.id WHERE segments.scope = 'VECTOR'
"""
_logger = logging.getLogger(__name__)


class Graphs:
    """The graphs of a store in a directory."""

    def __init__(self, store: Path) -> None:
        """Look after the graphs under a store's folder."""
        self._store = store
        self._chroma = store / "chroma"
        self._copies = store / COPIES

    @contextmanager
    def held(self, *, writing: bool = False) -> Iterator[None]:
        """Hold the graphs for this thread alone: whole as they are, and copied if they are about to be written.

        Raises:
            StoreError: if they are damaged beyond what the copies mend, if there is no room for a copy, or if another
                process does not let go of them.
        """
        try:
            with FileLock(self._store / "graphs.lock", timeout=_PATIENCE):
                sequences = self._sequences()
                self._mend(sequences)
                check(self._chroma, [name for name, sequence in sequences.items() if sequence])
                if writing:
                    self._keep(sequences)
                yield
        except Timeout as error:
            raise StoreError(
                f"Another process has held the vectors of the store {self._store} for {_PATIENCE} seconds. Stop it, "
                "or wait until it is done, and try again."
            ) from error

    def _sequences(self) -> dict[str, int]:
        """Return for each graph the number of the last entry of the log that its files hold; 0 before any save."""
        database = self._chroma / "chroma.sqlite3"
        if not database.is_file():
            return {}
        try:
            with closing(sqlite3.connect(f"{database.resolve().as_uri()}?mode=ro", uri=True, timeout=60)) as connection:
                return dict(connection.execute(_SEGMENTS).fetchall())
        except sqlite3.DatabaseError as error:
            if error.sqlite_errorcode == sqlite3.SQLITE_BUSY:
                raise StoreError(
                    f"{database} was locked by another process for a minute. Stop it and try again."
                ) from error
            # No database of Chroma's, or none any more: opening it says so, with the next step.
            return {}

    def _mend(self, sequences: dict[str, int]) -> None:
        """Put the copy in the place of files that a killed process was writing."""
        for name, sequence in sequences.items():
            folder, copy = self._chroma / name, self._copy(name, sequence)
            if not sequence:
                if (folder / LAST).exists() or (folder.is_dir() and cut_short(folder)):
                    # The log holds all of it, and Chroma makes a new graph of that.
                    shutil.rmtree(folder)
            elif copy.is_dir() and _files(folder) != _files(copy):
                _logger.warning("A process was ended while it saved vectors to %s; they are whole again.", self._store)
                shutil.rmtree(folder, ignore_errors=True)
                copy.rename(folder)

    def _keep(self, sequences: dict[str, int]) -> None:
        """Copy the graphs that were saved since they were last copied."""
        wanted = {self._copy(name, sequence): self._chroma / name for name, sequence in sequences.items() if sequence}
        self._copies.mkdir(exist_ok=True)
        for folder in self._copies.iterdir():
            if folder not in wanted:
                shutil.rmtree(folder)
        for copy, folder in wanted.items():
            if not copy.exists():
                unfinished = copy.with_suffix(".new")
                try:
                    shutil.copytree(folder, unfinished)
                    unfinished.rename(copy)
                except OSError as error:
                    shutil.rmtree(unfinished, ignore_errors=True)
                    raise StoreError(
                        f"The vectors in {folder} cannot be copied to {copy}, which has to be done before they are "
                        f"changed: {error}. Make room and try again; nothing was changed."
                    ) from error

    def _copy(self, name: str, sequence: int) -> Path:
        return self._copies / f"{name}@{sequence}"


def _files(folder: Path) -> dict[str, tuple[int, int]]:
    """Return size and time of the last change of each file, which a copy keeps."""
    if not folder.is_dir():
        return {}
    return {file.name: (file.stat().st_size, file.stat().st_mtime_ns) for file in folder.iterdir()}
