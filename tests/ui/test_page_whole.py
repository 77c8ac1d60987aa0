"""The page with everything behind it: real documents, the real assistant, `python -m ui` in its own process."""

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from made_files import report_pdf

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = [pytest.mark.browser, pytest.mark.slow]

NOTE = """---
title: Visit to Reykjavik
date: 2013-05-02
sources:
  - https://www.example.org/visit
---

# Visit to Reykjavik

## Programme

The delegation was received by Ambassador {name} on 2 May 2013. <script>document.title = "taken"</script>
Talks dealt with search and rescue in the High North.
"""


@dataclass(frozen=True)
class Served:
    """A page in a process of its own, and the documents behind it."""

    folder: Path
    environment: dict[str, str]
    address: str

    def ingest(self) -> None:
        """Ingest the folder from a process of its own."""
        subprocess.run([sys.executable, "-m", "ingest", str(self.folder)], env=self.environment, check=True)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The page over one document, which a test may change."""
    root = tmp_path_factory.mktemp("whole")
    folder = root / "notes"
    folder.mkdir()
    environment = os.environ | {"ASSISTANT_STORE": str(root / "store")}
    command = [sys.executable, "-m", "ui", "--port", "0"]
    with subprocess.Popen(command, env=environment, cwd=root, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        yield Served(folder, environment, process.stdout.readline().split()[2])
        process.terminate()
        assert process.wait(timeout=30) == 0


@pytest.fixture(scope="module")
def visit(browser: "Browser", served: Served) -> "Iterator[Page]":
    """One visit to the page, never reloaded."""
    page = browser.new_page()
    page.set_default_timeout(60_000)
    foreign: list[str] = []
    page.on(
        "request",
        lambda sent: None if sent.url.startswith((served.address, "data:", "blob:")) else foreign.append(sent.url),
    )
    page.goto(served.address)
    yield page
    page.close()
    assert foreign == []


def ask(page: "Page", question: str) -> "Locator":
    """Ask and return the turn when it is whole."""
    turns = page.locator(".turn:has(.footing)")
    before = turns.count()
    page.get_by_role("textbox", name="Your question").fill(question)
    page.keyboard.press("Enter")
    turns.nth(before).wait_for()
    return turns.nth(before)


def test_one_visit(visit: "Page", served: Served) -> None:
    """Nothing ingested, then a note, then the note changed by another process: each question meets the latest."""
    assert "python -m ingest" in ask(visit, "Who received the delegation?").locator(".answer code").inner_text()

    (served.folder / "visit.md").write_text(NOTE.format(name="Ragnarsdottir"))
    served.ingest()
    turn = ask(visit, "Who received the delegation?")
    assert "Ambassador Ragnarsdottir" in turn.locator(".answer").inner_text()
    source = visit.locator("#source-2-1")
    assert "Ragnarsdottir" in source.locator(".quoted").inner_text()
    assert "2 May 2013" in source.locator(".place").inner_text()
    assert source.get_by_role("link").get_attribute("href") == "https://www.example.org/visit"
    assert '<script>document.title = "taken"</script>' in source.locator("blockquote").inner_text()
    assert visit.title() == "Partnership Assistant"

    (served.folder / "visit.md").write_text(NOTE.format(name="Jonsson"))
    served.ingest()
    turn = ask(visit, "Who received the delegation in May 2013?")
    assert "Ambassador Jonsson" in turn.locator(".answer").inner_text()

    turn = ask(visit, "How much does a submarine cost in Brazil?")
    assert turn.locator(".verdict").is_visible()
    assert visit.locator("#sources h2:visible").inner_text() == "Not an answer, but near"


def test_the_page_of_a_pdf_is_drawn_beside_its_text(visit: "Page", served: Served) -> None:
    """That of the citation at once, the others when they are opened; changed meanwhile, none is."""
    (served.folder / "report.pdf").write_bytes(report_pdf())
    served.ingest()
    ask(visit, "Where did partners meet to plan the joint exercises?").locator(".mark").first.click()
    reader = visit.locator("#reader .body")
    reader.locator(".quoted", has_text="Partners met in Lisbon").wait_for()
    pages = reader.locator("details.printed")
    assert pages.locator("summary").all_inner_texts() == [f"page {number} as printed" for number in (1, 2, 3)]
    first = pages.first.get_by_role("img", name="page 1 as printed")
    first.wait_for()
    assert first.evaluate("(image) => [image.naturalWidth, image.naturalHeight]") == [1200, 1698]
    assert pages.nth(1).locator("img").count() == 0
    pages.nth(1).locator("summary").click()
    pages.nth(1).get_by_role("img", name="page 2 as printed").wait_for()

    (served.folder / "report.pdf").write_bytes(report_pdf() + b"\n")
    pages.nth(2).locator("summary").click()
    pages.nth(2).get_by_text("is not at hand as it was ingested").wait_for()
