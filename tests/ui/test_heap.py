"""Memory that is free goes back to the system."""

import subprocess
import sys

import pytest

# Blocks of many sizes, as a reader's batches have them, each with something small and lasting behind it.
_BATCHES = """
import resource
from pathlib import Path
import numpy as np
from ui.__main__ import main

def held():
    return int(Path("/proc/self/statm").read_text().split()[1]) * resource.getpagesize() // 1_000_000

assert {started} == 0 or main(["--host", "0.0.0.0"]) == 2
np.ones(3_900_000)
before, lasting = held(), []
for size in range(1_500_000, 3_500_000, 100_000):
    batch = [np.ones(size), np.ones(size // 2)]
    lasting.append(bytes(300_000))
    del batch
print(held() - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the C library is another")
def test_free_memory_is_given_back() -> None:
    """What batches of ever other sizes took is not kept by the process that serves the page."""
    kept = {started: _run(started) for started in (0, 1)}
    assert kept[1] < 15, "6 MB are in use"
    assert kept[0] > 2 * kept[1], "the C library does it by itself now, and ui/heap.py is not needed any more"


def _run(started: int) -> int:
    code = _BATCHES.replace("{started}", str(started))
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return int(done.stdout)
