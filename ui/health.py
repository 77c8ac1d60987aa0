"""/health, /ready and /metrics: how the server is doing, for programs that watch it."""

import asyncio
import hmac
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from prometheus_client import CONTENT_TYPE_LATEST
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from store.documents import DocumentSummary
from store.errors import AssistantError
from ui.access.replies import told
from ui.metrics import Metrics

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Receive, Scope, Send


@dataclass(frozen=True)
class Health:
    """What is known of how the server is doing."""

    metrics: Metrics
    is_ready: Callable[[], bool]
    summaries: Callable[[], Sequence[DocumentSummary]]
    token: str = ""
    """Whoever reads the metrics must send it; where it is empty, see `open_metrics`."""
    open_metrics: bool = True
    """Whether metrics are given without a token."""

    async def reply(self, request: Request) -> Response:
        """Return the reply to a request for one of the three paths."""
        if request.method not in ("GET", "HEAD"):
            return told(405, "Only GET is answered here.")
        path = request.scope["path"]
        if path == "/health":
            return JSONResponse({"status": "ok"})
        if path == "/ready":
            ready = self.is_ready()
            return JSONResponse({"status": "ready" if ready else "not ready"}, 200 if ready else 503)
        return await self._metrics(request)

    async def _metrics(self, request: Request) -> Response:
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        known = bool(self.token) and kind.lower() == "bearer"
        if not (self.open_metrics or (known and hmac.compare_digest(token.strip().encode(), self.token.encode()))):
            return told(401, "Send the token of ASSISTANT_METRICS_TOKEN.", {"WWW-Authenticate": "Bearer"})
        try:
            # Listing the documents would open the store, which takes seconds the first time.
            summaries = await asyncio.to_thread(self.summaries) if self.is_ready() else ()
        except AssistantError:
            summaries = ()
        return Response(self.metrics.text(summaries), media_type=CONTENT_TYPE_LATEST)


class WithHealth:
    """Answers the three paths, and passes everything else on."""

    def __init__(self, app: "ASGIApp", health: Health) -> None:
        self._app = app
        self._health = health

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Answer a request, or pass it on."""
        if scope["type"] == "http" and scope["path"] in ("/health", "/ready", "/metrics"):
            reply = await self._health.reply(Request(scope, receive))
            await reply(scope, receive, send)
        else:
            await self._app(scope, receive, send)
