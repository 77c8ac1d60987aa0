"""What the loaders of PDF, Word, PowerPoint, Excel, CSV, e-mail and EPUB make of documents with known content."""

import io
from datetime import datetime

import docx
import made_files
import openpyxl
import pypdfium2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.languages import language_of
from ingest.loaded import Loaded
from ingest.loaders import load
from ingest.tables import table_text

Blocks = list[tuple[str, str, int | None, str]]
ONE, TWO = made_files.SENTENCES["one"], made_files.SENTENCES["two"]


def blocks(loaded: Loaded) -> Blocks:
    """The blocks as (kind, heading, page, text)."""
    return [(block.kind, block.heading, block.page, loaded.text[block.start : block.end]) for block in loaded.blocks]


def metadata(loaded: Loaded) -> tuple[str, str, str, str]:
    """Title, date, author and language."""
    return loaded.title, loaded.date, loaded.author, loaded.language


def test_pdf() -> None:
    """Columns in order, a cut word and a sentence over the page's end whole, heads and numbers gone, a table's rows."""
    loaded = load(made_files.report_pdf(), "report.pdf")
    assert metadata(loaded) == ("Report on partnerships", "2012-07-04", "Jane Doe", "en")
    assert blocks(loaded) == [
        ("heading", "", 1, "Report on partnerships"),
        ("paragraph", "", 1, "4 July 2012"),
        ("heading", "Training", 1, "Training"),
        (
            "paragraph",
            "Training",
            1,
            f"{ONE} They agreed on a common programme and on its cost. The programme of education begins in May.",
        ),
        ("paragraph", "Training", 1, "A second paragraph stands by itself."),
        (
            "paragraph",
            "Training",
            1,
            "The last sentence of this page runs over its end, because the text that follows is on the next one.",
        ),
        ("paragraph", "Training", 2, "Then it is over."),
        ("heading", "Columns", 2, "Columns"),
        (
            "paragraph",
            "Columns",
            2,
            "The left column is read first, and all of it, before anything that stands on the right. It has five "
            "lines, which end at the gutter as the lines of columns do.",
        ),
        (
            "paragraph",
            "Columns",
            2,
            "The right column follows. Its lines stand beside those of the other one, and none of them may be read "
            "across the page, or sentences would be mixed up.",
        ),
        ("heading", "Members", 3, "Members"),
        (
            "table",
            "Members",
            3,
            "Country: Georgia; Since: 1994; Lead: Tbilisi\n\nCountry: Sweden; Since: 1995; Lead: Stockholm",
        ),
        ("paragraph", "Members", 3, "The table names the members that the ministry counts."),
        ("paragraph", "Members", 3, "1 Members without a lead are left out of this table."),
    ]


def test_pdf_hyphens_follow_the_document() -> None:
    """A hyphen at a line's end stays where the document writes the word with one."""
    lines = [
        "A well-known case stands here, and the high-level talks.",
        "Later the same well-",
        "known case returns, and the edu-",
        "cation of officers goes on.",
    ]
    page = [(72.0, 700.0 - 12 * place, line, 10, False) for place, line in enumerate(lines)]
    text = load(made_files.pdf([page]), "a.pdf").text
    assert text == (
        "A well-known case stands here, and the high-level talks. Later the same well-known case returns, and the "
        "education of officers goes on."
    )


def test_pdf_raised_numbers_do_not_join_years() -> None:
    """A footnote's number behind a year stays apart from it, and the note itself is kept."""
    page = [
        (72.0, 700.0, "The partnership began in 1994", 10, False),
        (209.0, 704.0, "2", 6, False),
        (72.0, 100.0, "Signed in Brussels, where it still has its seat.", 7, False),
    ]
    text = load(made_files.pdf([page]), "a.pdf").text
    assert text == "The partnership began in 1994²\n\nSigned in Brussels, where it still has its seat."


def test_pdf_without_repeated_heads() -> None:
    """Chapters that begin at the top of pages are no running heads, and numbers in the text are no page numbers."""
    pages = [
        [
            (72.0, 815.0, "Example House Papers", 8, False),
            (72.0, 780.0, f"Chapter {number}", 16, True),
            (72.0, 750.0, f"Chapter number {number} says what its pages hold, in {2010 + number}.", 10, False),
            (300.0, 40.0, f"{number + 4}", 8, False),
        ]
        for number in (1, 2, 3)
    ]
    loaded = load(made_files.pdf(pages, title="Papers of the house"), "a.pdf")
    assert loaded.title == "Papers of the house"
    assert [(kind, page, text) for kind, _, page, text in blocks(loaded)] == [
        entry
        for number in (1, 2, 3)
        for entry in (
            ("heading", number, f"Chapter {number}"),
            ("paragraph", number, f"Chapter number {number} says what its pages hold, in {2010 + number}."),
        )
    ]


def test_turned_pdf_pages() -> None:
    """A page that is turned for landscape is read as it is looked at."""
    document = pypdfium2.PdfDocument(made_files.report_pdf())
    document[0].set_rotation(90)
    file = io.BytesIO()
    document.save(file)
    assert load(file.getvalue(), "a.pdf").text == load(made_files.report_pdf(), "a.pdf").text


def test_word() -> None:
    """Headings, lists and tables in their order; the page's head is left out."""
    loaded = load(made_files.word(), "report.docx")
    assert metadata(loaded) == ("Report on partnerships", "2012-07-04", "Jane Doe", "en")
    assert blocks(loaded) == [
        ("heading", "", None, "Report on partnerships"),
        ("paragraph", "", None, "4 July 2012"),
        ("heading", "Training", None, "Training"),
        ("paragraph", "Training", None, f"{ONE} {TWO}"),
        ("list", "Training", None, "- at sea"),
        ("list", "Training", None, "- in the air"),
        ("heading", "Members", None, "Members"),
        ("table", "Members", None, "Country: Georgia; Since: 1994; Lead: Tbilisi\n\nCountry: Sweden; Since: 1995"),
    ]


def test_word_without_what_was_deleted() -> None:
    """Of changes that are tracked, what was put in is kept and what was deleted is not."""
    document = docx.Document()
    paragraph = document.add_paragraph("Partners met in ")
    word = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
    for tag, inner, text in (("del", "delText", "Paris"), ("ins", "t", "Lisbon")):
        change = paragraph._p.makeelement(f"{word}{tag}", {})
        run = change.makeelement(f"{word}r", {})
        written = run.makeelement(f"{word}{inner}", {})
        written.text = text
        run.append(written)
        change.append(run)
        paragraph._p.append(change)
    file = io.BytesIO()
    document.save(file)
    assert load(file.getvalue(), "a.docx").text == "Partners met in Lisbon"


def test_powerpoint() -> None:
    """Each slide under its title and number, with its notes and tables."""
    loaded = load(made_files.powerpoint(), "slides.pptx")
    assert (loaded.title, loaded.author) == ("Partnerships in slides", "Jane Doe")
    assert blocks(loaded) == [
        ("heading", "Training", 1, "Training"),
        ("list", "Training", 1, "- Joint exercises\n  - at sea"),
        ("paragraph", "Training", 1, "Said aloud only."),
        ("heading", "Members", 2, "Members"),
        ("table", "Members", 2, "Country: Georgia; Since: 1994"),
    ]


def test_excel() -> None:
    """Each sheet under its name and number, each row with its columns' names; hidden and empty sheets left out."""
    loaded = load(made_files.excel(), "rows.xlsx")
    assert (loaded.title, loaded.author) == ("Partners in rows", "Jane Doe")
    assert blocks(loaded) == [
        ("heading", "Members", 1, "Members"),
        ("paragraph", "Members", 1, "Members of the partnership"),
        ("table", "Members", 1, "Country: Georgia; Since: 1994; Share: 0.25\n\nCountry: Sweden; Share: 2"),
        ("heading", "Talks", 2, "Talks"),
        ("table", "Talks", 2, "Date: 4 July 2012; Place: Chatham House"),
    ]


def test_excel_values_are_as_the_sheet_shows_them() -> None:
    """Dates stand in words and no more exactly than they are shown, shares in per cent, whole numbers without ".0"."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.append(("Value", "As"))
    moment = datetime(2012, 7, 4, 10, 30)
    shown = [
        (moment.date(), "yyyy-mm-dd", "4 July 2012"),
        (moment, "dd/mm/yyyy hh:mm", "4 July 2012, 10:30"),
        (moment.date(), "mmm yyyy", "July 2012"),
        (moment.date(), '[$-809]yyyy" day"', "2012"),
        (moment.time(), "hh:mm", "10:30"),
        (0.125, "0.0%", "12.5%"),
        (2.0, "General", "2"),
        ("2012-07-04", "@", "4 July 2012"),
        ("2012-13-40", "@", "2012-13-40"),
    ]
    for row, (value, form, _) in enumerate(shown, start=2):
        sheet.cell(row, 1, value).number_format = form
        sheet.cell(row, 2, form)
    file = io.BytesIO()
    book.save(file)
    rows = load(file.getvalue(), "a.xlsx").text.split("\n\n")[1:]
    assert rows == [f"Value: {text}; As: {form}" for _, form, text in shown]


def test_csv_dates() -> None:
    """ISO dates stand in words, as people ask for them; other values stay as they were written."""
    raw = b"Country,Joined,Code\nGeorgia,1994-03-23,1994-03-23-A\nSweden,1994-05-09 14:05,04/05\n"
    assert load(raw, "a.csv").text == (
        "Country: Georgia; Joined: 23 March 1994; Code: 1994-03-23-A\n\n"
        "Country: Sweden; Joined: 9 May 1994, 14:05; Code: 04/05"
    )


@pytest.mark.parametrize("sign", [",", ";", "\t", "|"])
def test_csv(sign: str) -> None:
    """Values are told apart by whatever separates them, quoted ones kept whole."""
    raw = f'Country{sign}Since\nGeorgia{sign}1994\n"Swe{sign}den"{sign}1995\n'.encode()
    loaded = load(raw, "the_members.csv")
    assert loaded.title == "the members"
    assert blocks(loaded) == [
        ("table", "", None, f"Country: Georgia; Since: 1994\n\nCountry: {f'Swe{sign}den'.strip()}; Since: 1995")
        if sign != "\t"
        else ("table", "", None, "Country: Georgia; Since: 1994\n\nCountry: Swe den; Since: 1995")
    ]


def test_mail() -> None:
    """Who wrote to whom and when, the text and the names of what is attached."""
    loaded = load(made_files.mail(), "a.eml")
    assert metadata(loaded) == ("Partners in Lisbon – plan", "2012-07-04T10:30", "Jane Doe <jane@example.org>", "en")
    names = "From: Jane Doe <jane@example.org>\nTo: Bo <bo@example.org>\nDate: Wed, 04 Jul 2012 10:30:00 +0200"
    assert [(kind, text) for kind, _, _, text in blocks(loaded)] == [
        ("heading", "Partners in Lisbon – plan"),
        ("paragraph", names),
        ("paragraph", "Dear Bo,"),
        ("paragraph", ONE),
        ("quote", "> Who comes?\n> And when?"),
        ("paragraph", "Jane"),
        ("paragraph", "Attachments: plan.pdf"),
    ]


def test_mail_in_html() -> None:
    """An e-mail in HTML keeps its headings and lists."""
    assert [(kind, text) for kind, _, _, text in blocks(load(made_files.mail(html=True), "a.eml"))][2:] == [
        ("heading", "Plan"),
        ("paragraph", ONE),
        ("list", "- at sea"),
        ("paragraph", "Attachments: plan.pdf"),
    ]


def test_book() -> None:
    """The chapters in the order of the spine."""
    loaded = load(made_files.book(), "a.epub")
    assert metadata(loaded) == ("Partners", "2012-07-04", "Jane Doe", "en")
    assert blocks(loaded) == [
        ("heading", "First", None, "First"),
        ("paragraph", "First", None, ONE),
        ("heading", "Second", None, "Second"),
        ("paragraph", "Second", None, TWO),
    ]


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (
            [("", "Change", ""), ("", "2023", "2024"), ("World", "2.8", "2.9")],
            "World; Change 2023: 2.8; Change 2024: 2.9",
        ),
        ([("Ann", "12", "4"), ("Bo", "13", "5")], "Ann | 12 | 4\n\nBo | 13 | 5"),
        ([("Country", "Since"), ("Europe", ""), ("Georgia", "1994")], "Europe\n\nCountry: Georgia; Since: 1994"),
        ([("one", "row")], "one | row"),
        ([("", "")], ""),
    ],
)
def test_tables(rows: list[tuple[str, ...]], text: str) -> None:
    """Rows keep their meaning: stacked names, no names, a heading among the rows."""
    assert table_text(rows) == text


@given(st.lists(st.lists(st.text("ab1 \n", max_size=4), min_size=3, max_size=3), min_size=1, max_size=6))
def test_tables_lose_no_value(rows: list[list[str]]) -> None:
    """Whatever a table holds, each of its values stands in the text."""
    text = table_text(rows)
    assert all(" ".join(cell.split()) in text for row in rows for cell in row)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (f"{ONE} {TWO}", "en"),
        ("Die Partner trafen sich in Lissabon, um die gemeinsamen Übungen des kommenden Jahres zu planen.", "de"),
        ("Партнёры встретились в Лиссабоне, чтобы обсудить совместные учения следующего года.", "ru"),
        ("Too short", ""),
    ],
)
def test_languages(text: str, language: str) -> None:
    """The language is told from the text where it is long enough."""
    assert language_of(text) == language
