"""The characters of a PDF page as runs: stretches of one line in one style, each with its place on the page."""

import ctypes
import math
import unicodedata
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

import pypdfium2
import pypdfium2.raw as pdfium

from ingest.pdf.tags import Tag, tags_of

# Of the size of the letters: a gap that is a blank, one that ends a run, and how far a baseline may shift within one.
_BLANK = 0.16
_WIDE = 0.9
_SHIFT = 0.12
_BOLD_WEIGHT = 600
_MOST_CHARACTERS = 200_000
_RIGHT_ANGLE = 90


@dataclass(slots=True)
class Run:
    """Characters beside each other in one style; places in points, counted from the page's lower left corner."""

    text: str
    left: float
    right: float
    base: float
    """The height of the baseline."""
    size: float
    bold: bool
    tag: Tag | None
    """What a tagged PDF says that it belongs to."""


@dataclass(frozen=True, slots=True)
class _Character:
    text: str
    left: float
    right: float
    base: float
    size: float
    object: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A page: what is written on it, how large it is as it is looked at, and whether pictures are on it."""

    runs: tuple[Run, ...]
    width: float
    height: float
    pictures: bool


def drawn(page: pypdfium2.PdfPage) -> Drawn:
    """Return the runs of a page in the order in which they are drawn.

    Text at another angle than most of the page's, as a watermark, is left out.
    """
    textpage = page.get_textpage()
    try:
        styles = _Styles(tags_of(page))
        characters, angle = _upright(textpage, styles)
        width, height = page.get_size()
        if angle % 180 == _RIGHT_ANGLE and page.get_rotation() % 180 == 0:
            width, height = height, width
        return Drawn(tuple(_runs(characters, styles)), width, height, _has_pictures(page))
    finally:
        textpage.close()


class _Styles:
    """Boldness and tag of the page's text objects, each looked up once."""

    def __init__(self, tags: dict[int, Tag]) -> None:
        self.tags = tags
        self.known: dict[int, tuple[bool, Tag | None]] = {}

    def note(self, textpage: pypdfium2.PdfTextPage, index: int) -> int:
        """Look at the object of a character; return its number."""
        handle = pdfium.FPDFText_GetTextObject(textpage, index)
        if not handle:
            return 0
        address = ctypes.addressof(handle.contents)
        if address not in self.known:
            name = ctypes.create_string_buffer(128)
            pdfium.FPDFText_GetFontInfo(textpage, index, name, 128, ctypes.c_int())
            weight = pdfium.FPDFText_GetFontWeight(textpage, index)
            bold = weight >= _BOLD_WEIGHT or b"bold" in name.value.lower() or b"black" in name.value.lower()
            mark = pdfium.FPDFPageObj_GetMarkedContentID(handle)
            tag = self.tags.get(mark) or (Tag("Artifact") if _is_artifact(handle) else None)
            self.known[address] = bold, tag
        return address


def _is_artifact(handle: object) -> bool:
    name = (ctypes.c_uint16 * 32)()
    length = ctypes.c_ulong()
    for place in range(max(0, pdfium.FPDFPageObj_CountMarks(handle))):
        mark = pdfium.FPDFPageObj_GetMark(handle, place)
        if pdfium.FPDFPageObjMark_GetName(mark, name, ctypes.sizeof(name), ctypes.byref(length)):
            written = bytes(name)[: max(0, length.value - 2)].decode("utf-16-le", errors="replace")
            if written == "Artifact":
                return True
    return False


def _upright(textpage: pypdfium2.PdfTextPage, styles: _Styles) -> tuple[list[_Character], int]:
    """Return the characters at the angle that most have, turned upright, and that angle in degrees."""
    count = min(textpage.count_chars(), _MOST_CHARACTERS)
    indexes = [index for index in range(count) if pdfium.FPDFText_IsGenerated(textpage, index) == 0]
    angles = {index: round(math.degrees(pdfium.FPDFText_GetCharAngle(textpage, index))) % 360 for index in indexes}
    common = Counter(angles.values()).most_common(1)
    angle = common[0][0] if common else 0
    turned = math.radians(-angle)
    cosine, sine = math.cos(turned), math.sin(turned)
    characters = [_character(textpage, index, cosine, sine, styles) for index in indexes if angles[index] == angle]
    return [character for character in characters if character.text], angle


def _character(textpage: pypdfium2.PdfTextPage, index: int, cosine: float, sine: float, styles: _Styles) -> _Character:
    box = pdfium.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    pdfium.FPDFText_GetLooseCharBox(textpage, index, box)
    pdfium.FPDFText_GetCharOrigin(textpage, index, x, y)
    corners = [
        (cosine * across - sine * up, sine * across + cosine * up)
        for across, up in ((box.left, box.bottom), (box.right, box.top))
    ]
    lefts, heights = zip(*corners, strict=True)
    return _Character(
        _text(pdfium.FPDFText_GetUnicode(textpage, index)),
        min(lefts),
        max(lefts),
        sine * x.value + cosine * y.value,
        abs(heights[1] - heights[0]),
        styles.note(textpage, index),
    )


def _text(code: int) -> str:
    """Return a character; a blank for white space, nothing for what has no meaning by itself."""
    # pdfium gives U+0002 for a hyphen at a line's end; U+FFFE and the private use areas are glyphs without a letter.
    if code in (2, 0xAD):
        return "-"
    if code in (9, 10, 13, 0xA0) or 0x2000 <= code <= 0x200A:
        return " "
    if code < 32 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
        return ""
    return "•" if unicodedata.category(chr(code)) == "Co" else _ligatures(chr(code))


def _ligatures(character: str) -> str:
    return unicodedata.normalize("NFKC", character) if "\ufb00" <= character <= "\ufb06" else character


def _runs(characters: list[_Character], styles: _Styles) -> Iterator[Run]:
    run: Run | None = None
    blank = False
    for character in characters:
        bold, tag = styles.known.get(character.object, (False, None))
        if character.text == " ":
            # A blank says that a word ends; how wide it is, the next character tells.
            blank = True
            continue
        gap = character.left - run.right if run else 0.0
        if run and _continues(run, character, gap, bold, tag):
            run.text += (" " if blank or gap > _BLANK * run.size else "") + character.text
            run.right = max(run.right, character.right)
        else:
            if run:
                run.text += " " if blank and _is_near(run, character, gap) else ""
                yield run
            run = Run(character.text, character.left, character.right, character.base, character.size or 1.0, bold, tag)
        blank = False
    if run:
        yield run


def _continues(run: Run, character: _Character, gap: float, bold: bool, tag: Tag | None) -> bool:
    same = run.bold == bold and run.tag == tag and abs(run.size - character.size) < 0.1 * run.size
    level = abs(run.base - character.base) < _SHIFT * run.size
    return same and level and -0.5 * run.size < gap < _WIDE * run.size


def _is_near(run: Run, character: _Character, gap: float) -> bool:
    return abs(run.base - character.base) < run.size and -0.5 * run.size < gap < _WIDE * run.size


def _has_pictures(page: pypdfium2.PdfPage) -> bool:
    return next(page.get_objects([pdfium.FPDF_PAGEOBJ_IMAGE], max_depth=2), None) is not None
