"""EPUB: the chapters in their order, with their headings, lists and tables."""

import posixpath
import re
from dataclasses import replace
from typing import TYPE_CHECKING
from urllib.parse import unquote

from ingest.archives import opened, read
from ingest.dates import dates_in, iso_of
from ingest.loaded import Loaded, Outline, Writing, clipped
from ingest.markup import write_markup
from ingest.normalising import decoded, normalised
from store.errors import LoadError

if TYPE_CHECKING:
    import zipfile

    from lxml.etree import _Element

_CONTAINER = "META-INF/container.xml"
_ENCRYPTION = "META-INF/encryption.xml"
_CHAPTERS = {"application/xhtml+xml", "text/html"}
_DECLARATION = re.compile(r"<\?xml[^>]{0,200}\?>")


def load_book(raw: bytes) -> Loaded:
    """Return the text of an EPUB.

    Raises:
        LoadError: if it is none, is damaged, or is protected against copying.
    """
    archive = opened(raw, "EPUB (.epub)", _CONTAINER)
    container = _parsed(read(archive, _CONTAINER))
    package_name = str(next(iter(container.xpath("//*[local-name()='rootfile']/@full-path")), ""))
    package = _parsed(read(archive, package_name))
    chapters = _chapters(package, posixpath.dirname(package_name))
    _check_readable(archive, chapters)
    writing = Writing(Outline(title=clipped(_named(package, "title"))))
    for chapter in chapters:
        # lxml does not take text that declares its encoding once more.
        write_markup(writing, _DECLARATION.sub("", decoded(read(archive, chapter)), count=1))
    loaded = writing.loaded()
    modified = package.xpath("//*[local-name()='meta'][@property='dcterms:modified']/text()")
    return replace(
        loaded,
        date=iso_of(_named(package, "date")) or dates_in(loaded.text).date,
        updated=iso_of(str(modified[0])) if modified else "",
        author=", ".join(_all_named(package, "creator")),
        language=_named(package, "language")[:2].lower(),
    )


def _parsed(raw: bytes) -> "_Element":
    from lxml import etree

    try:
        return etree.fromstring(raw, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        raise LoadError(f"Its list of contents is damaged: {error}. Get it again.") from error


def _chapters(package: "_Element", folder: str) -> list[str]:
    """Return the names of the chapters' entries in reading order."""
    files = {
        item.get("id"): posixpath.normpath(posixpath.join(folder, unquote(item.get("href") or "")))
        for item in package.xpath("//*[local-name()='manifest']/*[local-name()='item']")
        if item.get("media-type") in _CHAPTERS and "nav" not in (item.get("properties") or "").split()
    }
    order = package.xpath("//*[local-name()='spine']/*[local-name()='itemref']/@idref")
    return [files[name] for name in dict.fromkeys(map(str, order)) if name in files]


def _check_readable(archive: "zipfile.ZipFile", chapters: list[str]) -> None:
    if not chapters:
        raise LoadError("It is an EPUB without chapters. Get it again.")
    if _ENCRYPTION not in archive.namelist():
        return
    locked = {unquote(str(uri)) for uri in _parsed(read(archive, _ENCRYPTION)).xpath("//@URI")}
    # Books that anyone may read list their fonts there.
    if locked.intersection(chapters):
        raise LoadError("It is protected against copying. Get a copy without protection.")


def _named(package: "_Element", name: str) -> str:
    return next(iter(_all_named(package, name)), "")


def _all_named(package: "_Element", name: str) -> list[str]:
    values = package.xpath(f"//*[local-name()='metadata']/*[local-name()='{name}']/text()")
    return [" ".join(normalised(str(value)).split()) for value in values if str(value).strip()]
