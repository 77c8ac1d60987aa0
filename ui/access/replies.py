"""The door's own replies."""

import json
from collections.abc import Mapping
from html import escape

from starlette.responses import HTMLResponse, Response

# Nothing is loaded but the style that stands in the page, which the hash allows.
STYLE = (
    "body{font:1rem/1.5 system-ui,sans-serif;max-width:22rem;margin:12vh auto;padding:0 1rem;color:#1b2733;"
    "background:#fff}h1{font-size:1.3rem}label{display:block;margin-top:1rem}input{font:inherit;width:100%;"
    "box-sizing:border-box;padding:.5rem;border:1px solid #66788a;border-radius:4px}button{font:inherit;"
    "margin-top:1.5rem;padding:.5rem 1.5rem;border:0;border-radius:4px;background:#0b5394;color:#fff}"
    "[role=alert]{color:#a11212}@media(prefers-color-scheme:dark){body{background:#14191f;color:#e6edf3}"
    "input{background:#1e262e;color:inherit}[role=alert]{color:#ff9b9b}button{background:#2f7cc4}a{color:#8ec5ff}}"
)


def page_reply(title: str, body: str, language: str, status: int = 200) -> HTMLResponse:
    """Return a small page that works without any script; `body` is HTML."""
    html = (
        f'<!doctype html><html lang="{escape(language)}"><head><meta charset="utf-8">'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title><style>{STYLE}</style>'
        f"</head><body><main><h1>{escape(title)}</h1>{body}</main></body></html>"
    )
    return HTMLResponse(html, status, {"Cache-Control": "no-store"})


def told(status: int, message: str, headers: Mapping[str, str] | None = None) -> Response:
    """Return a reply that says why; the page shows `error` or `detail` to whoever sees it."""
    content = json.dumps({"error": message, "detail": message}, ensure_ascii=False)
    return Response(content, status, {"Cache-Control": "no-store", **(headers or {})}, "application/json")
