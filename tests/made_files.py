"""Files of each kind with known text, headings, tables, pages and metadata, written by code."""

import io
import zipfile
from email.message import EmailMessage

import docx
import openpyxl
import pptx
from docx.document import Document as WordDocument
from pptx.util import Inches
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

SENTENCES = {
    "one": "Partners met in Lisbon to plan the joint exercises of the coming year.",
    "two": "Each of them named an officer who answers for training.",
}


def pdf(draw: "list[list[tuple[float, float, str, int, bool]]]", title: str = "", author: str = "") -> bytes:
    """Return a PDF whose pages hold (left, height, text, size, bold) each."""
    file = io.BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=True)
    canvas.setTitle(title)
    canvas.setAuthor(author)
    for page in draw:
        for left, height, text, size, bold in page:
            canvas.setFont("Helvetica-Bold" if bold else "Helvetica", size)
            canvas.drawString(left, height, text)
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def report_pdf() -> bytes:
    """Return three pages with running heads, page numbers, two columns, a cut word, a table and a footnote."""
    first = [
        (72, 810, "Ministry of Examples", 8, False),
        (72, 740, "Report on partnerships", 20, True),
        (72, 715, "4 July 2012", 10, False),
        (72, 680, "Training", 14, True),
        (72, 660, "Partners met in Lisbon to plan the joint exercises of the coming year. They", 10, False),
        (72, 648, "agreed on a common programme and on its cost. The programme of edu-", 10, False),
        (72, 636, "cation begins in May.", 10, False),
        (72, 612, "A second paragraph stands by itself.", 10, False),
        (72, 588, "The last sentence of this page runs over its end, because the text that follows is on", 10, False),
        (290, 30, "- 1 -", 9, False),
    ]
    left = [
        "The left column is read first, and all",
        "of it, before anything that stands on",
        "the right. It has five lines, which end",
        "at the gutter as the lines of columns",
        "do.",
    ]
    right = [
        "The right column follows. Its lines",
        "stand beside those of the other one,",
        "and none of them may be read across",
        "the page, or sentences would be mixed",
        "up.",
    ]
    second = [
        (72, 810, "Ministry of Examples", 8, False),
        (72, 770, "the next one. Then it is over.", 10, False),
        (72, 740, "Columns", 14, True),
        *((72, 715 - 12 * place, text, 10, False) for place, text in enumerate(left)),
        *((320, 715 - 12 * place, text, 10, False) for place, text in enumerate(right)),
        (290, 30, "- 2 -", 9, False),
    ]
    rows = [("Country", "Since", "Lead"), ("Georgia", "1994", "Tbilisi"), ("Sweden", "1995", "Stockholm")]
    third = [
        (72, 810, "Ministry of Examples", 8, False),
        (72, 770, "Members", 14, True),
        *(
            (72 + 150 * column, 740 - 16 * place, cell, 10, place == 0)
            for place, row in enumerate(rows)
            for column, cell in enumerate(row)
        ),
        (72, 660, "The table names the members that the ministry counts.", 10, False),
        (72, 100, "1 Members without a lead are left out of this table.", 7, False),
        (290, 30, "- 3 -", 9, False),
    ]
    return pdf([first, second, third], title="", author="Jane Doe")


def word() -> bytes:
    """Return a Word file with headings, lists, a table and metadata."""
    document = docx.Document()
    document.core_properties.author = "Jane Doe"
    document.core_properties.title = "Report on partnerships"
    document.core_properties.language = "en-GB"
    document.add_heading("Report on partnerships", level=0)
    document.add_paragraph("4 July 2012")
    document.add_heading("Training", level=1)
    document.add_paragraph(f"{SENTENCES['one']} {SENTENCES['two']}")
    document.add_paragraph("at sea", style="List Bullet")
    document.add_paragraph("in the air", style="List Bullet")
    document.add_heading("Members", level=1)
    _fill(document)
    document.sections[0].header.paragraphs[0].text = "Ministry of Examples"
    return _saved(document)


def _fill(document: WordDocument) -> None:
    table = document.add_table(rows=0, cols=3)
    for row in (("Country", "Since", "Lead"), ("Georgia", "1994", "Tbilisi"), ("Sweden", "1995", "")):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text


def powerpoint() -> bytes:
    """Return two slides: bullets and notes, and a table."""
    presentation = pptx.Presentation()
    presentation.core_properties.title = "Partnerships in slides"
    presentation.core_properties.author = "Jane Doe"
    first = presentation.slides.add_slide(presentation.slide_layouts[1])
    first.shapes.title.text = "Training"
    body = first.placeholders[1].text_frame
    body.text = "Joint exercises"
    below = body.add_paragraph()
    below.text, below.level = "at sea", 1
    first.notes_slide.notes_text_frame.text = "Said aloud only."
    second = presentation.slides.add_slide(presentation.slide_layouts[5])
    second.shapes.title.text = "Members"
    table = second.shapes.add_table(2, 2, Inches(1), Inches(2), Inches(5), Inches(1)).table
    for place, text in enumerate(("Country", "Since", "Georgia", "1994")):
        table.cell(place // 2, place % 2).text = text
    return _saved(presentation)


def excel() -> bytes:
    """Return two sheets with a title above the first table, and an empty and a hidden sheet."""
    book = openpyxl.Workbook()
    book.properties.title, book.properties.creator = "Partners in rows", "Jane Doe"
    members = book.active
    assert members is not None
    members.title = "Members"
    for row in (("Members of the partnership",), (), ("Country", "Since", "Share"), ("Georgia", 1994, 0.25)):
        members.append(row)
    members.append(("Sweden", None, 2.0))
    talks = book.create_sheet("Talks")
    talks.append(("Date", "Place"))
    talks.append(("2012-07-04", "Chatham House"))
    book.create_sheet("Empty")
    hidden = book.create_sheet("Hidden")
    hidden.append(("not", "shown"))
    hidden.sheet_state = "hidden"
    return _saved(book)


def mail(html: bool = False) -> bytes:
    """Return an e-mail with an attachment."""
    message = EmailMessage()
    message["From"] = "Jane Doe <jane@example.org>"
    message["To"] = "Bo <bo@example.org>"
    message["Subject"] = "Partners in Lisbon – plan"
    message["Date"] = "Wed, 04 Jul 2012 10:30:00 +0200"
    message.set_content(f"Dear Bo,\n\n{SENTENCES['one']}\n\n> Who comes?\n> And when?\n\nJane\n")
    if html:
        message.clear_content()
        message.set_content(f"<h2>Plan</h2><p>{SENTENCES['one']}</p><ul><li>at sea</li></ul>", subtype="html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="plan.pdf")
    return message.as_bytes()


CHAPTERS = (("First", SENTENCES["one"]), ("Second", SENTENCES["two"]))


def book(
    encrypted: str = "", title: str = "Partners", chapters: tuple[tuple[str, str], tuple[str, str]] = CHAPTERS
) -> bytes:
    """Return an EPUB of two chapters, each (heading, text); `encrypted` names an entry that is locked."""
    chapter = (
        '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><head><title>x</title>'
        "</head><body><h1>{}</h1><p>{}</p></body></html>"
    )
    package = (
        '<package xmlns="http://www.idpf.org/2007/opf" version="3.0"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:title>{title}</dc:title>"
        "<dc:creator>Jane Doe</dc:creator>"
        "<dc:language>en</dc:language><dc:date>2012-07-04</dc:date></metadata><manifest>"
        '<item id="b" href="b.xhtml" media-type="application/xhtml+xml"/>'
        '<item id="a" href="a%20a.xhtml" media-type="application/xhtml+xml"/></manifest>'
        '<spine><itemref idref="a"/><itemref idref="b"/></spine></package>'
    )
    entries = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="in/book.opf"/></rootfiles></container>',
        "in/book.opf": package,
        "in/a a.xhtml": chapter.format(*chapters[0]),
        "in/b.xhtml": chapter.format(*chapters[1]),
    }
    if encrypted:
        entries["META-INF/encryption.xml"] = f'<encryption><CipherReference URI="{encrypted}"/></encryption>'
    return zipped(entries)


def zipped(entries: dict[str, str]) -> bytes:
    """Return an archive."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries.items():
            archive.writestr(name, content)
    return file.getvalue()


def _saved(made: object) -> bytes:
    file = io.BytesIO()
    made.save(file)  # type: ignore[attr-defined]
    return file.getvalue()
