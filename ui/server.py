"""Serves the page, and keeps it from calling elsewhere."""

import asyncio
import socket
from pathlib import Path
from typing import TYPE_CHECKING, Any

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.routing import Mount

from ui.api import McpError, check_mcp
from ui.page import page_words
from ui.theme import build_theme

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio compiles templates and writes styles in the browser, hence the two unsafe words; other hosts stay out.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
_HEADERS = (
    (b"content-security-policy", _POLICY.encode()),
    (b"referrer-policy", b"no-referrer"),
    (b"x-content-type-options", b"nosniff"),
)


def build_server(page: gr.Blocks, *, mcp: bool = False) -> uvicorn.Server:
    """Return a server for the page; `run(sockets=[...])` serves until `should_exit`, SIGTERM or SIGINT.

    Args:
        page: the page.
        mcp: whether its endpoints are served to MCP clients too, at /gradio_api/mcp/.

    Raises:
        McpError: if that was asked for and cannot be done.
    """
    if mcp:
        check_mcp()
    app = gr.mount_gradio_app(
        FastAPI(openapi_url=None),
        page,
        path="/",
        theme=build_theme(),
        css_paths=Path(__file__).parent / "page.css",
        i18n=page_words(),
        footer_links=[],
        run_history=False,
        ssr_mode=False,
        show_error=False,
        enable_monitoring=False,
        mcp_server=mcp,
    )
    if page.mcp_error:
        raise McpError(page.mcp_error)
    mounted: Any = next(route.app for route in app.routes if isinstance(route, Mount))
    return _Server(
        uvicorn.Config(_WithHeaders(app), log_level="warning", timeout_graceful_shutdown=2), mounted.stop_event
    )


class _Server(uvicorn.Server):
    """Tells Gradio when the end comes: each open page holds a connection for as long as it may."""

    def __init__(self, config: uvicorn.Config, stopping: asyncio.Event) -> None:
        super().__init__(config)
        self._stopping = stopping

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Close the connections, then end."""
        self._stopping.set()
        await super().shutdown(sockets)


class _WithHeaders:
    """Adds the headers to every reply; a plain ASGI layer, so that streams stay streams."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message.get("headers", []), *_HEADERS]
            await send(message)

        await self._app(scope, receive, send_with_headers)
