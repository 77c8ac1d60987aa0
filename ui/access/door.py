"""The door: every request passes it before it reaches the page."""

import ipaddress
import json
import logging
import math
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qs, urlsplit

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

from ui.access.identity import Identity
from ui.access.login import LogIn
from ui.access.replies import told
from ui.access.rights import UPLOAD, Rights, session_hashes
from ui.access.visitors import Visitor
from ui.limits import RateLimit

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

_LONGEST_BODY = 8_000_000
"""Bytes of what a page sends that is no upload; a conversation that the browser kept is the longest."""
_REQUESTS_A_QUESTION = 20
_MOST_SESSIONS = 50_000
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class DoorSettings:
    """How the door is kept."""

    identity: Identity
    rights: Rights
    login: LogIn | None = None
    """None where nobody logs in here."""
    trusted: tuple[str, ...] = ()
    """Addresses of proxies whose word on who asks, from where and how is taken."""
    prefix: str = ""
    """Path that a proxy serves this server under, and takes off."""
    hosts: frozenset[str] = frozenset()
    """Names that this server may be called by; empty for any."""
    questions_a_minute: int = 0
    """Of one person; 0 for as many as they like."""
    upload_bytes: int = 200_000_000
    """Bytes of one upload, all of its files together."""


class Door:
    """Lets in who may come in, and only to what they may do; a plain ASGI layer, so that streams stay streams."""

    def __init__(self, app: "ASGIApp", settings: DoorSettings, stopping: Callable[[], bool] = lambda: False) -> None:
        self._settings = settings
        self._stopping = stopping
        self._inside = app
        self._owners = _Owners()
        self._asked = RateLimit(settings.questions_a_minute, 60)
        self._sent = RateLimit(settings.questions_a_minute * _REQUESTS_A_QUESTION, 60)
        self._behind_proxy = ProxyHeadersMiddleware(self._enter, trusted_hosts=list(settings.trusted))  # type: ignore[arg-type]

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request, or pass it on to the page."""
        if scope["type"] == "websocket":
            # The page has none.
            await send({"type": "websocket.close", "code": 1008})
        elif scope["type"] != "http":
            await self._inside(scope, receive, send)
        else:
            peer = scope["client"][0] if scope.get("client") else ""
            trusted = peer in self._settings.trusted
            # Gradio believes these headers of anybody, and makes addresses of them.
            kept = [one for one in scope["headers"] if trusted or not one[0].startswith(b"x-forwarded-")]
            scope = {**scope, "headers": kept, "from_proxy": trusted, "visitor": None, "prefix": self._settings.prefix}
            await self._behind_proxy(scope, receive, send)  # type: ignore[arg-type]

    async def _enter(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        request = Request(scope, receive)
        path = scope["path"]
        refused = self._foreign(request)
        if refused is None and self._settings.login and path in ("/login", "/logout"):
            refused = await self._settings.login.reply(request, path)
        if refused is None:
            refused = await self._let_through(request, path, send)
        if refused is not None:
            await refused(scope, receive, send)

    async def _let_through(self, request: Request, path: str, send: "Send") -> Response | None:
        """Pass the request on; return a reply instead where it is refused."""
        visitor = self._settings.identity.visitor(request, from_proxy=request.scope["from_proxy"])
        if visitor is None:
            return self._nobody(request, path)
        if not self._settings.rights.may_reach(visitor, request.method, path):
            return _forbidden(visitor, request.method, path)
        if request.method == "POST" and path == UPLOAD:
            return await self._upload(request, visitor, send)
        raw = await _body(request, _LONGEST_BODY)
        if raw is None:
            return told(413, f"What was sent is longer than {_LONGEST_BODY:,} bytes.")
        body = _parsed(raw)
        if body is None:
            return told(400, "What was sent is no JSON object.")
        refused = self._refused(request, path, visitor, body)
        if refused is not None:
            return refused
        # Written anew, so that what was checked and what is done cannot be two readings of one text.
        again = json.dumps(body).encode() if raw else b""
        scope = _with_length({**request.scope, "visitor": visitor}, len(again))
        await self._inside(scope, _replayed(again, request.receive), send)
        return None

    def _refused(self, request: Request, path: str, visitor: Visitor, body: dict[str, Any]) -> Response | None:
        if not self._settings.rights.may_send(visitor, body):
            return _forbidden(visitor, request.method, path)
        hashes = session_hashes(path, parse_qs(request.url.query), body)
        if visitor.name and not all(self._owners.owns(visitor.name, one) for one in hashes):
            return _forbidden(visitor, request.method, path)
        if request.method != "POST":
            return None
        asks = self._settings.rights.asks(path, body)
        if asks and self._stopping():
            return told(503, "The server is being restarted. Ask again in a minute.", {"Retry-After": "60"})
        return self._too_often(visitor, asks=asks)

    def _too_often(self, visitor: Visitor, *, asks: bool) -> Response | None:
        most = self._settings.questions_a_minute
        if not most:
            return None
        wait = self._asked.take(visitor.counted_as) if asks else self._sent.take(visitor.counted_as)
        if wait <= 0:
            return None
        seconds = math.ceil(wait)
        _log.warning("too many requests", extra={"user": visitor.name, "address": visitor.address})
        message = f"Too many questions: {most} a minute are the most. Ask again in {seconds} seconds."
        return told(429, message, {"Retry-After": str(seconds)})

    def _nobody(self, request: Request, path: str) -> Response:
        if self._settings.login and path == "/" and request.method == "GET":
            return RedirectResponse(f"{self._settings.prefix}/login", 303, {"Cache-Control": "no-store"})
        return told(401, "Log in first.", {"WWW-Authenticate": "Bearer"})

    def _foreign(self, request: Request) -> Response | None:
        """Return a reply for what another site's page had the browser send, or sent to another name."""
        host = request.headers.get("host", "").lower()
        if self._settings.hosts and (urlsplit(f"//{host}").hostname or "") not in self._settings.hosts:
            return told(421, f"This server is not called {host!r}. To share it, start it with --auth or --public.")
        if request.method in ("GET", "HEAD"):
            return None
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc.lower() != host:
            return told(403, f"Sent from a page of another site, {origin}.")
        if request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
            return told(403, "Sent from a page of another site.")
        return None

    async def _upload(self, request: Request, visitor: Visitor, send: "Send") -> Response | None:
        most = self._settings.upload_bytes
        refused = self._too_often(visitor, asks=False)
        if refused is not None:
            return refused
        length = request.headers.get("content-length", "")
        # Without a length it is not known when to stop, short of writing it all down.
        if not length.isdecimal():
            return told(411, "The upload does not say how long it is.")
        if int(length) > most:
            return told(413, f"The upload has {int(length):,} bytes; {most:,} are the most.")
        _log.info("upload", extra={"user": visitor.name, "bytes": int(length)})
        await self._inside({**request.scope, "visitor": visitor}, request.receive, send)
        return None


class _Owners:
    """Whose each of Gradio's sessions is: whoever named it first. Browsers draw the names, and not well enough."""

    def __init__(self) -> None:
        self._owners: OrderedDict[str, str] = OrderedDict()

    def owns(self, name: str, session_hash: str) -> bool:
        owner = self._owners.setdefault(session_hash, name)
        self._owners.move_to_end(session_hash)
        while len(self._owners) > _MOST_SESSIONS:
            self._owners.popitem(last=False)
        return owner == name


def is_loopback(host: str) -> bool:
    """Whether a host is reached from its own machine only."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _forbidden(visitor: Visitor, method: str, path: str) -> Response:
    _log.warning("refused", extra={"user": visitor.name, "address": visitor.address, "method": method, "path": path})
    if visitor.manages:
        return told(404, "There is nothing here.")
    return told(403, "This needs the right to manage documents.")


async def _body(request: Request, most: int) -> bytes | None:
    """Return what was sent; None if it is more than that many bytes."""
    if request.method in ("GET", "HEAD"):
        return b""
    parts, length = [], 0
    async for part in request.stream():
        parts.append(part)
        length += len(part)
        if length > most:
            return None
    return b"".join(parts)


def _parsed(raw: bytes) -> dict[str, Any] | None:
    """Return what was sent as JSON; None if it is no object."""
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except (ValueError, RecursionError):
        return None
    return body if isinstance(body, dict) else None


def _with_length(scope: "Scope", length: int) -> "Scope":
    headers = [one for one in scope["headers"] if one[0] not in (b"content-length", b"transfer-encoding")]
    if scope["method"] not in ("GET", "HEAD"):
        headers.append((b"content-length", str(length).encode()))
    return {**scope, "headers": headers}


def _replayed(body: bytes, receive: "Receive") -> "Receive":
    """Return a receive that gives the body that was read already, and then what really comes."""
    given = False

    async def received() -> "Message":
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return received
