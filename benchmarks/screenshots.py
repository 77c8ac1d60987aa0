"""Pictures of the page's main views: python -m benchmarks.screenshots [--out docs]

The starter documents are ingested into a temporary store, and the page is opened in headless Chromium.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

ROOT = Path(__file__).resolve().parent.parent
QUESTION = "Who spoke at Chatham House in July 2012?"
REFUSED = "How many soldiers does Brazil have?"
_PATIENCE = 60_000


@dataclass(frozen=True)
class View:
    """One picture: its file's name, the browser's window, and what is done before it is taken."""

    name: str
    steps: "Callable[[Page], None]"
    width: int = 1280
    height: int = 800
    scheme: Literal["light", "dark"] = "light"
    locale: str = "en-GB"


def ask(page: "Page", question: str = QUESTION) -> None:
    """Ask and wait for the whole answer."""
    page.locator("#question textarea").fill(question)
    page.keyboard.press("Enter")
    page.locator(".turn:last-of-type .tools .again").wait_for()


def read(page: "Page") -> None:
    """Ask, and open the first citation's document."""
    ask(page)
    page.locator(".mark").first.click()
    page.locator("#reader .document").wait_for()


def refuse(page: "Page") -> None:
    """Ask what the documents do not answer."""
    ask(page, REFUSED)
    page.locator(".instead").wait_for()


def begin(page: "Page") -> None:
    """Leave the page as it opens."""
    page.locator(".welcome").wait_for()


def list_documents(page: "Page") -> None:
    """Open the tab of documents, and one of them."""
    page.get_by_role("tab").nth(1).click()
    page.locator("#library .open").nth(2).click()
    page.locator("#library-document .passage").first.wait_for()


def draw_map(page: "Page") -> None:
    """Ask, and open the map."""
    ask(page)
    page.get_by_role("tab").nth(2).click()
    page.locator("#map .main-svg").first.wait_for()
    page.locator("#timeline .main-svg").first.wait_for()


VIEWS = (
    View("page", ask),
    View("page-dark", read, scheme="dark"),
    View("reading", read),
    View("refusal", refuse),
    View("documents", list_documents),
    View("map", draw_map, height=1100),
    View("map-dark", draw_map, height=1100, scheme="dark"),
    View("begin-german", begin, locale="de-DE"),
    View("begin-narrow", begin, 390, 800),
    View("answer-narrow-dark", ask, 390, 800, "dark"),
    View("reading-narrow", read, 390, 800),
)


@contextmanager
def served() -> Iterator[str]:
    """Give the address of a page over the starter documents, in a process of its own."""
    with tempfile.TemporaryDirectory(prefix="assistant-screenshots-") as folder:
        environment = os.environ | {"ASSISTANT_STORE": folder}
        subprocess.run([sys.executable, "-m", "ingest", str(ROOT / "documents")], env=environment, check=True)
        command = [sys.executable, "-m", "ui", "--port", "0"]
        with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            yield process.stdout.readline().split()[2]
            process.terminate()


@contextmanager
def browser() -> "Iterator[Browser]":
    """Give a headless Chromium, the system's."""
    from playwright.sync_api import sync_playwright

    executable = shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        yield opened
        opened.close()


def take(opened: "Browser", address: str, view: View, out: Path) -> Path:
    """Take one picture; return its file."""
    context = opened.new_context(
        viewport={"width": view.width, "height": view.height},
        color_scheme=view.scheme,
        locale=view.locale,
        reduced_motion="reduce",
    )
    context.set_default_timeout(_PATIENCE)
    page = context.new_page()
    page.goto(address)
    page.locator("#question textarea").wait_for()
    view.steps(page)
    page.wait_for_timeout(400)
    file = out / f"{view.name}.png"
    page.screenshot(path=file, animations="disabled")
    context.close()
    return file


def main() -> int:
    """Take the pictures and print their sizes."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.screenshots", description="Take pictures of the page.")
    parser.add_argument("--out", type=Path, default=ROOT / "docs", help="folder for the pictures (default docs)")
    parser.add_argument("names", nargs="*", help="which pictures; all, unless named")
    options = parser.parse_args()
    with served() as address, browser() as opened:
        for view in VIEWS:
            if not options.names or view.name in options.names:
                file = take(opened, address, view, options.out)
                print(f"{file}: {file.stat().st_size // 1000} kB")
    return 0


if __name__ == "__main__":
    sys.exit(main())
