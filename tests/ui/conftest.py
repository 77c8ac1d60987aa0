"""The page, served with a small assistant and opened in a browser."""

import shutil
import threading
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from page_fakes import FakeAssistant

from assistant.replies import Answer
from ui.port import listen

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture
def fake_assistant() -> FakeAssistant:
    """A fresh assistant for the tests without a browser."""
    return FakeAssistant()


@pytest.fixture(scope="session")
def page_address() -> Iterator[str]:
    """Address of the page, served from a thread with a fake assistant."""
    from ui.page import build_page
    from ui.server import build_server

    with listen("127.0.0.1", 0) as opened:
        server = build_server(build_page(FakeAssistant()))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


CHROMIUM_ARGUMENTS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Headless Chromium, as the system installed it."""
    executable = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if executable is None:
        pytest.skip("no Chromium on this machine; install the package chromium")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=executable, args=list(CHROMIUM_ARGUMENTS))
        yield opened
        opened.close()


@pytest.fixture
def page(browser: "Browser", page_address: str) -> "Iterator[Page]":
    """The page, loaded and ready to be asked; no request to another host went out, nor an error of a script."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(60_000)
    opened = context.new_page()
    foreign: list[str] = []
    errors: list[str] = []
    opened.on("request", lambda sent: _note(foreign, sent.url, page_address))
    opened.on("websocket", lambda sent: _note(foreign, sent.url, page_address.replace("http", "ws", 1)))
    opened.on("pageerror", lambda error: errors.append(str(error)))
    opened.goto(page_address)
    opened.get_by_role("textbox", name="Your question").wait_for()
    yield opened
    context.close()
    assert foreign == []
    assert errors == []


def _note(foreign: list[str], url: str, address: str) -> None:
    if not url.startswith((address + "/", "data:", "blob:")):
        foreign.append(url)


@pytest.fixture
def make_answer() -> "Callable[[bool], Answer]":
    """Returns an answer by quotes, or a refusal."""

    def made(answered: bool) -> Answer:
        *_, last = FakeAssistant().stream("When did Sweden join?" if answered else "Who is mayor?", [])
        return last

    return made
