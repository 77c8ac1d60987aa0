"""PDF: the text layer in reading order, with its pages, headings and tables; heads, feet and page numbers left out."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.dates import dates_in, iso_of
from ingest.loaded import LIST, PARAGRAPH, TABLE, Loaded, Outline, Writing, clipped
from ingest.normalising import normalised
from ingest.pdf.paragraphs import Paragraph
from ingest.pdf.parts import Part, Table, body_size, parts_of
from store.errors import LoadError

if TYPE_CHECKING:
    import pypdfium2

    from ingest.pdf.runs import Drawn

_TRAILER = 2048
_MOST_LEVELS = 4
_UNNAMED = 9
# Of the size of the text.
_LARGER = 1.12
_TITLE_WORDS = 8
# Pages that a warning names.
_MOST_NAMED = 12
# What begins as a section or an addition does is no title.
_NUMBERED = re.compile(r"\(|(?:[A-Z]|[IVX]+|\d+(?:\.\d+)*)\.\s")


def load_pdf(raw: bytes) -> Loaded:
    """Return the text of a PDF; every block has its page, counted from 1.

    Raises:
        LoadError: if it is damaged, needs a password, or holds pictures of text only.
    """
    pages, information = _read(raw)
    if not any(page.runs for page in pages):
        raise LoadError(_without_text(pages))
    parts = parts_of(pages)
    title = clipped(normalised(_declared_title(information.get("Title", "")) or _drawn_title(parts)))
    loaded = _written(parts, title)
    found = dates_in(loaded.text)
    return replace(
        loaded,
        date=found.date or _made(information.get("CreationDate", "")),
        updated=found.updated,
        author=normalised(information.get("Author", "")).strip(),
        language=information.get("Language", "")[:2].lower(),
        warning=_partly_without_text(pages),
    )


def _read(raw: bytes) -> tuple[list["Drawn"], dict[str, str]]:
    # Imported here because only PDFs need it.
    import pypdfium2

    from ingest.pdf.runs import drawn

    if not raw[:1024].lstrip().startswith(b"%PDF-") and b"%PDF-" not in raw[:1024]:
        raise LoadError("It is no PDF: it does not begin as one. Give it the suffix of its kind.")
    if b"%%EOF" not in raw.rstrip(b"\0\r\n\t ")[-_TRAILER:]:
        raise LoadError("It is a PDF without its end: it was not copied completely. Get it again.")
    try:
        document = pypdfium2.PdfDocument(raw)
    except pypdfium2.PdfiumError as error:
        raise LoadError(_not_opened(error)) from error
    try:
        return [drawn(page) for page in _pages(document)], _information(document)
    finally:
        document.close()


def _pages(document: "pypdfium2.PdfDocument") -> Iterator["pypdfium2.PdfPage"]:
    import pypdfium2

    for number in range(len(document)):
        try:
            page = document[number]
        except pypdfium2.PdfiumError as error:
            raise LoadError(f"Page {number + 1} is damaged. Print it to a new PDF, or get it again.") from error
        yield page
        page.close()


def _not_opened(error: "pypdfium2.PdfiumError") -> str:
    if "password" in str(error).lower():
        return "It is protected by a password. Save a copy without one."
    return "It is damaged, or no PDF. Open it in a viewer and print it to a new PDF, or get it again."


def _information(document: "pypdfium2.PdfDocument") -> dict[str, str]:
    import ctypes

    import pypdfium2.raw as pdfium

    information: dict[str, str] = document.get_metadata_dict(skip_empty=True)
    language = (ctypes.c_uint16 * 32)()
    length = pdfium.FPDFCatalog_GetLanguage(document, language, ctypes.sizeof(language))
    if 2 < length <= ctypes.sizeof(language):
        information["Language"] = bytes(language)[: length - 2].decode("utf-16-le", errors="replace")
    return information


def _without_text(pages: Sequence["Drawn"]) -> str:
    if any(page.pictures for page in pages):
        return (
            f"Its {len(pages)} pages are pictures without a text layer. Add one with a program for text recognition, "
            "as ocrmypdf."
        )
    return "It holds no text. Nothing to ingest; fill it or leave it out."


def _partly_without_text(pages: Sequence["Drawn"]) -> str:
    numbers = [str(number) for number, page in enumerate(pages, 1) if page.pictures and not page.runs]
    if not numbers:
        return ""
    named = ", ".join(numbers[:_MOST_NAMED]) + (" and others" if len(numbers) > _MOST_NAMED else "")
    return (
        f"{len(numbers)} of its {len(pages)} pages are pictures without a text layer and were left out: {named}. "
        "Add one with a program for text recognition, as ocrmypdf."
    )


def _declared_title(title: str) -> str:
    """Return the title that the file declares, unless it is none: a file's name, or what a program puts there."""
    words = title.split()
    file = re.fullmatch(r".*\.(?:docx?|pdf|indd|qxd|pptx?|xlsx?|tex|rtf|odt)", title.strip(), re.IGNORECASE)
    return "" if file or len(words) < 2 or title.startswith(("Microsoft ", "untitled")) else title


def _drawn_title(parts: Sequence[Part]) -> str:
    """Return the heading of the first page that looks most like the title: large, and of several words."""
    headings = [part for part in parts if isinstance(part, Paragraph) and part.heading and part.page == 1]
    named = [part for part in headings if not _NUMBERED.match(part.text)] or headings
    body = body_size(parts)
    larger = [part for part in named if part.size > _LARGER * body and len(part.text.split()) > 1]
    best = max(larger or named, key=lambda part: part.size * min(len(part.text.split()), _TITLE_WORDS), default=None)
    if best is None:
        return ""
    before = parts[parts.index(best) - 1] if parts.index(best) else None
    # A number in letters of the same size, as "Resolution 2789", stands in front of what it is about.
    numbered = before in named and isinstance(before, Paragraph) and _style(before) == _style(best)
    return f"{before.text}: {best.text}" if numbered and isinstance(before, Paragraph) else best.text


def _written(parts: Sequence[Part], title: str) -> Loaded:
    levels = _levels(parts)
    writing = Writing(Outline(title=title))
    for part in parts:
        if isinstance(part, Table):
            writing.add(normalised(part.text), TABLE, part.page)
        elif part.heading:
            writing.add_heading(normalised(part.text), levels[_style(part)], part.page)
        else:
            writing.add(normalised(part.text), LIST if part.item else PARAGRAPH, part.page)
    return writing.loaded()


def _style(part: Paragraph) -> tuple[float, bool, int]:
    named = int(part.role[1:]) if part.role.startswith("H") and part.role[1:].isdigit() else _UNNAMED
    return -round(part.size), not part.bold, named


def _levels(parts: Sequence[Part]) -> dict[tuple[float, bool, int], int]:
    """Return the level of each style of heading: larger ones above smaller ones, bold above plain."""
    styles = {_style(part) for part in parts if isinstance(part, Paragraph) and part.heading}
    return {style: min(place, _MOST_LEVELS) for place, style in enumerate(sorted(styles), start=1)}


def _made(stamp: str) -> str:
    """Return the date of a PDF's stamp "D:20250211150000Z"."""
    match = re.match(r"(?:D:)?(\d{4})(\d{2})(\d{2})", stamp)
    return iso_of(f"{match[1]}-{match[2]}-{match[3]}") if match else ""
