"""Documents are read in a process apart, so that none takes this one or its memory down; small plain text is not."""

import contextlib
import json
import math
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import IO, Self

from ingest.loaded import Block, Loaded
from ingest.loaders import is_own, load
from store.errors import LoadError
from store.settings import Settings

_START = "import json, sys; sys.path[:] = json.loads(sys.argv[1]); from ingest.worker import serve; serve(sys.argv[2])"
# Text of that many bytes is read here where no parser of others sees it: a process takes longer to start.
_SMALL = 1_000_000
_FIELDS = ("title", "date", "updated", "author", "language", "warning")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of this machine one document may take."""

    bytes: int = 50_000_000
    """Of its file."""
    pages: int = 5_000
    """Or slides, or sheets."""
    seconds: int = 120
    memory: int = 2_000_000_000
    """In bytes, with what the process needs itself; not limited where the system cannot (Windows, macOS)."""

    @classmethod
    def of(cls, settings: Settings) -> Self:
        """Return those that are set."""
        return cls(settings.file_bytes, settings.file_pages, settings.file_seconds, settings.file_memory)


class Worker:
    """Reads documents within limits; use it in a `with`. Its process starts with the first document."""

    def __init__(self, limits: Limits | None = None) -> None:
        self.limits = limits or Limits()
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def load(self, raw: bytes, name: str) -> Loaded:
        """Return what the loader of its suffix makes of a file.

        Raises:
            LoadError: if it cannot be read, or not within the limits.
        """
        if len(raw) <= _SMALL and is_own(name):
            return load(raw, name)
        process = self._running()
        overdue = threading.Event()
        timer = threading.Timer(self.limits.seconds, _end, (process, overdue))
        timer.start()
        try:
            reply = _asked(process, raw, name)
        finally:
            timer.cancel()
        if reply is None:
            self.close()
            raise LoadError(self._died(overdue.is_set(), process.returncode))
        if reply["ends"]:
            self.close()
        if "error" in reply:
            raise LoadError(str(reply["error"]))
        return _unpacked(reply)

    def close(self) -> None:
        """End the process."""
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                # What a process that died did not take is still to be written.
                with contextlib.suppress(OSError):
                    pipe.close()

    def _running(self) -> subprocess.Popen[bytes]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self.close()
        limits = json.dumps(asdict(self.limits))
        places = json.dumps([os.path.abspath(path) for path in sys.path])  # noqa: PTH100 - some are empty
        self._process = subprocess.Popen(
            [sys.executable, "-c", _START, places, limits],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        return self._process

    def _died(self, overdue: bool, status: int | None) -> str:
        if overdue:
            return (
                f"It took longer than {self.limits.seconds} seconds to read. Cut it into several files, or raise "
                "ASSISTANT_FILE_SECONDS."
            )
        return (
            f"It ended the process that read it (status {status}): it is damaged, or needs more memory than "
            f"{self.limits.memory:,} bytes. Open it in its program and save it again."
        )


def serve(written_limits: str) -> None:
    """Read documents from standard input until it ends, and write what they hold to standard output."""
    limits = Limits(**json.loads(written_limits))
    # A parser that prints must not write into the replies, and an interrupt is for the process that asked.
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    # A library for numbers takes memory for each core, which may be more than the limit; no loader calculates.
    os.putenv("OPENBLAS_NUM_THREADS", "1")
    limit_memory(limits.memory)
    while line := sys.stdin.buffer.readline():
        request = json.loads(line)
        raw = sys.stdin.buffer.read(request["length"])
        if len(raw) < request["length"]:
            return
        reply = _read(raw, request["name"], limits)
        replies.write(json.dumps(reply).encode() + b"\n")
        replies.flush()


def _read(raw: bytes, name: str, limits: Limits) -> dict[str, object]:
    try:
        loaded = load(raw, name)
        pages = max((block.page or 0 for block in loaded.blocks), default=0)
        if pages > limits.pages:
            raise LoadError(
                f"It has {pages:,} pages; at most {limits.pages:,} are read. Cut it into several files, or raise "
                "ASSISTANT_FILE_PAGES."
            )
        return {"ends": _is_swollen(limits.memory), **_packed(loaded)}
    except LoadError as error:
        return {"ends": _is_swollen(limits.memory), "error": str(error)}
    except MemoryError:
        reason = f"It needs more memory than {limits.memory:,} bytes. Cut it into several files, or raise "
        return {"ends": True, "error": f"{reason}ASSISTANT_FILE_MEMORY."}
    except Exception as error:  # noqa: BLE001 - the last stop of whatever parsers of others raise on broken files
        reason = f"It cannot be read: {type(error).__name__}: {error}"[:300]
        return {"ends": True, "error": f"{reason}. It may be damaged. Open it in its program and save it again."}


def _asked(process: subprocess.Popen[bytes], raw: bytes, name: str) -> dict[str, object] | None:
    """Return the process's reply; None if it died."""
    requests, replies = _pipes(process)
    try:
        requests.write(json.dumps({"name": name, "length": len(raw)}).encode() + b"\n")
        requests.write(raw)
        requests.flush()
        line = replies.readline()
    except OSError:
        line = b""
    if line.endswith(b"\n"):
        reply: dict[str, object] = json.loads(line)
        return reply
    process.kill()
    process.wait()
    return None


def _pipes(process: subprocess.Popen[bytes]) -> tuple[IO[bytes], IO[bytes]]:
    if process.stdin is None or process.stdout is None:
        raise ValueError("the process was started without pipes")
    return process.stdin, process.stdout


def _end(process: subprocess.Popen[bytes], overdue: threading.Event) -> None:
    overdue.set()
    process.kill()


def _packed(loaded: Loaded) -> dict[str, object]:
    blocks = [(block.start, block.end, block.kind, block.heading, block.page) for block in loaded.blocks]
    fields = {name: getattr(loaded, name) for name in _FIELDS}
    return {"text": loaded.text, "blocks": blocks, "links": loaded.links, **fields}


def _unpacked(reply: dict[str, object]) -> Loaded:
    blocks, links = reply["blocks"], reply["links"]
    if not isinstance(blocks, Sequence) or not isinstance(links, Sequence):
        raise LoadError("It cannot be read: its reader gave no blocks.")
    fields = {name: str(reply[name]) for name in _FIELDS}
    return Loaded(str(reply["text"]), tuple(Block(*block) for block in blocks), links=tuple(links), **fields)


def limit_memory(most: int) -> None:
    """Let this process take so many bytes of memory, where the system can see to it."""
    try:
        import resource
    except ImportError:
        # Windows has no such limit; the limits of time and size hold there.
        return
    # macOS does not take it.
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (most, most))


def _is_swollen(most: int) -> bool:
    """Return whether the process grew so far that the next document should have a new one."""
    try:
        import resource
    except ImportError:
        return False
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit > math.ceil(most / 3)
