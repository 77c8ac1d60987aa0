"""A served page for the tests of the door, and a person who sends requests to it."""

import http.client
import json
import re
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from made import HashingEmbedder
from page_fakes import FakeAssistant

from store.settings import Settings
from store.store import Store
from ui.access.accounts import AccountsFile
from ui.access.visitors import Role
from ui.library import Library
from ui.port import listen
from ui.serving import Serving

PASSWORDS = {"anna": "only-may-ask-1", "berta": "only-may-ask-2", "maria": "may-change-all"}


@dataclass(frozen=True)
class Reply:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str
    cookies: tuple[str, ...] = ()

    @property
    def json(self) -> Any:  # noqa: ANN401 - whatever JSON it is
        """What the text holds."""
        return json.loads(self.text)


@dataclass
class Person:
    """Somebody who sends requests, and keeps cookies as a browser does."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    trusting: ssl.SSLContext | None = None
    """For HTTPS: whose certificates are believed."""

    def send(self, method: str, path: str, body: object = None, **headers: str) -> Reply:
        """Send a request; a dictionary goes as JSON."""
        sent = {"Host": f"127.0.0.1:{self.port}", **self.headers}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if isinstance(body, dict | list):
            body, sent["Content-Type"] = json.dumps(body), "application/json"
        sent |= {name.replace("_", "-"): value for name, value in headers.items()}
        connection = (
            http.client.HTTPSConnection("127.0.0.1", self.port, timeout=60, context=self.trusting)
            if self.trusting
            else http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        )
        connection.request(method, path, body, sent)  # type: ignore[arg-type]
        reply = connection.getresponse()
        for name, value in reply.getheaders():
            if name.lower() == "set-cookie":
                key, _, kept = value.split(";")[0].partition("=")
                self.cookies[key] = kept.strip('"')
        text = reply.read().decode(errors="replace")
        connection.close()
        cookies = tuple(value for name, value in reply.getheaders() if name.lower() == "set-cookie")
        return Reply(reply.status, {name.lower(): value for name, value in reply.getheaders()}, text, cookies)

    def log_in(self, name: str, password: str, path: str = "/login") -> Reply:
        """Fill in the form."""
        match = re.search(r'name="form" value="([^"]+)"', self.send("GET", path).text)
        token = match[1] if match else ""
        form = urlencode({"form": token, "name": name, "password": password})
        return self.send("POST", path, form, Content_Type="application/x-www-form-urlencoded")

    def ask(self, question: str = "When did Sweden join NATO?") -> Reply:
        """Ask by the endpoint for programs."""
        return self.send("POST", "/gradio_api/run/ask", {"data": [question, []]})


@dataclass
class Served:
    """A page that is served, and what is behind it."""

    port: int
    page: Any
    server: Any
    accounts: AccountsFile
    library: Library

    def person(self, name: str = "") -> Person:
        """Return somebody, logged in if a name is given."""
        person = Person(self.port)
        if name:
            assert person.log_in(name, PASSWORDS[name]).status == 303
        return person

    def function(self, name: str) -> int:
        """Return the number of the page's function of this name."""
        return next(number for number, function in self.page.fns.items() if function.name == name)


@contextmanager
def served(folder: Path, settings: Settings | None = None, *, mcp: bool = False, **serving: Any) -> Iterator[Served]:  # noqa: ANN401
    """Serve the page with a small assistant and an empty store; people log in unless said otherwise."""
    from ui.page import build_page
    from ui.server import build_server

    accounts = AccountsFile(folder / "accounts.json")
    for name, password in PASSWORDS.items():
        accounts.add(name, Role.MANAGE if name == "maria" else Role.ASK, password)
    store = Store.open(Settings(store=folder / "store"), HashingEmbedder())
    library = Library(lambda: store)
    page = build_page(FakeAssistant(), library=library)
    how = Serving(**(serving or {"accounts": folder / "accounts.json"}))
    with listen("127.0.0.1", 0) as opened:
        server = build_server(page, mcp=mcp, serving=how, settings=settings, summaries=library.summaries)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        yield Served(opened.getsockname()[1], page, server, accounts, library)
        server.should_exit = True
        thread.join(timeout=20)
