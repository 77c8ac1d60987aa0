"""The documents behind the page: names of files, adding and removing, limits, the map, the table."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import gradio as gr
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_files import report_pdf
from page_tags import TEXTS, read

from assistant.feedback import Feedback, cases_json, summary_of
from assistant.replies import Answer
from ingest import ingest
from ingest.report import Report
from store.documents import DocumentSummary
from store.errors import LoadError, UnknownSourceError
from store.store import Store
from ui.library import Library, safe_name
from ui.library_markup import kind_of, library_markup, report_markup
from ui.library_view import LibraryTab
from ui.map import flattened, passages_plot, points_of, timeline_plot
from ui.within import Limits
from ui.words import words_of

ENGLISH = words_of("en")
NOTE = "# Visit to Reykjavik\n\nThe delegation was received on 2 May 2013.\n\n## Talks\n\nSearch and rescue.\n"


def summary(source: str, date: str = "", title: str = "t") -> DocumentSummary:
    """Return the summary of a document of that name and date."""
    return DocumentSummary(source, title, date, "", "", "", (), "", 1, "2026-01-02T03:04:05", 3, 100)


@pytest.fixture
def library(store: Store, tmp_path: Path) -> Library:
    """The documents of an empty store; folders are looked for in the test's own."""
    return Library(lambda: store, tmp_path)


def dropped(tmp_path: Path, name: str, text: str = NOTE) -> Path:
    """Return a file as it is dropped on the page."""
    folder = tmp_path / "dropped"
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(text)
    return file


def test_added_replaced_and_removed(library: Library, tmp_path: Path) -> None:
    """A dropped file becomes a document; another of its name replaces it; removing takes its file too."""
    *events, report = library.add([dropped(tmp_path, "visit.md")])
    assert isinstance(report, Report)
    assert [event.source for event in events] == ["uploads/visit.md"]  # type: ignore[union-attr]
    *_, report = library.add([dropped(tmp_path, "visit.md", NOTE.replace("rescue", "escape"))])
    assert isinstance(report, Report)
    assert report.updated == ("uploads/visit.md",)
    assert "escape" in library.document("uploads/visit.md").text
    *_, report = library.read_again()
    assert isinstance(report, Report)
    assert report.unchanged == ("uploads/visit.md",)
    library.remove("uploads/visit.md")
    assert library.summaries() == []
    assert list(library.uploads.iterdir()) == []


def test_an_upload_waits_for_another_writer(library: Library, store: Store, tmp_path: Path) -> None:
    """It says so at once, and goes through when the other one is done."""
    steps = LibraryTab(library).add([str(dropped(tmp_path, "visit.md"))], gr.Request(headers={}))
    with store.writer():
        table, _ = next(steps)
        assert ENGLISH["waiting to read"] in table
    *_, (last, _), _ = steps
    assert "1 added" in last


def test_an_unknown_kind_is_refused_whole(library: Library, tmp_path: Path) -> None:
    """Nothing of a drop is kept when one file is of a kind that is not read."""
    with pytest.raises(LoadError):
        list(library.add([dropped(tmp_path, "a.md"), dropped(tmp_path, "b.exe")]))
    assert not library.uploads.exists()


@given(st.text())
def test_a_safe_name_stays_in_its_folder(name: str) -> None:
    """Whatever a file is called, its name is one part of a path, not hidden, and not too long."""
    try:
        safe = safe_name(name)
    except LoadError:
        return
    assert Path(safe).name == safe
    assert not safe.startswith(".")
    assert 0 < len(safe) <= max(120, len(name.rpartition(".")[2]) + 1)


@pytest.mark.parametrize(
    ("name", "safe"), [("../../etc/passwd.md", "passwd.md"), ("C:\\a\\b c.md", "b c.md"), ("Rède<x>.md", "Rède_x_.md")]
)
def test_safe_names(name: str, safe: str) -> None:
    """Folders go, letters stay."""
    assert safe_name(name) == safe


def test_limits() -> None:
    """Years and months include all of their days; a document without a date is outside any dates."""
    summaries = [summary("a", "2012-07-04"), summary("b", "2024-03"), summary("c")]
    assert Limits().any is False
    assert Limits(("a", "c")).chosen(summaries) == ["a", "c"]
    assert Limits(first="2013").chosen(summaries) == ["b"]
    assert Limits(last="2012").chosen(summaries) == ["a"]
    assert Limits(first="2012-07", last="2024-03").chosen(summaries) == ["a", "b"]
    assert Limits(("c",), first="2012").chosen(summaries) == []


def test_flattened() -> None:
    """Points of a plane keep their distances; their order of spread decides the axes."""
    plane = np.array([[0, 0, 0], [4, 0, 0], [0, 1, 0], [4, 1, 0]], dtype=np.float32)
    flat = flattened(plane)
    assert np.allclose(np.abs(flat), [[2, 0.5]] * 4, atol=1e-5)
    assert flattened(plane[:1]).tolist() == [[0, 0]]
    assert flattened(plane[:0]).shape == (0, 2)


def test_plots(library: Library, tmp_path: Path) -> None:
    """Each passage is a point, the cited ones ringed; markup in a title stays text."""
    list(library.add([dropped(tmp_path, "visit.md", NOTE.replace("# Visit", "# <b>Visit</b>"))]))
    points = points_of(library.store_of())
    assert len(points) == len(library.document("uploads/visit.md").passages)
    figure = passages_plot(points, [("uploads/visit.md", points[0].start, points[0].start + 3)], ENGLISH)
    assert [len(trace.x) for trace in figure.data] == [len(points), 1]
    assert "&lt;b&gt;" in figure.data[0].name
    dated = timeline_plot([summary("a", "2012-07-04"), summary("b", "soon")], {"a"}, ENGLISH)
    assert list(dated.data[0].x) == ["2012-07-04"]


@given(TEXTS, TEXTS)
def test_the_table_holds_no_markup_but_ours(one: str, two: str) -> None:
    """Names, titles and reasons are text."""
    told = report_markup({"added": (one,), "updated": (), "unchanged": (two,), "removed": ()}, ((one, two),), ENGLISH)
    tags = read(library_markup([summary(one, two, two)], ENGLISH, told, [one]))
    assert {tag for tag, _ in tags.tags} <= set(
        "button code details div input p span strong summary table tbody td th thead tr".split()
    )


def test_kinds() -> None:
    """A document's kind is its ending, or the web."""
    assert [kind_of(name) for name in ("a/b.PDF", "https://x.example/a.md", "readme")] == ["pdf", "web", "?"]


def test_feedback(tmp_path: Path, make_answer: Callable[[bool], Answer]) -> None:
    """Judgements are kept, summed up, and become a question file; complaints wait for a person's answer."""
    feedback = Feedback(tmp_path)
    assert feedback.judgements() == []
    feedback.note(make_answer(True), helpful=True)
    feedback.note(make_answer(False), helpful=False, reason="It is in the annex")
    judgements = feedback.judgements()
    assert [one.helpful for one in judgements] == [True, False]
    assert summary_of(judgements).startswith("2 judged, 1 helpful, 1 not\n")
    assert "(It is in the annex)" in summary_of(judgements)
    first, second = cases_json(judgements).splitlines()
    assert '"answerable": true' in first
    assert '"support_all": ["Sweden' in first
    assert '"answerable": null' in second


def test_a_pdf_is_drawn_only_as_it_was_ingested(library: Library, tmp_path: Path) -> None:
    """Dropped on the page or in a folder below; a source that leads elsewhere, and another file of its name, is not."""
    folder = tmp_path / "reports"
    folder.mkdir()
    (folder / "report.pdf").write_bytes(report_pdf())
    ingest([folder], store=library.store_of())
    document = library.document("reports/report.pdf")
    assert library.printed(document) == report_pdf()
    assert library.draw("reports/report.pdf", 1, "")[:8] == b"\x89PNG\r\n\x1a\n"
    assert library.printed(replace(document, source="../report.pdf")) is None
    assert library.printed(replace(document, source="/report.pdf")) is None
    assert library.printed(replace(document, source="reports/report.md")) is None
    (folder / "report.pdf").write_bytes(report_pdf() + b"\n")
    assert not library.has_printed(document)
    with pytest.raises(LoadError, match=r"'reports/report\.pdf' is not at hand as it was ingested\. Ingest it again"):
        library.draw("reports/report.pdf", 1, "")
    with pytest.raises(UnknownSourceError):
        library.draw("nothing.pdf", 1, "")
