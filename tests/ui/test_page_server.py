"""Ports, headers, and an assistant that is opened later."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from urllib.request import urlopen

import pytest
from page_fakes import FakeAssistant

from store.errors import StoreError
from ui.__main__ import main
from ui.asking import Asking, OpenedLater
from ui.port import PortError, listen


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that somebody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened.getsockname()[1]


def test_taken_port(taken: int) -> None:
    """The error names the port and a free one, which can be listened on."""
    with pytest.raises(PortError, match=f"Port {taken} on 127.0.0.1 is taken") as caught:
        listen("127.0.0.1", taken)
    free = int(str(caught.value).rsplit(" ", 1)[1])
    assert free > taken
    listen("127.0.0.1", free).close()


def test_unknown_host() -> None:
    """A host that is not this machine's is named."""
    with pytest.raises(PortError, match=r"192\.0\.2\.1 is no address of this machine"):
        listen("192.0.2.1", 0)


def test_taken_port_ends_the_command(taken: int, capsys: pytest.CaptureFixture[str]) -> None:
    """The command says so and ends with 2, as for any wrong use."""
    assert main(["--port", str(taken)]) == 2
    assert f"Port {taken} on 127.0.0.1 is taken. Try: python -m ui --port" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [["--port", "x"], ["--port", "70000"], ["--colour"], ["more"]])
def test_wrong_use(arguments: list[str]) -> None:
    """Wrong use ends with 2."""
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    assert caught.value.code == 2


def test_importing_loads_nothing_heavy() -> None:
    """The package and its command are imported without Gradio, models or database."""
    code = "import sys, ui, ui.__main__; print(sorted({'gradio','torch','chromadb'} & set(sys.modules)))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_replies_keep_other_hosts_out(page_address: str) -> None:
    """Every reply forbids the browser to load anything from elsewhere."""
    with urlopen(page_address) as reply:
        policy = reply.headers["content-security-policy"]
        assert reply.headers["referrer-policy"] == "no-referrer"
    assert "default-src 'self'" in policy
    assert "http" not in policy


def test_opened_once_and_tried_again() -> None:
    """An assistant that could not be opened is tried again with the next question, and then kept."""
    openings = []

    def opening() -> Asking:
        openings.append(len(openings))
        if len(openings) < 3:
            raise StoreError("Nothing is ingested yet.")
        return FakeAssistant()

    asking = OpenedLater(opening)
    asking.warm().join()
    with pytest.raises(StoreError, match="Nothing is ingested yet"):
        next(asking.stream("Sweden?", []))
    assert [answer.complete for answer in asking.stream("Sweden?", [])] == [False, True]
    assert asking.document("documents/partners.md").version == 0
    assert openings == [0, 1, 2]
