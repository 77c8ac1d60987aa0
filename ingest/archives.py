"""Files that are ZIP archives inside (Word, PowerPoint, Excel, EPUB), opened with their traps looked for first."""

import io
import zipfile

from store.errors import LoadError

LARGEST_UNPACKED = 400_000_000
"""In bytes: more than any document of words holds, less than what takes a machine's memory."""
_MOST_ENTRIES = 20_000
_OLD_OFFICE = b"\xd0\xcf\x11\xe0"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_ENCRYPTED_FLAG = 1


def opened(raw: bytes, wanted: str, entry: str) -> zipfile.ZipFile:
    """Return the archive that a file is.

    Args:
        raw: its bytes.
        wanted: what the file should be, as "Word file (.docx)".
        entry: the entry that each file of that kind has.

    Raises:
        LoadError: if it is none, is damaged, protected by a password, or unpacks to far more than a document holds.
    """
    if raw.startswith(_OLD_OFFICE):
        raise LoadError(_old(raw, wanted))
    try:
        archive = zipfile.ZipFile(io.BytesIO(raw))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError, OverflowError) as error:
        raise LoadError(
            f"It is no {wanted}, or was not copied completely. Get it again, or give it the suffix of its kind."
        ) from error
    _check(archive)
    if entry not in archive.namelist():
        raise LoadError(f"It is an archive, but no {wanted}: it holds no {entry}. Give it the suffix of its kind.")
    return archive


def read(archive: zipfile.ZipFile, name: str) -> bytes:
    """Return an entry of an archive.

    Raises:
        LoadError: if it is not there, or damaged.
    """
    try:
        return archive.read(name)
    except (KeyError, zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise LoadError(
            f"Its part {name!r} is missing or damaged. Open it and save it again, or get it again."
        ) from error


def _old(raw: bytes, wanted: str) -> str:
    if _ENCRYPTED in raw:
        return "It is protected by a password. Save a copy without one."
    return f"It is an old Word, Excel or PowerPoint file. Save it in the newer form: {wanted}."


def _check(archive: zipfile.ZipFile) -> None:
    entries = archive.infolist()
    if any(entry.flag_bits & _ENCRYPTED_FLAG for entry in entries):
        raise LoadError("It is protected by a password. Save a copy without one.")
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > LARGEST_UNPACKED or len(entries) > _MOST_ENTRIES:
        raise LoadError(
            f"It unpacks to {unpacked:,} bytes in {len(entries):,} parts; at most {LARGEST_UNPACKED:,} bytes in "
            f"{_MOST_ENTRIES:,} parts are read. Remove its pictures, or cut it into several files."
        )
