"""A small document of each kind, each about something else, so that only one of them answers a question."""

import io
from collections.abc import Callable, Mapping
from datetime import date
from email.message import EmailMessage

import docx
import made_files
import openpyxl
import pptx

PAGE = """<html lang="en"><head><title>Visit to the Academy of Sundholm</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>Visit to the Academy of Sundholm</h1>
<p>The delegation came to the Academy of Sundholm by train and stayed for two days.</p>
<h2>Gifts</h2><p>The rector gave the visitors a bronze bell that was cast in 1888.</p>
</article><footer>All rights reserved</footer></body></html>"""


def pdf() -> bytes:
    """Two pages; the second says who opened the harbour."""
    first = [
        (72.0, 740.0, "The harbour of Westmere", 20, True),
        (72.0, 700.0, "This report describes the harbour of Westmere and the ships that call there.", 10, False),
    ]
    second = [
        (72.0, 740.0, "Opening", 14, True),
        (72.0, 700.0, "The harbour of Westmere was opened by Mayor Ada Quill. Ships from", 10, False),
        (72.0, 688.0, "nine countries took part in the ceremony.", 10, False),
    ]
    return made_files.pdf([first, second])


def word() -> bytes:
    """A table of officers under a heading."""
    document = docx.Document()
    document.add_heading("Staff of the Liaison Bureau", level=0)
    document.add_paragraph("The Liaison Bureau keeps in touch with the partners.")
    document.add_heading("Officers", level=1)
    rows = (("Officer", "Post", "Country"), ("Ines Varga", "training officer", "Hungary"))
    table = document.add_table(rows=0, cols=3)
    for row in (*rows, ("Tom Eklund", "logistics officer", "Sweden")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    return _saved(document)


def powerpoint() -> bytes:
    """Two slides; the second says what an exercise costs."""
    presentation = pptx.Presentation()
    for title, lines in (
        ("Exercise Grey Heron", ("Four partners take part", "Held every spring")),
        ("Costs", ("The exercise Grey Heron costs 3.2 million euros a year", "The host pays for the fuel")),
    ):
        slide = presentation.slides.add_slide(presentation.slide_layouts[1])
        slide.shapes.title.text = title
        frame = slide.placeholders[1].text_frame
        frame.text = lines[0]
        frame.add_paragraph().text = lines[1]
    return _saved(presentation)


def excel() -> bytes:
    """Talks by their dates on the second sheet."""
    book = openpyxl.Workbook()
    notes, talks = book.active, book.create_sheet("Talks")
    assert notes is not None
    notes.title = "About"
    notes.append(("Kept by the press office.",))
    for row in (
        ("Date", "Place", "Speaker", "Topic"),
        (date(2012, 7, 4), "Chatham House, London", "Anna Lindt", "Partnerships"),
        (date(2012, 9, 12), "Peace Palace, The Hague", "Marc Oduya", "Training at sea"),
        (date(2013, 2, 21), "Kursaal, Bern", "Elif Demir", "Cyber defence"),
    ):
        talks.append(row)
    return _saved(book)


def csv() -> bytes:
    """Contact embassies, with ISO dates."""
    return (
        b"Partner,Joined,Contact point\nOstland,1994-03-23,Embassy of Romania\n"
        b"Merania,2006-12-14,Embassy of Portugal\nVestria,1995-05-09,Embassy of Norway\n"
    )


def mail() -> bytes:
    """An invitation."""
    message = EmailMessage()
    message["From"] = "Jane Doe <jane@example.org>"
    message["To"] = "Bo <bo@example.org>"
    message["Subject"] = "Workshop on mine clearance"
    message["Date"] = "Wed, 04 Jul 2012 10:30:00 +0200"
    message.set_content(
        "Dear Bo,\n\nThe workshop on mine clearance begins at the barracks of Tornby on 3 October 2012.\n\nJane\n"
    )
    return message.as_bytes()


def book() -> bytes:
    """Two chapters; the second says who founded a school."""
    return made_files.book(
        title="Schools of the partners",
        chapters=(
            ("Beginnings", "For years officers were taught at home."),
            ("The school at Aldmoor", "The school at Aldmoor was founded by General Petra Holm."),
        ),
    )


FILES: Mapping[str, Callable[[], bytes]] = {
    "harbour.pdf": pdf,
    "staff.docx": word,
    "exercise.pptx": powerpoint,
    "talks.xlsx": excel,
    "contacts.csv": csv,
    "workshop.eml": mail,
    "schools.epub": book,
}


def _saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()
