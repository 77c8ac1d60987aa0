"""`python -m ui` in a process of its own: it serves, says where, and ends when told to."""

import os
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

import pytest

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("told", [signal.SIGTERM, signal.SIGINT])
def test_serves_and_ends(told: signal.Signals, tmp_path: Path) -> None:
    """The address is printed and answers; SIGTERM and Ctrl-C end it with 0 and without a trace."""
    process = subprocess.Popen(
        [sys.executable, "-m", "ui", "--port", "0"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        env=os.environ | {"ASSISTANT_STORE": str(tmp_path / "store")},
    )
    assert process.stdout is not None
    address = process.stdout.readline().split()[2]
    with urlopen(address) as reply:
        assert b"Partnership Assistant" in reply.read()
    process.send_signal(told)
    _, errors = process.communicate(timeout=60)
    assert process.returncode == 0
    assert errors == ""
