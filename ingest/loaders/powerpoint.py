"""PowerPoint: each slide's title, texts, tables and notes, with the slide's number."""

import io
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from ingest.archives import opened
from ingest.dates import dates_in
from ingest.loaded import LIST, PARAGRAPH, TABLE, Loaded, Outline, Writing, clipped
from ingest.normalising import normalised
from ingest.tables import table_text
from store.errors import LoadError

if TYPE_CHECKING:
    from pptx.shapes.base import BaseShape
    from pptx.slide import Slide
    from pptx.text.text import TextFrame

_SLIDE_LEVEL = 2
_DEEPEST = 20
_EMPTY_TITLES = {"", "powerpoint presentation", "presentation", "slide 1"}
# Placeholders that repeat on each slide: date, foot, number.
_FURNITURE = {"DATE", "FOOTER", "SLIDE_NUMBER", "HEADER"}


def load_powerpoint(raw: bytes) -> Loaded:
    """Return the text of a PowerPoint file; every block has its slide's number, counted from 1.

    Raises:
        LoadError: if it is none, is damaged, or needs a password.
    """
    opened(raw, "PowerPoint file (.pptx)", "[Content_Types].xml")
    # Imported here because only PowerPoint files need it.
    import pptx
    from pptx.exc import PackageNotFoundError

    try:
        presentation = pptx.Presentation(io.BytesIO(raw))
    except (PackageNotFoundError, KeyError, OSError) as error:
        raise LoadError(
            "It is no PowerPoint file (.pptx), or is damaged. Open it in PowerPoint and save it again."
        ) from error
    properties = presentation.core_properties
    slides = list(presentation.slides)
    declared = normalised(properties.title or "").strip()
    first = _title(slides[0]) if slides else ""
    title = clipped(declared if declared.lower() not in _EMPTY_TITLES else first)
    writing = Writing(Outline(title=title))
    for number, slide in enumerate(slides, start=1):
        _write(writing, slide, number)
    loaded = writing.loaded()
    found = dates_in(loaded.text)
    return replace(
        loaded,
        date=found.date or (properties.created.date().isoformat() if properties.created else ""),
        updated=found.updated or (properties.modified.date().isoformat() if properties.modified else ""),
        author=normalised(properties.author or "").strip(),
        language=(properties.language or "")[:2].lower(),
    )


def _write(writing: Writing, slide: "Slide", number: int) -> None:
    # A slide without a title begins a section nevertheless.
    writing.add_heading(_title(slide) or f"Slide {number}", _SLIDE_LEVEL, number)
    title = slide.shapes.title
    for shape in sorted(_shapes(slide.shapes), key=_place):
        if title is not None and shape.shape_id == title.shape_id:
            continue
        if getattr(shape, "has_table", False):
            table = shape.table  # type: ignore[attr-defined]
            rows = [[cell.text for cell in row.cells] for row in table.rows]
            writing.add(normalised(table_text(rows, True if table.first_row else None)), TABLE, number)
        elif shape.has_text_frame:
            _write_text(writing, shape.text_frame, number)  # type: ignore[attr-defined]
    if slide.has_notes_slide and (notes := slide.notes_slide.notes_text_frame) is not None:
        writing.add(normalised(notes.text), PARAGRAPH, number)


def _write_text(writing: Writing, frame: "TextFrame", number: int) -> None:
    paragraphs = [(paragraph.level, normalised(paragraph.text).strip()) for paragraph in frame.paragraphs]
    paragraphs = [(level, text) for level, text in paragraphs if text]
    if len(paragraphs) > 1:
        items = ("  " * level + "- " + " ".join(text.split()) for level, text in paragraphs)
        writing.add("\n".join(items), LIST, number)
    else:
        for _, text in paragraphs:
            writing.add(text, PARAGRAPH, number)


def _title(slide: "Slide") -> str:
    shape = slide.shapes.title
    return " ".join(normalised(shape.text_frame.text).split()) if shape is not None else ""


def _shapes(shapes: object, depth: int = 0) -> Iterator["BaseShape"]:
    """Yield shapes, those within groups by themselves."""
    from pptx.shapes.group import GroupShape

    for shape in shapes:  # type: ignore[attr-defined]
        if isinstance(shape, GroupShape) and depth < _DEEPEST:
            yield from _shapes(shape.shapes, depth + 1)
        elif not (shape.is_placeholder and shape.placeholder_format.type.name in _FURNITURE):
            yield shape


def _place(shape: "BaseShape") -> tuple[int, int]:
    """Return where a shape is read: from the top down, and from the left."""
    return shape.top or 0, shape.left or 0
