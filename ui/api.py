"""What other programs can ask of the served page: one endpoint, which is a tool for MCP clients too."""

import json
from dataclasses import asdict
from importlib.util import find_spec
from typing import Any

import gradio as gr

from store.errors import AssistantError
from ui.asking import Asking

NAME = "ask"
MCP_PATH = "/gradio_api/mcp"


class McpError(AssistantError):
    """The page cannot be served to MCP clients."""


def add_endpoint(asking: Asking) -> None:
    """Add the endpoint `ask` to the page in whose context this is called."""

    def ask(question: str, request: gr.Request, history: list[dict[str, str]] | None = None) -> dict[str, Any]:
        """Answer a question with sentences from the ingested documents, each with its citation.

        When the documents do not answer, `answered` is false and `hits` holds the closest passages.

        Args:
            question: what is asked, at most 2,000 characters
            request: given by the server
            history: the conversation before it, oldest first, as {"role": "user" or "assistant", "content": text}

        Returns:
            the answer: text (Markdown with marks like [1]), answered, confidence, citations, hits and more
        """
        try:
            *_, answer = asking.stream(question, history or ())
        except AssistantError as error:
            # The only errors whose words are meant for whoever asks.
            raise gr.Error(str(error), print_exception=False) from error
        given: dict[str, Any] = _given_to(request, asdict(answer))
        return given

    # Without the queue, MCP calls run here instead of through a second connection to this very server.
    gr.api(ask, api_name=NAME, queue=False)


def _given_to(request: gr.Request, answer: dict[str, Any]) -> Any:  # noqa: ANN401 - text for MCP clients
    # Gradio would show MCP clients the dictionary as Python writes it.
    return json.dumps(answer, ensure_ascii=False) if MCP_PATH in request.url.path else answer


def check_mcp() -> None:
    """Check that MCP clients can be served.

    Raises:
        McpError: if the package for it is not installed.
    """
    if find_spec("mcp") is None:
        raise McpError('Serving MCP clients needs the package mcp: pip install --editable ".[mcp]"')
