"""Word: paragraphs, headings, lists, tables and footnotes in their order; heads and feet of pages are left out."""

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from ingest.archives import opened
from ingest.dates import dates_in
from ingest.loaded import LIST, PARAGRAPH, QUOTE, TABLE, Loaded, Outline, Writing, clipped
from ingest.normalising import normalised
from ingest.tables import table_text
from store.errors import LoadError

if TYPE_CHECKING:
    from docx.document import Document
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_BOX = f"{_WORD}txbxContent"
_NOT_SHOWN = {f"{_WORD}del", f"{_WORD}instrText", f"{_WORD}delText", f"{_WORD}rPr", f"{_WORD}pPr", _FALLBACK, _BOX}
_SIGNS = {f"{_WORD}tab": "\t", f"{_WORD}br": "\n", f"{_WORD}cr": "\n", f"{_WORD}noBreakHyphen": "-"}
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_HEADING = re.compile(r"heading (\d)")
# What programs write where nobody named a title or author.
_EMPTY_TITLES = {"", "word document", "document", "untitled"}
_EMPTY_AUTHORS = {"", "python-docx", "user", "author"}


def load_word(raw: bytes) -> Loaded:
    """Return the text of a Word file.

    Raises:
        LoadError: if it is none, is damaged, or needs a password.
    """
    opened(raw, "Word file (.docx)", "[Content_Types].xml")
    # Imported here because only Word files need it.
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, OSError) as error:
        raise LoadError("It is no Word file (.docx), or is damaged. Open it in Word and save it again.") from error
    properties = document.core_properties
    declared = normalised(properties.title or "").strip()
    title = "" if declared.lower() in _EMPTY_TITLES else declared
    writing = Writing(Outline(title=clipped(title or _first_title(document))))
    _write(writing, document)
    loaded = writing.loaded()
    found = dates_in(loaded.text)
    author = normalised(properties.author or "").strip()
    return replace(
        loaded,
        date=found.date or _day(properties.created),
        updated=found.updated or _day(properties.modified),
        author="" if author.lower() in _EMPTY_AUTHORS else author,
        language=(properties.language or "")[:2].lower(),
    )


def _write(writing: Writing, document: "Document") -> None:
    from docx.table import Table

    notes = _notes(document)
    used: list[str] = []
    for block in document.iter_inner_content():
        if isinstance(block, Table):
            writing.add(normalised(_table(block)), TABLE)
            continue
        before = len(used)
        text = normalised(_text(block._p, used)).strip()
        level = _level(block)
        if level and text:
            writing.add_heading(text, level)
        elif text:
            kind = _kind(block)
            writing.add(f"- {text}" if kind == LIST else text, kind)
        for box in _boxes(block._p):
            writing.add(normalised(box))
        for number, note in enumerate(used[before:], start=before + 1):
            if notes.get(note):
                writing.add(f"{_raised(number)} {normalised(notes[note])}")


def _raised(number: int) -> str:
    return str(number).translate(_RAISED)


def _text(element: "BaseOxmlElement", notes: list[str]) -> str:
    """Return what an element shows, what was deleted with changes tracked left out; add its footnotes' names."""
    parts = []
    for child in element.iterchildren():
        if child.tag == f"{_WORD}t":
            parts.append(child.text or "")
        elif child.tag in _SIGNS:
            parts.append(_SIGNS[child.tag])
        elif child.tag == f"{_WORD}footnoteReference":
            notes.append(child.get(f"{_WORD}id") or "")
            parts.append(_raised(len(notes)))
        elif child.tag not in _NOT_SHOWN:
            parts.append(_text(child, notes))
    return "".join(parts)


def _boxes(element: "BaseOxmlElement") -> Iterator[str]:
    """Yield the text of the text boxes anchored in a paragraph."""
    for box in element.iter(_BOX):
        if not any(above.tag == _FALLBACK for above in box.iterancestors()):
            yield "\n".join(_text(paragraph, []) for paragraph in box.iter(f"{_WORD}p"))


def _level(paragraph: "Paragraph") -> int:
    """Return the level of a heading, 0 for other paragraphs."""
    name = _style(paragraph)
    if name == "title":
        return 1
    match = _HEADING.fullmatch(name)
    return int(match[1]) if match else 0


def _kind(paragraph: "Paragraph") -> str:
    name = _style(paragraph)
    numbered = paragraph._p.pPr is not None and paragraph._p.pPr.numPr is not None
    if numbered or name.startswith("list"):
        return LIST
    return QUOTE if "quote" in name else PARAGRAPH


def _style(paragraph: "Paragraph") -> str:
    style = paragraph.style
    return (style.name or "").lower() if style is not None else ""


def _table(table: "Table") -> str:
    rows = []
    for row in table.rows:
        cells: list[str] = []
        before = None
        for cell in row.cells:
            # A cell over several columns is given once for each.
            cells.append(
                "" if cell._tc is before else "\n".join(_text(part, []) for part in cell._tc.iter(f"{_WORD}p"))
            )
            before = cell._tc
        rows.append(cells)
    return table_text(rows)


def _notes(document: "Document") -> dict[str, str]:
    """Return the footnotes by their numbers."""
    from lxml import etree

    for relation in document.part.rels.values():
        if relation.reltype.endswith("/footnotes") and not relation.is_external:
            parser = etree.XMLParser(resolve_entities=False, no_network=True)
            root = etree.fromstring(relation.target_part.blob, parser)
            return {str(note.get(f"{_WORD}id")): " ".join(_text(note, []).split()) for note in root}
    return {}


def _first_title(document: "Document") -> str:
    """Return the first paragraph in the style of titles, else the first heading."""
    levels = ((_level(paragraph), _text(paragraph._p, [])) for paragraph in document.paragraphs)
    return next((normalised(text) for level, text in levels if level == 1 and text.strip()), "")


def _day(moment: datetime | None) -> str:
    return moment.date().isoformat() if moment else ""
