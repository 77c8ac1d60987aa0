"""The headers of every reply, which tell the browser what the page may do."""

import base64
import hashlib
from typing import TYPE_CHECKING

from ui.access.replies import STYLE

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

# Gradio compiles templates and writes styles in the browser, hence the two unsafe words; other hosts stay out.
_POLICY = (
    "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data: blob:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:; "
    "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
)
# The page where passwords are typed runs no script, and stands in no frame.
_STYLE = base64.b64encode(hashlib.sha256(STYLE.encode()).digest()).decode()
_POLICY_OF_LOGIN = (
    f"default-src 'none'; style-src 'sha256-{_STYLE}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
_FOR_ALL = (
    (b"x-content-type-options", b"nosniff"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=()"),
)
_OF_PAGE = (
    *_FOR_ALL,
    (b"content-security-policy", _POLICY.encode()),
    (b"x-frame-options", b"SAMEORIGIN"),
    (b"referrer-policy", b"no-referrer"),
)
_OF_LOGIN = (
    *_FOR_ALL,
    (b"content-security-policy", _POLICY_OF_LOGIN.encode()),
    (b"x-frame-options", b"DENY"),
    # With none at all, browsers do not say either which page a form was sent from.
    (b"referrer-policy", b"same-origin"),
)


class WithHeaders:
    """Adds the headers to every reply; a plain ASGI layer, so that streams stay streams."""

    def __init__(self, app: "ASGIApp") -> None:
        self._app = app

    async def __call__(self, scope: "Scope", receive: "Receive", send: "Send") -> None:
        """Pass the request on, and add the headers to the reply."""
        added = _OF_LOGIN if scope.get("path") in ("/login", "/logout") else _OF_PAGE
        names = {name for name, _ in added} | {b"server"}

        async def send_with_headers(message: "Message") -> None:
            if message["type"] == "http.response.start":
                own = [one for one in message.get("headers", []) if one[0].lower() not in names]
                message["headers"] = [*own, *added]
            await send(message)

        await self._app(scope, receive, send_with_headers)
