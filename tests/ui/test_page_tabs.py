"""The documents, the map, asking within some documents, and judging answers, in headless Chromium.

The store, the library and the feedback are the real ones; what answers is the small assistant of the other page tests.
"""

import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from made import HashingEmbedder
from page_fakes import FakeAssistant

from assistant.feedback import Feedback
from ingest import ingest
from store.settings import Settings
from store.store import Store
from ui.library import UPLOADS, Library
from ui.port import listen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser

TREATY = """---
title: {title}
date: {date}
---

# {title}

## Members

It has {members} members.

Its seat is Paris.
"""


@dataclass(frozen=True)
class Served:
    """A page over a folder of documents."""

    folder: Path
    address: str
    store: Store
    assistant: FakeAssistant
    feedback: Feedback


def note(folder: Path, name: str, title: str, date: str, members: int) -> Path:
    """Write a document."""
    file = folder / name
    file.write_text(TREATY.format(title=title, date=date, members=members), encoding="utf-8")
    return file


@pytest.fixture
def served(tmp_path: Path) -> Iterator[Served]:
    """The page, served from a thread, with two documents."""
    from ui.page import build_page
    from ui.server import build_server

    notes = tmp_path / "notes"
    notes.mkdir()
    note(notes, "a.md", "Treaty of Alba", "1994-01-10", 21)
    note(notes, "b.md", "Treaty of <b>Brno</b>", "2012-05-20", 5)
    store = Store.open(Settings(store=tmp_path / "store"), HashingEmbedder())
    ingest([notes], store=store)
    assistant, feedback = FakeAssistant(), Feedback(tmp_path / "store")
    page = build_page(assistant, library=Library(lambda: store, tmp_path), feedback=feedback)
    with listen("127.0.0.1", 0) as opened:
        server = build_server(page)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        yield Served(notes, f"http://127.0.0.1:{opened.getsockname()[1]}", store, assistant, feedback)
        server.should_exit = True
        thread.join(timeout=20)


@pytest.fixture
def page(browser: "Browser", served: Served) -> "Iterator[Page]":
    """The page, loaded; no error of a script happened."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    errors: list[str] = []
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(served.address)
    opened.get_by_role("textbox", name="Your question").wait_for()
    yield opened
    context.close()
    assert errors == []


def documents(page: "Page") -> "Locator":
    """Open the tab of documents and return its rows."""
    page.get_by_role("tab", name="Documents").click()
    page.locator("#library tbody tr").first.wait_for()
    return page.locator("#library tbody tr:visible")


def titles(rows: "Locator") -> list[str]:
    """Return the titles in the table."""
    return rows.locator(".open").all_inner_texts()


def test_documents_are_listed_filtered_and_sorted(page: "Page") -> None:
    """Each with title, source, date, kind and passages; titles are text."""
    rows = documents(page)
    assert titles(rows) == ["Treaty of <b>Brno</b>", "Treaty of Alba"]
    first = page.locator('#library tr[data-source="notes/a.md"]')
    assert first.locator("code").inner_text() == "notes/a.md"
    assert first.locator("td").all_inner_texts()[:2] == ["10 January 1994", "md"]
    page.get_by_role("button", name="Date").click()
    assert titles(rows) == ["Treaty of Alba", "Treaty of <b>Brno</b>"]
    page.get_by_role("button", name="Date").click()
    assert titles(rows) == ["Treaty of <b>Brno</b>", "Treaty of Alba"]
    page.get_by_role("searchbox").fill("brno")
    assert titles(rows) == ["Treaty of <b>Brno</b>"]


def test_a_document_is_shown_as_it_was_cut(page: "Page", served: Served) -> None:
    """Its whole text, each passage in a frame of its own."""
    documents(page)
    page.get_by_role("button", name="Treaty of Alba", exact=True).click()
    shown = page.locator("#library-document .body")
    shown.get_by_text("It has 21 members.").wait_for()
    assert shown.locator("h2").first.inner_text() == "Treaty of Alba"
    passages = served.store.document("notes/a.md").passages
    assert shown.locator(".passage").count() == len(passages)


def test_upload_replace_and_remove(page: "Page", served: Served, tmp_path: Path) -> None:
    """A dropped file is a document at once; the same name again replaces it; a second press removes it."""
    rows = documents(page)
    dropped = page.locator("#drop input[type=file]")
    file = note(tmp_path, "c.md", "Treaty of Cork", "2020-02-02", 3)
    dropped.set_input_files(file)
    page.get_by_text("1 added").wait_for()
    assert "Treaty of Cork" in titles(rows)
    source = f"{UPLOADS}/c.md"
    assert "It has 3 members." in served.store.document(source).text
    note(tmp_path, "c.md", "Treaty of Cork", "2020-02-02", 4)
    dropped.set_input_files(file)
    page.get_by_text("1 updated").wait_for()
    assert "It has 4 members." in served.store.document(source).text
    remove = page.get_by_role("button", name="Remove: Treaty of Cork")
    remove.click()
    assert "Treaty of Cork" in titles(rows)
    remove.click()
    page.locator(f'#library tr[data-source="{source}"]').wait_for(state="detached")
    assert [summary.source for summary in served.store.summaries()] == ["notes/a.md", "notes/b.md"]
    assert not (served.store.settings.store / source).exists()


def test_a_bad_file_is_told_with_its_reason(page: "Page", served: Served, tmp_path: Path) -> None:
    """What was stored stays."""
    documents(page)
    bad = tmp_path / "bad.pdf"
    bad.write_bytes(b"no document at all")
    page.locator("#drop input[type=file]").set_input_files(bad)
    page.get_by_text("1 failed").wait_for()
    assert f"{UPLOADS}/bad.pdf" in page.locator("#library .message").inner_text()
    assert len(served.store.summaries()) == 2


def test_reading_the_folders_again_tells_what_changed(page: "Page", served: Served) -> None:
    """The documents that changed are named on demand."""
    documents(page)
    note(served.folder, "a.md", "Treaty of Alba", "1994-01-10", 22)
    page.locator("#library .read-again").click()
    page.get_by_text("1 updated").wait_for()
    page.locator("#library .message summary").click()
    assert "notes/a.md" in page.locator("#library .message details").inner_text()
    assert "It has 22 members." in served.store.document("notes/a.md").text


def test_the_map_has_every_document(page: "Page") -> None:
    """A trace for each document, and a dot on the timeline for each that has a date."""
    page.get_by_role("tab", name="Map").click()
    page.locator("#map .js-plotly-plot .scatterlayer .trace").first.wait_for()
    assert page.locator("#map .js-plotly-plot .scatterlayer .trace").count() == 2
    page.locator("#timeline .scatterlayer .point").first.wait_for()
    assert page.locator("#timeline .scatterlayer .point").count() == 2
    assert page.locator("#map").inner_text().count("<b>Brno</b>") == 1


def ask(page: "Page", question: str) -> "Locator":
    """Ask and return the turn with the whole answer."""
    turns = page.locator(".turn:has(.footing)")
    before = turns.count()
    box = page.get_by_role("textbox", name="Your question")
    box.fill(question)
    box.press("Enter")
    turns.nth(before).wait_for()
    return turns.nth(before)


def test_asking_within_dates(page: "Page", served: Served) -> None:
    """Only the documents of that time are asked."""
    ask(page, "When did Sweden join?")
    page.get_by_role("button", name="Within").click()
    page.get_by_label("Published from").fill("2012")
    ask(page, "When did Sweden join?")
    assert served.assistant.asked_within == [None, ["notes/b.md"]]


def test_judging_answers(page: "Page", served: Served) -> None:
    """Helpful, or not with a reason: kept with the question, and thanked for."""
    turn = ask(page, "When did Sweden join?")
    turn.get_by_role("button", name="Yes").click()
    turn.locator(".judging[role=status]").wait_for()
    turn = ask(page, "Who spoke at Chatham House?")
    turn.get_by_role("button", name="No", exact=True).click()
    turn.locator(".why input").fill("Not the <i>Secretary</i>")
    turn.get_by_role("button", name="Send").click()
    turn.locator(".judging[role=status]").wait_for()
    kept = [(one.question, one.helpful, one.reason) for one in served.feedback.judgements()]
    assert kept == [
        ("When did Sweden join?", True, ""),
        ("Who spoke at Chatham House?", False, "Not the <i>Secretary</i>"),
    ]


@pytest.mark.parametrize("width", [360, 768, 1280, 2560])
def test_every_width(page: "Page", width: int) -> None:
    """Nothing has to be scrolled sideways; a document's text stands beside the table, or below it in full width."""
    page.set_viewport_size({"width": width, "height": 740})
    documents(page)
    page.get_by_role("button", name="Treaty of Alba", exact=True).click()
    page.get_by_text("It has 21 members.").wait_for()
    table, text = page.evaluate(
        "['#library-side', '#library-document'].map(pane => document.querySelector(pane).getBoundingClientRect())"
    )
    if width < 900:
        assert table["bottom"] <= text["top"] + 1
        assert table["width"] == text["width"] == width
    else:
        assert table["right"] <= text["left"] + 1
    page.get_by_role("tab", name="Map").click()
    page.locator("#timeline .scatterlayer .point").first.wait_for()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    plot = page.locator("#map .plotbg, #map .bglayer").first.bounding_box()
    assert plot is not None
    assert plot["width"] > width / 2


def test_the_sources_of_the_answer_are_marked_on_the_map(page: "Page", served: Served) -> None:
    """The passage that an answer cites is ringed; the plots are drawn in the colours of the page."""
    served.assistant.cited = served.store.document("notes/a.md")
    ask(page, "What is the seat?")
    page.get_by_role("tab", name="Map").click()
    page.locator("#timeline .scatterlayer .point").first.wait_for()
    assert page.locator("#map .legendtext").all_text_contents()[-1] == "Cited in the answer"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_everybody_can_use_the_tabs(browser: "Browser", served: Served, scheme: str) -> None:
    """axe finds nothing on the documents, a document's text and the map."""
    context = browser.new_context(color_scheme=scheme)  # type: ignore[arg-type]
    opened = context.new_page()
    opened.goto(served.address)
    documents(opened)
    opened.get_by_role("button", name="Treaty of Alba", exact=True).click()
    opened.get_by_text("It has 21 members.").wait_for()
    found = [violations(opened)]
    opened.get_by_role("tab", name="Map").click()
    opened.locator("#timeline .scatterlayer .point").first.wait_for()
    found.append(violations(opened))
    context.close()
    assert found == [[], []]


def violations(page: "Page") -> list[str]:
    """Return what axe finds, with the places."""
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}).response["violations"]
    return [f"{one['id']}: {[node['html'][:120] for node in one['nodes']]}" for one in found]
