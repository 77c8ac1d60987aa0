"""What other programs can ask of the page: the endpoint over HTTP, and the tool of MCP clients."""

import asyncio
import json
import re
import shutil
import subprocess
import threading
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from page_fakes import FakeAssistant

from ui.port import listen

pytestmark = pytest.mark.slow

DOCUMENTATION = Path(__file__).resolve().parent.parent.parent / "docs" / "api.md"
ADDRESS_IN_DOCUMENTATION = "http://127.0.0.1:7860"
QUESTION = "When did Sweden join NATO?"


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    """Address of a page that serves MCP clients too."""
    from ui.page import build_page
    from ui.server import build_server

    with listen("127.0.0.1", 0) as opened:
        server = build_server(build_page(FakeAssistant()), mcp=True)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [opened]}, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{opened.getsockname()[1]}"
        server.should_exit = True
        thread.join(timeout=20)


def post(address: str, *data: object) -> dict[str, object]:
    """Call the endpoint as curl does."""
    body = json.dumps({"data": data}).encode()
    request = Request(f"{address}/gradio_api/run/ask", body, {"Content-Type": "application/json"})
    with urlopen(request) as reply:
        return dict(json.load(reply)["data"][0])


def blocks(language: str, address: str) -> list[str]:
    """Return the documentation's examples in a language, for this address."""
    found = re.findall(
        rf"^```{language}\n(.*?)^```", DOCUMENTATION.read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
    )
    return [block.replace(ADDRESS_IN_DOCUMENTATION, address) for block in found]


def test_the_answer_with_all_its_fields(address: str) -> None:
    """The JSON holds the answer's text and citations."""
    reply = post(address, QUESTION, [])
    assert reply["question"] == QUESTION
    assert reply["answered"] is True
    assert reply["complete"] is True
    citations = reply["citations"]
    assert isinstance(citations, list)
    assert citations[0]["source"] == "documents/partners.md"
    assert citations[0]["quote"].startswith("Sweden deposited its instrument of accession")


def test_an_error_says_why(address: str) -> None:
    """What cannot be asked is answered with the words of the error."""
    with pytest.raises(HTTPError) as caught:
        post(address, "", [])
    assert "There is no question yet" in json.load(caught.value)["error"]


def test_nothing_else_is_offered(address: str) -> None:
    """The page's own listeners are no endpoints."""
    with urlopen(f"{address}/gradio_api/info") as reply:
        offered = json.load(reply)
    assert list(offered["named_endpoints"]) == ["/ask"]
    assert offered["unnamed_endpoints"] == {}


def test_the_example_in_python(address: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The documentation's example runs."""
    (example,) = blocks("python", address)
    exec(compile(example, "docs/api.md", "exec"), {})
    assert capsys.readouterr().out.startswith("And on what date?")


def test_the_example_with_curl(address: str) -> None:
    """The documentation's example runs."""
    if shutil.which("curl") is None:
        pytest.skip("no curl on this machine")
    (example,) = blocks("sh", address)
    ran = subprocess.run(["sh", "-c", example], capture_output=True, text=True, check=True)
    assert json.loads(ran.stdout)["data"][0]["question"] == "Who spoke at Chatham House?"


def test_mcp_clients(address: str) -> None:
    """A client finds one tool, calls it, and is told what was wrong with a call."""
    from mcp import ClientSession
    from mcp.client.streamable_http import streamable_http_client
    from mcp.types import TextContent

    async def visit() -> tuple[list[str], str, str]:
        async with (
            streamable_http_client(f"{address}/gradio_api/mcp/") as (read, write, _),
            ClientSession(read, write) as session,
        ):
            await session.initialize()
            tools = (await session.list_tools()).tools
            assert tools[0].inputSchema["required"] == ["question"]
            answered = await session.call_tool("ask", {"question": QUESTION})
            failed = await session.call_tool("ask", {"question": ""})
            assert (answered.isError, failed.isError) == (False, True)
            texts = [one.content[0] for one in (answered, failed)]
            said = [text.text for text in texts if isinstance(text, TextContent)]
            return [tool.name for tool in tools], said[0], said[1]

    names, answer, error = asyncio.run(visit())
    assert names == ["ask"]
    assert json.loads(answer)["citations"][0]["quote"].startswith("Sweden deposited its instrument of accession")
    assert "There is no question yet" in error
