"""What a damaged or half-copied folder of Chroma shows before it is opened.

Chroma makes an empty database where its file is gone, and ends the process where the files of a vector index are cut
short (chromadb 1.5.9), so both are looked for first.
"""

import struct
from collections.abc import Iterable
from pathlib import Path

from store.errors import StoreError

ADVICE = (
    "If it was damaged or copied in part, move it away and run: python -m ingest documents/ "
    "(the documents themselves are untouched)."
)
# The file of a vector index that Chroma writes last.
LAST = "index_metadata.pickle"
# hnswlib's header: version, offset, elements there is room for, elements there are, bytes an element.
_HEADER = struct.Struct("<i4Q")


def check(folder: Path, saved: Iterable[str] = ()) -> None:
    """Look at a folder of Chroma that may not be there yet, while nobody writes to it.

    Args:
        folder: where Chroma keeps its database, and each vector index in a folder of its own.
        saved: the names of the vector indexes that the database says were saved.

    Raises:
        StoreError: if files are gone or cut short.
    """
    if folder.exists() and (found := _wrong(folder, saved)):
        raise StoreError(f"The store {folder.parent} is damaged: {found}. {ADVICE}")


def _wrong(folder: Path, saved: Iterable[str]) -> str:
    """Return what is wrong with a folder, or nothing."""
    if not folder.is_dir():
        return f"{folder} is a file, not a folder"
    indexes = sorted(header.parent for header in folder.glob("*/header.bin"))
    if indexes and not (folder / "chroma.sqlite3").is_file():
        return "the file chroma.sqlite3 is gone"
    gone = next((name for name in saved if not (folder / name / LAST).is_file()), "")
    if gone:
        return f"{gone}/{LAST} is gone"
    return next((reason for index in indexes if (reason := cut_short(index))), "")


def cut_short(index: Path) -> str:
    """Return which file of a vector index is cut short or gone, or nothing."""
    try:
        header = (index / "header.bin").read_bytes()
        if len(header) < _HEADER.size:
            return f"{index.name}/header.bin is cut short"
        _, _, _, elements, size = _HEADER.unpack_from(header)
        wanted = {"data_level0.bin": elements * size, "length.bin": elements * 4, "link_lists.bin": 0}
        for name, least in wanted.items():
            if (index / name).stat().st_size < least:
                return f"{index.name}/{name} is cut short"
    except FileNotFoundError as error:
        # A rebuild deletes the folder of the former collection, all of it.
        return f"{error.filename} is gone" if index.is_dir() else ""
    return ""
