"""The table of kinds: which loader reads a file of which suffix. A new kind is one row.

Another package adds a kind by an entry point of the group "partnership_assistant.loaders": its name is the suffix, its
object a function from a file's bytes to what they hold (ingest.loaded.Loaded).
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib.metadata import EntryPoint, entry_points
from pathlib import PurePath
from types import MappingProxyType

from ingest.languages import language_of
from ingest.loaded import Loaded, clipped
from ingest.loaders.book import load_book
from ingest.loaders.mail import load_mail
from ingest.loaders.markdown import load_markdown
from ingest.loaders.page import load_page
from ingest.loaders.pdf import load_pdf
from ingest.loaders.plain import load_plain
from ingest.loaders.powerpoint import load_powerpoint
from ingest.loaders.sheet import load_csv, load_excel
from ingest.loaders.word import load_word
from store.errors import IngestError, LoadError

VERSION = 3
"""Counted up when a loader makes other text of the same bytes, so that stored documents are read again."""

Loader = Callable[[bytes], Loaded]

LOADERS: Mapping[str, Loader] = MappingProxyType(
    {
        ".md": load_markdown,
        ".markdown": load_markdown,
        ".txt": load_plain,
        ".text": load_plain,
        ".html": load_page,
        ".htm": load_page,
        ".xhtml": load_page,
        ".pdf": load_pdf,
        ".docx": load_word,
        ".pptx": load_powerpoint,
        ".xlsx": load_excel,
        ".xlsm": load_excel,
        ".csv": load_csv,
        ".tsv": load_csv,
        ".eml": load_mail,
        ".epub": load_book,
    }
)
_GROUP = "partnership_assistant.loaders"

# What parsers raise on input that their authors did not think of; not memory, files or the user's own interrupt.
_PARSER_ERRORS = (ArithmeticError, AssertionError, AttributeError, LookupError, RecursionError, SyntaxError, TypeError)


def load(raw: bytes, name: str) -> Loaded:
    """Return the text of a file.

    Args:
        raw: its bytes.
        name: its name, whose suffix says the kind; without its suffix it is the title where nothing else is.

    Raises:
        LoadError: with a reason that a person can act on.
    """
    path = PurePath(name)
    if not raw.strip():
        raise LoadError("It is empty. Nothing to ingest; fill it or leave it out.")
    loader = loader_of(name)
    try:
        loaded = loader(raw)
    except (*_PARSER_ERRORS, ValueError) as error:
        raise LoadError(
            f"It cannot be read as {path.suffix}: {type(error).__name__}: {error}. "
            "It may be damaged, or have the wrong suffix."
        ) from error
    if not loaded.text.strip():
        raise LoadError("It holds no text. Nothing to ingest; fill it or leave it out.")
    return _completed(loaded, path)


def loader_of(name: str) -> Loader:
    """Return the loader for a file's suffix.

    Raises:
        LoadError: if there is none.
    """
    suffix = PurePath(name).suffix.lower()
    kinds = loaders()
    if suffix not in kinds:
        known = ", ".join(kinds)
        raise LoadError(f"No loader for {suffix or 'a name without suffix'}. Kinds that are read: {known}.")
    return kinds[suffix]


def is_own(name: str) -> bool:
    """Return whether a file is plain text or Markdown, read in a time that its size bounds."""
    return loaders().get(PurePath(name).suffix.lower()) in (load_plain, load_markdown)


@functools.cache
def loaders() -> Mapping[str, Loader]:
    """Return the table with the loaders that other installed packages add; they go before those of the same suffix.

    Raises:
        IngestError: if two of them want one suffix, or a name is no suffix.
    """
    added: dict[str, EntryPoint] = {}
    for point in entry_points(group=_GROUP):
        suffix = point.name.lower()
        if not suffix.startswith("."):
            raise IngestError(f"The loader {point.value} names {point.name!r}, which is no suffix, as '.odt' is.")
        if suffix in added and added[suffix].value != point.value:
            raise IngestError(f"{added[suffix].value} and {point.value} both load {suffix}. Uninstall one of them.")
        added[suffix] = point
    return MappingProxyType({**LOADERS, **{suffix: _from_point(point) for suffix, point in added.items()}})


def _from_point(point: EntryPoint) -> Loader:
    # Looked up on use, so that a broken package breaks its own kind only.
    def load_added(raw: bytes) -> Loaded:
        loaded: Loaded = point.load()(raw)
        return loaded

    return load_added


def _completed(loaded: Loaded, path: PurePath) -> Loaded:
    """Return what was loaded with the title and language that the document did not name."""
    return replace(
        loaded,
        # A lone surrogate, as damaged files hold, is no text that can be stored.
        text=loaded.text.encode(errors="replace").decode(),
        title=loaded.title or clipped(path.stem.replace("_", " ")) or path.name,
        # A template's own date, older than the document, says nothing.
        updated=loaded.updated if loaded.updated >= loaded.date else "",
        language=loaded.language or language_of(loaded.text),
    )
