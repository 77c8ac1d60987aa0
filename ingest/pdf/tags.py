"""What a tagged PDF says about its text: headings, and the cells of tables."""

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import count

import pypdfium2
import pypdfium2.raw as pdfium

_DEEPEST = 60
_MOST_ELEMENTS = 50_000


@dataclass(frozen=True, slots=True)
class Tag:
    """The element of the document's structure that a stretch of text belongs to."""

    role: str
    """As PDF names them: "P", "H1", "Artifact", ..."""
    table: int = 0
    """Number of the table on its page, from 1; 0 outside of tables."""
    row: int = 0
    cell: int = 0
    header: bool = False
    """Whether it is a header cell."""
    paragraph: int = 0
    """Counts the elements, so that two paragraphs of a cell differ."""


def tags_of(page: pypdfium2.PdfPage) -> dict[int, Tag]:
    """Return the tags of a page by their marked-content numbers; none for a PDF without."""
    tree = pdfium.FPDF_StructTree_GetForPage(page)
    if not tree:
        return {}
    try:
        numbers = count(1)
        tags: dict[int, Tag] = {}
        for place in range(pdfium.FPDF_StructTree_CountChildren(tree)):
            element = pdfium.FPDF_StructTree_GetChildAtIndex(tree, place)
            for mark, tag in _walk(element, Tag("P"), numbers, 0):
                tags[mark] = tag
        return tags
    finally:
        pdfium.FPDF_StructTree_Close(tree)


def _walk(element: object, above: Tag, numbers: Iterator[int], depth: int) -> Iterator[tuple[int, Tag]]:
    number = next(numbers)
    if not element or depth > _DEEPEST or number > _MOST_ELEMENTS:
        return
    tag = _below(above, _role(element), number)
    for place in range(max(0, pdfium.FPDF_StructElement_GetMarkedContentIdCount(element))):
        mark = pdfium.FPDF_StructElement_GetMarkedContentIdAtIndex(element, place)
        if mark >= 0:
            yield mark, tag
    for place in range(max(0, pdfium.FPDF_StructElement_CountChildren(element))):
        yield from _walk(pdfium.FPDF_StructElement_GetChildAtIndex(element, place), tag, numbers, depth + 1)


def _below(above: Tag, role: str, number: int) -> Tag:
    """Return the tag of an element of a role within another's; a table within a table is part of its cell."""
    if role == "Table" and not above.table:
        return replace(above, role=role, table=number)
    if role == "TR" and not above.cell:
        return replace(above, role=role, row=number)
    if role in ("TH", "TD") and not above.cell:
        return replace(above, role=role, cell=number, header=role == "TH")
    if role in ("Span", "Link", "Reference", "Strong", "Em", "NonStruct", "Annot"):
        return above
    return replace(above, role=role, paragraph=number)


def _role(element: object) -> str:
    name = (ctypes.c_uint16 * 64)()
    length = pdfium.FPDF_StructElement_GetType(element, name, ctypes.sizeof(name))
    return bytes(name)[: max(0, length - 2)].decode("utf-16-le", errors="replace")
