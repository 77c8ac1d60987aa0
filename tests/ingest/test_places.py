"""What is asked of each kind of document is answered from its place."""

from collections.abc import Iterator
from pathlib import Path

import made_files
import pytest
from made_site import served

from ingest import ingest
from store.store import Store

PAGE = """<html lang="en"><head><title>Visit to Chatham House</title></head><body><article>
<h1>Visit to Chatham House</h1><p>The Secretary General spoke at Chatham House in London on 4 July 2012.</p>
<h2>Questions</h2><p>Afterwards he answered the questions of journalists for about half an hour.</p>
</article></body></html>"""


@pytest.fixture
def address(tmp_path: Path) -> Iterator[str]:
    """A web page on this machine."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "visit.html").write_text(PAGE)
    with served(tmp_path / "site") as address:
        yield f"{address}/visit.html"


@pytest.fixture
def filled(tmp_path: Path, store: Store, address: str) -> Store:
    """A store with a PDF, a Word file, slides, sheets and a web page."""
    folder = tmp_path / "docs"
    folder.mkdir()
    kinds = {"pdf": made_files.report_pdf, "docx": made_files.word, "pptx": made_files.powerpoint}
    for suffix, make in {**kinds, "xlsx": made_files.excel}.items():
        (folder / f"partners.{suffix}").write_bytes(make())
    assert not ingest([folder, address], store, allow_private=True).failed
    return store


@pytest.mark.parametrize(
    ("question", "source", "heading", "page", "text"),
    [
        ("Which column is read first?", "docs/partners.pdf", "Columns", 2, "The left column is read first"),
        ("What was planned in Lisbon and who answers for training?", "docs/partners.docx", "Training", None, "Each of"),
        ("Said aloud only: joint exercises", "docs/partners.pptx", "Training", 1, "Said aloud only."),
        ("Date and place of the talk: Chatham House", "docs/partners.xlsx", "Talks", 2, "Place: Chatham House"),
        ("How long did he answer journalists?", "visit.html", "Questions", None, "about half an hour"),
    ],
)
def test_the_place_that_answers(
    filled: Store, question: str, source: str, heading: str, page: int | None, text: str
) -> None:
    """The best hit of its document has the right heading and page, and slices back to the stored text."""
    hits = [hit for hit in filled.search(question, limit=10) if hit.source.endswith(source)]
    assert (hits[0].heading, hits[0].page) == (heading, page)
    assert text in hits[0].text
    assert filled.document(hits[0].source).text[hits[0].start : hits[0].end] == hits[0].text


def test_a_table_row_is_found(filled: Store) -> None:
    """A row of a Word table is found by its values with the names of their columns."""
    hits = [hit for hit in filled.search("Since when is Sweden a member?", limit=10) if hit.source.endswith(".docx")]
    assert "Country: Sweden; Since: 1995" in hits[0].text
    assert hits[0].heading == "Members"
