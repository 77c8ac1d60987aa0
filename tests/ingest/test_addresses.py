"""Documents at addresses: fetched within limits from loopback servers, never from private networks unasked."""

import contextlib
import ipaddress
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import made_files
import pytest

from ingest import ingest
from ingest.__main__ import main
from ingest.addresses import Validators, fetch, identity, is_public, validators_in, written
from ingest.worker import Limits
from store.errors import IngestError, LoadError
from store.store import Store

ARTICLE = (
    b"<html lang='en'><head><title>Partners meet</title></head><body><article><h1>Partners meet</h1><p>Thirteen "
    b"partners met the Allies in Chicago to talk about the years that lie ahead of them.</p></article></body></html>"
)
ETAG = '"v1"'

Answer = tuple[int, bytes] | tuple[int, bytes, tuple[str, str]] | tuple[int, bytes, tuple[str, str], tuple[str, str]]
ANSWERS: dict[str, Answer] = {
    "/page": (200, ARTICLE, ("Content-Type", "text/html; charset=utf-8"), ("ETag", ETAG)),
    "/files/report.pdf": (200, made_files.report_pdf(), ("Content-Type", "application/octet-stream")),
    "/moved": (302, b"", ("Location", "/page")),
    "/loop": (302, b"", ("Location", "/loop")),
    "/inside": (302, b"", ("Location", "http://169.254.169.254/latest/meta-data")),
    "/disk": (302, b"", ("Location", "file:///etc/passwd")),
    "/large": (200, b"x" * 300_000, ("Content-Type", "text/plain")),
    "/picture": (200, b"\x89PNG", ("Content-Type", "image/png")),
}


class Site(BaseHTTPRequestHandler):
    """A small site; it writes down what it was asked."""

    protocol_version = "HTTP/1.1"
    asked: list[tuple[str, str]]

    def do_GET(self) -> None:
        """Answer by the path."""
        self.asked.append((self.path, self.headers.get("If-None-Match", "")))
        path = self.path.partition("?")[0]
        if path == "/slow":
            self._trickle()
        elif path == "/page" and self.headers.get("If-None-Match") == ETAG:
            self._answer(304, b"")
        else:
            status, body, *headers = ANSWERS.get(path, (404, b""))
            self._answer(status, body, *headers)

    def finish(self) -> None:
        """Close; who asked may have gone already."""
        with contextlib.suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None:
        """Stay quiet."""

    def _answer(self, status: int, body: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def _trickle(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "1000000")
        self.end_headers()
        quiet = threading.Event()
        try:
            while not quiet.wait(0.1):
                self.wfile.write(b"x")
        except OSError:
            self.close_connection = True


@pytest.fixture
def asked() -> list[tuple[str, str]]:
    """What the site was asked, as (path, ETag)."""
    return []


@pytest.fixture
def site(asked: list[tuple[str, str]]) -> Iterator[str]:
    """The address of a site on this machine."""
    handler = type("AskedSite", (Site,), {"asked": asked})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    thread.join()
    server.server_close()


def got(address: str, limits: Limits | None = None, known: Validators | None = None) -> tuple[str, bytes] | None:
    """The name and the bytes that an address leads to."""
    fetched = fetch(address, limits or Limits(), allow_private=True, known=known or Validators())
    return (fetched.name, fetched.raw) if fetched else None


def test_kinds(site: str) -> None:
    """A page by its type, a file by its suffix, also behind a redirect."""
    assert got(f"{site}/page") == ("page.html", ARTICLE)
    assert got(f"{site}/moved?x=1") == ("page.html", ARTICLE)
    assert got(f"{site}/files/report.pdf") == ("report.pdf", made_files.report_pdf())
    assert got(f"{site}/picture") == ("picture.png", b"\x89PNG")


@pytest.mark.parametrize(
    ("path", "told"),
    [
        ("/none", r"The server answers 404 Not Found\."),
        ("/loop", r"It redirects more than 5 times\."),
        ("/disk", r"It redirects to 'file:///etc/passwd', which is no http\(s\) address\."),
        ("/large", r"It is larger than 100,000 bytes\. .* ASSISTANT_FILE_BYTES"),
        ("/slow", r"It (took longer than 2 seconds|cannot be fetched)"),
    ],
)
def test_limits(site: str, path: str, told: str) -> None:
    """Redirects, sizes and times are bounded."""
    with pytest.raises(LoadError, match=told):
        got(f"{site}{path}", Limits(bytes=100_000, seconds=2))


def test_unreachable() -> None:
    """A host that is not there, and a port where nobody answers, are told."""
    with pytest.raises(LoadError, match=r"There is no host 'nowhere\.invalid'"):
        got("http://nowhere.invalid/")
    with pytest.raises(LoadError, match="It cannot be fetched"):
        got("http://127.0.0.1:9/")


@pytest.mark.parametrize(
    "host", ["localhost", "127.0.0.1", "0.0.0.0", "[::1]", "10.0.0.1", "169.254.169.254", "2130706433"]
)
def test_private_networks_are_refused(host: str) -> None:
    """Whatever way a private address is written, it is looked up before anything is sent."""
    with pytest.raises(LoadError, match="within a private or loopback network"):
        fetch(f"http://{host}:9/", Limits(), allow_private=False, known=Validators())


def test_redirects_into_private_networks_are_refused(site: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each address on the way is checked, not the first alone."""
    monkeypatch.setattr("ingest.addresses.is_public", lambda number: str(number) != "169.254.169.254")
    with pytest.raises(LoadError, match=r"169\.254\.169\.254 is 169\.254\.169\.254, within a private"):
        fetch(f"{site}/inside", Limits(), allow_private=False, known=Validators())


@pytest.mark.parametrize(
    ("number", "public"),
    [
        ("93.184.215.14", True),
        ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
        ("192.168.1.1", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("fd00::1", False),
        ("fe80::1", False),
        ("::ffff:127.0.0.1", False),
        ("::ffff:93.184.215.14", True),
        ("64:ff9b::7f00:1", False),
        ("64:ff9b::5db8:d70e", True),
        ("2002:7f00:1::", False),
    ],
)
def test_public_numbers(number: str, public: bool) -> None:
    """Numbers that carry another are looked through."""
    assert is_public(ipaddress.ip_address(number)) is public


def test_identity() -> None:
    """One document has one address; passwords are not stored."""
    assert identity("HTTPS://Example.ORG/A?b=C#part") == "https://example.org/A?b=C"
    assert identity("http://example.org") == "http://example.org/"
    with pytest.raises(IngestError, match="holds a user's name or password"):
        identity("https://jane:secret@example.org/")
    with pytest.raises(IngestError, match=r"is no address|names no host"):
        identity("http:///path")
    with pytest.raises(IngestError, match="is no address"):
        identity("http://example.org:port/")


def test_validators_are_kept() -> None:
    """What a server gave comes back as it was; other text is none."""
    validators = Validators('W/"a b"', "Wed, 04 Jul 2012 10:30:00 GMT")
    assert validators_in(written(validators)) == validators
    assert written(Validators()) == ""
    assert validators_in("") == validators_in("{]") == Validators()


def test_ingesting_addresses(site: str, asked: list[tuple[str, str]], store: Store) -> None:
    """Pages are stored under their address; the next ingest asks whether they changed, and bad ones are reported."""
    addresses = [f"{site}/page#top", f"{site}/files/report.pdf", f"{site}/picture"]
    first = ingest(addresses, store, allow_private=True)
    assert first.added == (f"{site}/page", f"{site}/files/report.pdf")
    assert [source for source, _ in first.failed] == [f"{site}/picture"]
    document = store.document(f"{site}/page")
    assert (document.title, document.links) == ("Partners meet", (f"{site}/page",))
    assert {passage.page for passage in store.document(f"{site}/files/report.pdf").passages} == {1, 2, 3}
    again = ingest(addresses, store, allow_private=True)
    assert again.unchanged == first.added
    assert [tag for path, tag in asked if path == "/page"] == ["", ETAG]
    refused = ingest(addresses[:1], store)
    assert [told[:40] for _, told in refused.failed] == ["127.0.0.1 is 127.0.0.1, within a private"]
    assert store.document(f"{site}/page") == document


def test_the_command_takes_addresses(site: str, tmp_path: object, monkeypatch: pytest.MonkeyPatch) -> None:
    """--allow-private lets a loopback page in, and without it the command ends with 1."""
    monkeypatch.setenv("ASSISTANT_STORE", f"{tmp_path}/store")
    assert main([f"{site}/page"]) == 1
    assert main(["--allow-private", f"{site}/page"]) == 0
