"""How long people wait for the page: python -m benchmarks.page [--starts 3] [--questions 20]

From the command to the page in a browser, and from a question to its first words, over the starter documents. The
first question is asked as soon as the page is there, as somebody in a hurry would.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.screenshots import ROOT, browser
from benchmarks.team import questions
from store.settings import child_environment

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

_PATIENCE = 60_000
_THINKING = 1_000
"""Milliseconds between an answer and the next question."""


def main() -> int:
    """Print what each start and the questions took, in seconds."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--starts", type=int, default=3)
    parser.add_argument("--questions", type=int, default=20, help="questions after the last start")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, browser() as opened:
        store = Path(folder)
        ingest = [sys.executable, "-m", "ingest", str(ROOT / "documents")]
        subprocess.run(ingest, env=child_environment(store), check=True, capture_output=True)
        for number in range(1, options.starts + 1):
            _started(opened, store, options.questions if number == options.starts else 1)
    return 0


def _started(opened: "Browser", store: Path, asked: int) -> None:
    """Start the page, print how long it took, and ask."""
    started = time.perf_counter()
    command = [sys.executable, "-m", "ui", "--port", "0"]
    with subprocess.Popen(command, env=child_environment(store), stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            address = process.stdout.readline().split()[2]
            printed = time.perf_counter() - started
            page = opened.new_page()
            page.set_default_timeout(_PATIENCE)
            page.goto(address)
            page.locator("#question textarea").wait_for()
            shown = time.perf_counter() - started
            first, *others = [_asked(page, question) for question in questions(asked)]
            page.close()
        finally:
            process.terminate()
    print(f"from the command: address {printed:.1f} s, page {shown:.1f} s; then the first question {first:.2f} s")
    if len(others) > 1:
        highest = statistics.quantiles(others, n=20, method="inclusive")[-1]
        print(
            f"{len(others)} more questions to their first words: median {statistics.median(others):.2f} s, "
            f"95 of 100 under {highest:.2f} s"
        )


def _asked(page: "Page", question: str) -> float:
    """Return the seconds until something of the answer stands on the page; wait for the whole answer."""
    before = page.locator(".turn .answer").count()
    # The box is emptied once more with the last of the answer before.
    page.wait_for_timeout(_THINKING)
    page.locator("#question textarea").fill(question)
    started = time.perf_counter()
    page.keyboard.press("Enter")
    # Looked at with every frame; a locator's wait looks every half second.
    page.wait_for_function("before => document.querySelectorAll('.turn .answer').length > before", arg=before)
    seconds = time.perf_counter() - started
    page.locator(".turn:last-of-type .tools .again").wait_for()
    return seconds


if __name__ == "__main__":
    sys.exit(main())
