"""Documents at http(s) addresses: fetched within limits, and never from the networks behind the machine."""

import ipaddress
import json
import re
import socket
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import unquote, urljoin, urlsplit, urlunsplit

from ingest.worker import Limits
from store.errors import IngestError, LoadError

if TYPE_CHECKING:
    import httpx

_MOST_REDIRECTS = 5
_WAIT = 20.0
_LONGEST_VALIDATOR = 300
_REDIRECTS = {301, 302, 303, 307, 308}
_NOT_MODIFIED = 304
_SUFFIXES = {
    "text/html": ".html",
    "application/xhtml+xml": ".html",
    "application/pdf": ".pdf",
    "text/markdown": ".md",
    "text/csv": ".csv",
    "text/tab-separated-values": ".tsv",
    "message/rfc822": ".eml",
    "application/epub+zip": ".epub",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": ".pptx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx",
}
# What servers say of files that they do not know: the address's own suffix tells more.
_VAGUE = {"", "text/plain", "application/octet-stream", "binary/octet-stream", "application/zip"}
_NAT64 = ipaddress.ip_network("64:ff9b::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address


class Validators(NamedTuple):
    """What a server gave to ask later whether a document changed."""

    etag: str = ""
    modified: str = ""

    def headers(self) -> dict[str, str]:
        """Return the headers that ask for the document only if it changed."""
        headers = {"If-None-Match": self.etag, "If-Modified-Since": self.modified}
        return {name: value for name, value in headers.items() if value}


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address leads to."""

    raw: bytes
    name: str
    """A file name whose suffix says the kind."""
    validators: Validators


def is_address(path: str) -> bool:
    """Return whether a path that was given is an http(s) address."""
    return re.match(r"https?://", path, re.IGNORECASE) is not None


def identity(address: str) -> str:
    """Return an address as the store names its document: without a fragment, the host in small letters.

    Raises:
        IngestError: if it is no address, or holds a password.
    """
    try:
        parts = urlsplit(address.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise IngestError(f"{address!r} is no address: {error}. Give it as https://host/path.") from error
    if not host:
        raise IngestError(f"{address!r} names no host. Give it as https://host/path.")
    if "@" in parts.netloc:
        raise IngestError(f"The address at {host} holds a user's name or password, which would be stored. Remove it.")
    return urlunsplit((parts.scheme.lower(), parts.netloc.lower(), parts.path or "/", parts.query, ""))


def fetch(address: str, limits: Limits, allow_private: bool, known: Validators) -> Fetched | None:
    """Return what an address leads to; None where the server says that it did not change.

    Args:
        address: with http or https.
        limits: its bytes and its seconds bound the answer, redirects together.
        allow_private: also fetch from private and loopback networks.
        known: what the server gave with the version that is stored.

    Raises:
        LoadError: if there is nothing to read there, or not within the limits.
    """
    # Imported here because most ingests fetch nothing.
    import httpx

    # What the environment says about proxies is left out: a proxy would look names up by itself, unchecked.
    client = httpx.Client(timeout=_WAIT, trust_env=False, headers={"User-Agent": "partnership-assistant"})
    # A server that sends a byte now and then is never late by itself.
    timer = threading.Timer(limits.seconds, client.close)
    timer.start()
    try:
        return _followed(client, address, limits, allow_private, known)
    except (httpx.HTTPError, httpx.InvalidURL, RuntimeError, OSError) as error:
        raise LoadError(
            f"It cannot be fetched: {error or type(error).__name__}. Check the address, or try later."
        ) from error
    finally:
        timer.cancel()
        client.close()


def written(validators: Validators) -> str:
    """Return validators as text, to be kept with the document's hash."""
    return json.dumps(validators) if any(validators) else ""


def validators_in(text: str) -> Validators:
    """Return the validators that `written` wrote; none for other text."""
    try:
        etag, modified = json.loads(text)
    except (ValueError, TypeError):
        return Validators()
    return Validators(str(etag), str(modified))


def _followed(
    client: "httpx.Client", address: str, limits: Limits, allow_private: bool, known: Validators
) -> Fetched | None:
    deadline = time.monotonic() + limits.seconds
    for _ in range(_MOST_REDIRECTS + 1):
        request = _request(client, address, allow_private, known)
        response = client.send(request, stream=True)
        try:
            if response.status_code == _NOT_MODIFIED and any(known):
                return None
            if response.status_code not in _REDIRECTS:
                return _fetched(response, address, limits, deadline)
            address = urljoin(address, response.headers.get("Location", ""))
        finally:
            response.close()
    raise LoadError(f"It redirects more than {_MOST_REDIRECTS} times. Give the address that it leads to.")


def _request(client: "httpx.Client", address: str, allow_private: bool, known: Validators) -> "httpx.Request":
    """Return a request to the very address that was checked, so that no second look-up can lead elsewhere."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise LoadError(f"It redirects to {address!r}, which is no http(s) address. Give the address of a document.")
    number = _checked(parts.hostname, parts.port or (443 if parts.scheme == "https" else 80), allow_private)
    host = f"[{number}]" if number.version == 6 else str(number)
    netloc = f"{host}:{parts.port}" if parts.port else host
    path = parts.path or "/"
    return client.build_request(
        "GET",
        urlunsplit((parts.scheme, netloc, path, parts.query, "")),
        headers={"Host": parts.netloc.rpartition("@")[2], **known.headers()},
        extensions={"sni_hostname": parts.hostname},
    )


def _checked(host: str, port: int, allow_private: bool) -> Address:
    """Return the first number of a host; all must be public ones.

    Raises:
        LoadError: if it has none, or one within a private network.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise LoadError(f"There is no host {host!r}. Check the address.") from error
    numbers = [ipaddress.ip_address(str(entry[4][0]).partition("%")[0]) for entry in found]
    private = next((number for number in numbers if not is_public(number)), None)
    if private is not None and not allow_private:
        raise LoadError(
            f"{host} is {private}, within a private or loopback network. Give --allow-private if it is meant."
        )
    return numbers[0]


def is_public(number: Address) -> bool:
    """Return whether a number leads to the open internet, looking through numbers that carry another."""
    if isinstance(number, ipaddress.IPv6Address):
        inner = number.ipv4_mapped or number.sixtofour
        if inner is None and number in _NAT64:
            inner = ipaddress.IPv4Address(int(number) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
    return number.is_global and not number.is_multicast


def _fetched(response: "httpx.Response", address: str, limits: Limits, deadline: float) -> Fetched:
    if response.status_code != 200:
        raise LoadError(
            f"The server answers {response.status_code} {response.reason_phrase}. Check the address, or try later."
        )
    raw = bytearray()
    for chunk in response.iter_bytes(65_536):
        raw += chunk
        if len(raw) > limits.bytes:
            raise LoadError(
                f"It is larger than {limits.bytes:,} bytes. Give a smaller one, or raise ASSISTANT_FILE_BYTES."
            )
        if time.monotonic() > deadline:
            raise LoadError(f"It took longer than {limits.seconds} seconds to fetch. Try later.")
    return Fetched(bytes(raw), _name(address, response.headers), _validators(response.headers))


def _name(address: str, headers: Mapping[str, str]) -> str:
    path = PurePosixPath(unquote(urlsplit(address).path))
    kind = headers.get("Content-Type", "").partition(";")[0].strip().lower()
    stem = path.stem or "page"
    if kind in _SUFFIXES:
        return stem + _SUFFIXES[kind]
    if kind in _VAGUE:
        return stem + (path.suffix or (".txt" if kind == "text/plain" else ""))
    return f"{stem}.{kind.rpartition('/')[2]}"


def _validators(headers: Mapping[str, str]) -> Validators:
    etag, modified = headers.get("ETag", ""), headers.get("Last-Modified", "")
    return Validators(*(value if len(value) <= _LONGEST_VALIDATOR else "" for value in (etag, modified)))
