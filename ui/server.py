"""Serves the page: behind the door, with its headers, until it is told to stop."""

import asyncio
import logging
import socket
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.routing import Mount

from store.documents import DocumentSummary
from store.settings import Settings
from ui.access.door import Door
from ui.access.rights import Rights
from ui.api import McpError, check_mcp
from ui.headers import WithHeaders
from ui.health import Health, WithHealth
from ui.metrics import Metrics
from ui.page import page_words
from ui.serving import Serving
from ui.theme import build_theme

_log = logging.getLogger(__name__)


def build_server(
    page: gr.Blocks,
    *,
    mcp: bool = False,
    serving: Serving | None = None,
    settings: Settings | None = None,
    metrics: Metrics | None = None,
    is_ready: Callable[[], bool] = lambda: True,
    summaries: Callable[[], Sequence[DocumentSummary]] = lambda: (),
    running: Callable[[], int] = lambda: 0,
) -> uvicorn.Server:
    """Return a server for the page; `run(sockets=[...])` serves until `should_exit`, SIGTERM or SIGINT.

    Args:
        page: the page.
        mcp: whether its endpoints are served to MCP clients too, at /gradio_api/mcp/.
        serving: who may come in; without it, everybody on this machine.
        settings: the limits.
        metrics: what /metrics shows.
        is_ready: whether a question would be answered at once, for /ready.
        summaries: the documents of the store, for /metrics.
        running: how many answers are under way; a stop waits for them.

    Raises:
        McpError: if that was asked for and cannot be done.
        AccountError: if the file of accounts cannot be used.
    """
    serving, settings = serving or Serving(), settings or Settings()
    if mcp:
        check_mcp()
    app = _mounted(page, mcp=mcp, prefix=serving.prefix, settings=settings)
    if page.mcp_error:
        raise McpError(page.mcp_error)
    mounted: Any = next(route.app for route in app.routes if isinstance(route, Mount))
    server = _Server(mounted.stop_event, running, settings.stop_seconds)
    door = Door(app, serving.door(Rights(page.fns), settings), lambda: server.stopping)
    health = Health(
        metrics or Metrics(),
        lambda: is_ready() and not server.stopping,
        summaries,
        settings.metrics_token,
        open_metrics=not serving.shared,
    )
    server.serve_app(WithHeaders(WithHealth(door, health)))
    return server


def _mounted(page: gr.Blocks, *, mcp: bool, prefix: str, settings: Settings) -> FastAPI:
    app: FastAPI = gr.mount_gradio_app(
        FastAPI(openapi_url=None),
        page,
        path="/",
        root_path=prefix or None,
        theme=build_theme(),
        css_paths=Path(__file__).parent / "page.css",
        i18n=page_words(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=mcp,
        max_file_size=settings.file_bytes,
    )
    return app


class _Server(uvicorn.Server):
    """Lets running answers end, and then tells Gradio: each open page holds a connection for as long as it may."""

    def __init__(self, stopped: asyncio.Event, running: Callable[[], int], patience: float) -> None:
        self.stopping = False
        self._stopped = stopped
        self._running = running
        self._patience = patience

    def serve_app(self, app: Any) -> None:  # noqa: ANN401 - any ASGI application
        """Take the application to serve."""
        # What a proxy says is the door's to believe or not.
        super().__init__(
            uvicorn.Config(
                app,
                log_level="warning",
                log_config=None,
                server_header=False,
                proxy_headers=False,
                timeout_graceful_shutdown=2,
            )
        )

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Take no more questions, wait for the answers under way, close the connections, then end."""
        self.stopping = True
        await self._answered()
        self._stopped.set()
        await super().shutdown(sockets)

    async def _answered(self) -> None:
        clock = asyncio.get_running_loop().time
        until = clock() + self._patience
        quiet = 0
        # The last words of an answer are still on their way when nothing runs any more.
        while clock() < until and quiet < 5 and not self.force_exit:
            busy = self._running() > 0
            quiet = 0 if busy else quiet + 1
            await asyncio.sleep(0.1)
        if self._running():
            _log.warning("stopped with answers under way", extra={"answers": self._running()})
