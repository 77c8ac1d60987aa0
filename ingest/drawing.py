"""A page of a PDF as a picture with the quoted words marked, drawn in a process apart."""

import ctypes
import json
import os
import subprocess
import sys
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from io import BytesIO
from typing import TYPE_CHECKING

from ingest.worker import Limits, limit_memory
from store.errors import LoadError

if TYPE_CHECKING:
    import pypdfium2
    from PIL.Image import Image

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ingest.drawing import write; write(sys.argv[2])"
_WIDTH, _HEIGHT = 1200, 1800
"""At most, in pixels."""
_SHORTEST = 12
"""Letters and digits; what is shorter may stand anywhere."""
_YELLOW = (255, 226, 110)

Box = tuple[int, int, int, int]
"""Left, top, right and bottom in the picture, in pixels."""


def draw(raw: bytes, number: int, quote: str = "", limits: Limits | None = None) -> bytes:
    """Return a page of a PDF as PNG.

    Args:
        raw: the PDF.
        number: the page, counted from 1.
        quote: words that are marked on the page as far as they stand on it.
        limits: on the seconds and the memory that this may take.

    Raises:
        LoadError: if it cannot be drawn, or not within the limits.
    """
    limits = limits or Limits()
    places = json.dumps([os.path.abspath(path) for path in sys.path])  # noqa: PTH100 - some are empty
    asked = json.dumps({"number": number, "quote": quote, "limits": asdict(limits)})
    try:
        ran = subprocess.run(
            [sys.executable, "-c", _START, places, asked],
            input=raw,
            capture_output=True,
            timeout=limits.seconds,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise LoadError(
            f"Page {number} took longer than {limits.seconds} seconds to draw. Open the file in its own program."
        ) from error
    if ran.returncode:
        told = "".join(ran.stderr.decode(errors="replace").strip().splitlines()[-1:])[:200].rstrip(".")
        raise LoadError(f"Page {number} cannot be drawn: {told}. Open the file in its own program.")
    return ran.stdout


def write(asked: str) -> None:
    """Draw a page of the PDF on the standard input, and write the picture to the standard output."""
    request = json.loads(asked)
    limit_memory(Limits(**request["limits"]).memory)
    sys.stdout.buffer.write(_picture(sys.stdin.buffer.read(), request["number"], request["quote"]))


def _picture(raw: bytes, number: int, quote: str) -> bytes:
    # Imported here because only this process needs it.
    import pypdfium2

    with pypdfium2.PdfDocument(raw) as document:
        page = document[number - 1]
        width, height = page.get_size()
        image = page.render(scale=min(_WIDTH / width, _HEIGHT / height)).to_pil().convert("RGB")
        marked = _marked(image, list(_lines(_boxes(page, quote, image.size))))
    out = BytesIO()
    marked.save(out, "PNG")
    return out.getvalue()


def _marked(image: "Image", boxes: Sequence[Box]) -> "Image":
    """Return the picture with what is in the boxes as if a marker had gone over it."""
    from PIL import Image, ImageChops, ImageDraw

    marker = Image.new("RGB", image.size, "white")
    for box in boxes:
        ImageDraw.Draw(marker).rectangle(box, fill=_YELLOW)
    return ImageChops.multiply(image, marker)


def _boxes(page: "pypdfium2.PdfPage", quote: str, size: tuple[int, int]) -> list[Box]:
    """Return where each letter of the quote stands, as far as it is on the page."""
    import pypdfium2.raw as pdfium

    text = page.get_textpage()
    letters = [
        (place, letter)
        for place in range(text.count_chars())
        for letter in squeezed(chr(pdfium.FPDFText_GetUnicode(text, place)))
    ]
    start, end = found_in("".join(letter for _, letter in letters), squeezed(quote))
    return [_on_picture(page, text.get_charbox(place), size) for place, _ in letters[start:end]]


def squeezed(text: str) -> str:
    """Return the letters and digits alone: how a page spaces and hyphenates is not how a text does."""
    return "".join(letter for letter in unicodedata.normalize("NFKC", text).casefold() if letter.isalnum())


def found_in(text: str, wanted: str) -> tuple[int, int]:
    """Return where the longest beginning of what is wanted stands in a text, a few letters being nothing."""
    shortest, longest = 0, len(wanted)
    while shortest < longest:
        middle = (shortest + longest + 1) // 2
        shortest, longest = (middle, longest) if wanted[:middle] in text else (shortest, middle - 1)
    if shortest < _SHORTEST:
        return 0, 0
    start = text.find(wanted[:shortest])
    return start, start + shortest


def _on_picture(page: "pypdfium2.PdfPage", box: tuple[float, ...], size: tuple[int, int]) -> Box:
    import pypdfium2.raw as pdfium

    corners = []
    for across, up in ((box[0], box[1]), (box[2], box[3])):
        left, top = ctypes.c_int(), ctypes.c_int()
        pdfium.FPDF_PageToDevice(page, 0, 0, *size, 0, across, up, left, top)
        corners.append((left.value, top.value))
    (one, two), (three, four) = corners
    return min(one, three), min(two, four), max(one, three), max(two, four)


def _lines(boxes: Sequence[Box]) -> Iterator[Box]:
    """Yield the boxes with those that follow each other in a line as one."""
    line: Box | None = None
    for box in boxes:
        if line and box[0] >= line[0] and box[1] < line[3] and line[1] < box[3]:
            line = (line[0], min(line[1], box[1]), max(line[2], box[2]), max(line[3], box[3]))
            continue
        if line:
            yield line
        line = box
    if line:
        yield line
