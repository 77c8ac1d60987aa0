"""What each role may send to the page: a list of what is allowed, and nothing beside it.

Gradio offers far more than the page uses. Whoever may only ask reaches the paths, functions and methods listed here;
what somebody adds to the page is for those who manage documents until it is listed.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from ui.access.visitors import Visitor

ASKING = frozenset({"ask", "ask_example", "ask_again"})
"""Functions that ask the assistant; how often is limited."""
_READING = frozenset(
    {"documents", "edit", "stop", "give_up", "restore", "judge", "begin", "show", "draw", "_panels", "read_place"}
    | {"read_document", "_rights"}
)
FOR_ALL = ASKING | _READING
"""Names of the page's functions that whoever may only ask can call."""
FOR_MANAGERS = frozenset({"add", "read_again", "remove", "closed"})
"""Names of those that only managers can call, as is every other; Gradio calls "closed" by itself."""

_FIXED = ("/assets/", "/static/", "/svelte/", "/gradio_api/startup-events")
_READ_BY_ALL = re.compile(
    r"/|/config/?|/theme\.css|/favicon\.ico|/manifest\.json|/robots\.txt|/pwa_icon(/\d+)?"
    r"|/gradio_api/(info/?|theme\.css|app_id/?|user/?|login_check/?|queue/data|call/ask/[0-9a-f]+|heartbeat/\w+)"
)
_SENT_BY_ALL = re.compile(r"/gradio_api/(queue/join|cancel|reset/?|component_server/?|(run|api|call|call/v2)/ask/?)")
_READ_BY_MANAGERS = re.compile(r"/gradio_api/(upload_progress|file=.*)", re.DOTALL)
_MCP = re.compile(r"/gradio_api/mcp(/.*)?")
UPLOAD = "/gradio_api/upload"
_HASH = re.compile(r"/gradio_api/(?:heartbeat|call/ask)/(\w+)")


class Function(Protocol):
    """What is needed of a function of the page."""

    fn: Any
    name: str


class Rights:
    """Who may send what."""

    def __init__(self, functions: Mapping[int, Function]) -> None:
        """Take the functions of the page by their numbers."""
        self._for_all = {
            number for number, function in functions.items() if function.fn is None or function.name in FOR_ALL
        }
        self._asking = {number for number, function in functions.items() if function.name in ASKING}

    def may_reach(self, visitor: Visitor, method: str, path: str) -> bool:
        """Whether they may send anything to a path."""
        if _MCP.fullmatch(path):
            return method in ("GET", "HEAD", "POST", "DELETE")
        if method == "POST":
            return bool(_SENT_BY_ALL.fullmatch(path)) or (visitor.manages and path == UPLOAD)
        if method not in ("GET", "HEAD"):
            return False
        if _READ_BY_ALL.fullmatch(path) or path.startswith(_FIXED):
            return True
        return visitor.manages and bool(_READ_BY_MANAGERS.fullmatch(path))

    def may_send(self, visitor: Visitor, body: Mapping[str, Any]) -> bool:
        """Whether they may have the page do what a body asks for."""
        if visitor.manages:
            return True
        number, name = body.get("fn_index"), body.get("fn_name")
        # Exactly whole numbers: Gradio would take "7", 7.0 and true for numbers too.
        if number is not None and (type(number) is not int or number not in self._for_all):
            return False
        if name is not None and name not in FOR_ALL:
            return False
        return not _names_a_file([body])

    def asks(self, path: str, body: Mapping[str, Any]) -> bool:
        """Whether it is a question to the assistant."""
        if _MCP.fullmatch(path):
            return body.get("method") == "tools/call"
        if re.search(r"/ask/?$", path):
            return True
        return body.get("fn_index") in self._asking if type(body.get("fn_index")) is int else False


def session_hashes(path: str, query: Mapping[str, list[str]], body: Mapping[str, Any]) -> list[str]:
    """Return the names of Gradio's sessions that a request is about; browsers make them up."""
    found = [*query.get("session_hash", ()), body.get("session_hash")]
    match = _HASH.match(path)
    return [one for one in [*found, match and match[1]] if isinstance(one, str) and one]


def _names_a_file(values: Iterable[Any]) -> bool:
    """Whether a file or an address to fetch one from is among the values, at any depth."""
    waiting = list(values)
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if value.get("_type") == "gradio.FileData":
                return True
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
    return False
