"""From the paths that are given to the files that are read, and the names that they have in the store."""

import os
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from ingest.addresses import identity, is_address
from ingest.loaders import loaders
from store.errors import IngestError, LoadError

LARGEST_FILE = 50_000_000
"""In bytes; more text than anyone reads, and less than what takes a machine's memory."""


@dataclass(frozen=True, slots=True)
class Source:
    """A file, and its identity in the store."""

    name: str
    """The folder's name and the path below it, with forward slashes; a file's name where it is given by itself."""
    path: Path
    folder: Path | None = None
    """The folder that was given and that it may not lead out of; None for a file given by itself."""

    def read(self, most: int = LARGEST_FILE) -> bytes:
        """Return its bytes.

        Raises:
            LoadError: if there are more than `most`, it is no file, leads out of its folder, cannot be read, or changes
                meanwhile.
        """
        try:
            self._check(most)
            with self.path.open("rb") as file:
                before = os.fstat(file.fileno())
                raw = file.read(most + 1)
                after = os.fstat(file.fileno())
        except PermissionError as error:
            raise LoadError("There is no permission to read it. Change its permissions.") from error
        except OSError as error:
            raise LoadError(f"It cannot be read: {error.strerror or error}.") from error
        if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns) or len(raw) != after.st_size:
            raise LoadError("It changed while it was read. Ingest it again when it is written completely.")
        return raw

    def _check(self, most: int) -> None:
        if self.path.is_symlink() and not self.path.exists():
            raise LoadError("It is a link to a file that is not there. Mend or remove the link.")
        real = self.path.resolve()
        if self.folder and not real.is_relative_to(self.folder):
            raise LoadError(f"It is a link to {real}, outside the folder. Give that path by itself, or copy the file.")
        status = self.path.stat()
        if not stat.S_ISREG(status.st_mode):
            raise LoadError("It is no file but a socket, a pipe or a device. Leave it out.")
        if status.st_size > most:
            raise LoadError(
                f"It has {status.st_size:,} bytes; at most {most:,} are read. Cut it into several files, or raise "
                "ASSISTANT_FILE_BYTES."
            )


@dataclass(frozen=True, slots=True)
class Page:
    """What an http(s) address leads to."""

    name: str
    """The address, which is its identity in the store too."""


@dataclass(slots=True)
class Sources:
    """What the given paths hold."""

    files: list[Source] = field(default_factory=list)
    pages: list[Page] = field(default_factory=list)
    folders: dict[str, Path] = field(default_factory=dict)
    """Name of each folder that was given, and where it is."""
    skipped: int = 0
    """Files of the folders that no loader reads."""
    unreadable: list[tuple[str, str]] = field(default_factory=list)
    """(name, reason) of what could not be listed."""

    def gone(self, stored: Iterable[str]) -> list[str]:
        """Return which of the stored names belong to a given folder and are not there any more."""
        there = {source.name for source in self.files}
        unknown = tuple(f"{name}/" for name, _ in self.unreadable)
        inside = tuple(f"{folder}/" for folder in self.folders)
        return [
            name for name in stored if name.startswith(inside) and name not in there and not name.startswith(unknown)
        ]


def find_sources(paths: Iterable[str | os.PathLike[str]]) -> Sources:
    """Return the files of paths: files themselves, and what folders hold at any depth, hidden files left out.

    Addresses with http or https are kept as they are.

    Raises:
        IngestError: if a path is not there, or two of them would have one name in the store.
    """
    sources = Sources()
    given: dict[str, Path] = {}
    for each in paths:
        if isinstance(each, str) and is_address(each):
            sources.pages.append(Page(identity(each)))
            continue
        path = Path(each)
        if not path.exists() and not path.is_symlink():
            raise IngestError(f"{path} is not there. Give files or folders that exist.")
        folder = path.is_dir()
        place = path.resolve() if folder else path.absolute()
        name = unicodedata.normalize("NFC", place.name)
        if not name:
            raise IngestError(f"{path} has no name to keep its documents under. Give a folder below it.")
        if given.setdefault(name, place) != place:
            raise IngestError(
                f"{given[name]} and {place} have one name, {name!r}, and would replace each other's documents. "
                "Rename one, or give the folder above both."
            )
        if not folder:
            sources.files.append(Source(name, place))
        elif name not in sources.folders:
            sources.folders[name] = place
            _collect(sources, name, place)
    sources.files = list(dict.fromkeys(sources.files))
    sources.pages = list(dict.fromkeys(sources.pages))
    return sources


def _collect(sources: Sources, name: str, folder: Path) -> None:
    for path in _walk(sources, name, folder):
        below = unicodedata.normalize("NFC", path.relative_to(folder).as_posix())
        if path.suffix.lower() not in loaders():
            sources.skipped += 1
        elif not _is_unicode(below):
            shown = below.encode(errors="replace").decode()
            sources.unreadable.append((f"{name}/{shown}", "Its name is not valid UTF-8. Rename it."))
        else:
            sources.files.append(Source(str(PurePosixPath(name) / below), path, folder))


def _walk(sources: Sources, name: str, folder: Path) -> Iterator[Path]:
    """Yield the files below a folder in the order of their names, without hidden ones and linked folders."""

    def failed(path: Path, reason: str) -> None:
        below = path.relative_to(folder).as_posix()
        sources.unreadable.append((name if below == "." else f"{name}/{below}", reason))

    def not_listed(error: OSError) -> None:
        failed(Path(error.filename), f"The folder cannot be listed: {error.strerror}. Change its permissions.")

    for root, folders, files in os.walk(folder, onerror=not_listed):
        folders[:] = sorted(entry for entry in folders if not entry.startswith("."))
        for link in [path for entry in folders if (path := Path(root, entry)).is_symlink()]:
            # A link within the folder leads to what is read anyway.
            if not link.resolve().is_relative_to(folder):
                failed(link, "It is a link to a folder outside. Give that folder by itself, or copy it.")
        yield from (Path(root, file) for file in sorted(files) if not file.startswith("."))


def _is_unicode(name: str) -> bool:
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
