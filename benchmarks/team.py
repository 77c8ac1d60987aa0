"""A team that uses a served page, for the load and the soak: a server of its own, and people who ask as browsers do."""

import asyncio
import contextlib
import html
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from markupsafe import escape

from store.settings import child_environment
from ui.access.accounts import AccountsFile
from ui.access.visitors import Role

ROOT = Path(__file__).resolve().parent.parent
_TURN = re.compile(
    r'<article class="turn (\w+)"[^>]*><div class="question"><h2>(.*?)</h2></div>(.*?)</article>', re.DOTALL
)
_ANSWER = re.compile(r'<div class="answer">(.*?)</div>', re.DOTALL)


def questions(count: int = 20) -> list[str]:
    """Return questions that the starter documents answer."""
    lines = (ROOT / "tests" / "documents" / "questions.jsonl").read_text(encoding="utf-8").splitlines()
    asked = [json.loads(line) for line in lines]
    return [one["question"] for one in asked if one["answerable"]][:count]


@dataclass(frozen=True)
class Server:
    """A server in a process of its own."""

    address: str
    process: subprocess.Popen[str]
    folder: Path
    tokens: list[str]
    """Of people who may ask."""
    managers: list[str]

    def memory(self) -> float:
        """Return the megabytes that the process holds now (Linux)."""
        status = Path(f"/proc/{self.process.pid}/status").read_text(encoding="utf-8")
        return int(re.search(r"VmRSS:\s+(\d+)", status)[1]) / 1024  # type: ignore[index]

    def handles(self) -> int:
        """Return how many files and sockets the process has open (Linux)."""
        return len(os.listdir(f"/proc/{self.process.pid}/fd"))  # noqa: PTH208 - links that end while they are read

    def store_bytes(self) -> int:
        """Return the size of the store."""
        return sum(path.stat().st_size for path in (self.folder / "store").rglob("*") if path.is_file())

    def ingest(self) -> bool:
        """Ingest the folder of documents again; return whether it could, nobody else writing."""
        command = [sys.executable, "-m", "ingest", str(self.folder / "documents"), "--json"]
        environment = child_environment(self.folder / "store")
        ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment, cwd=ROOT)
        return ran.returncode == 0


@contextlib.contextmanager
def served(folder: Path, people: int) -> Iterator[Server]:
    """Serve the starter documents from a store in a folder, with accounts for so many people and two managers."""
    documents = folder / "documents"
    documents.mkdir(parents=True)
    for document in (ROOT / "documents").glob("*.md"):
        (documents / document.name).write_bytes(document.read_bytes())
    tokens, managers = _accounts(folder / "accounts.json", people)
    environment = child_environment(folder / "store") | {
        "ASSISTANT_QUESTIONS_PER_MINUTE": "10000",
        "HF_HUB_OFFLINE": "1",
    }
    command = [sys.executable, "-m", "ui", "--port", "0", "--auth", str(folder / "accounts.json")]
    Server("", None, folder, [], []).ingest()  # type: ignore[arg-type]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment, cwd=ROOT)
    try:
        assert process.stdout is not None
        server = Server(process.stdout.readline().split()[2], process, folder, tokens, managers)
        while httpx.get(f"{server.address}/ready").status_code != 200:
            time.sleep(0.5)
        yield server
    finally:
        process.terminate()
        process.wait(timeout=60)


def _accounts(path: Path, people: int) -> tuple[list[str], list[str]]:
    """Write accounts that share one hash, since making each takes a while; return the tokens."""
    file = AccountsFile(path)
    file.add("first", Role.ASK, "a password of no use")
    kept = json.loads(path.read_text(encoding="utf-8"))
    shared = kept["accounts"].pop("first")
    for number in range(people):
        kept["accounts"][f"person{number}"] = shared
    for number in range(2):
        kept["accounts"][f"manager{number}"] = shared | {"role": "manage"}
    path.write_text(json.dumps(kept), encoding="utf-8")
    return [file.add_token(f"person{n}") for n in range(people)], [file.add_token(f"manager{n}") for n in range(2)]


@dataclass
class Asked:
    """One question as a browser saw it answered."""

    question: str
    first_sentence: float = 0.0
    """Seconds until something of the answer was there."""
    seconds: float = 0.0
    rank: int = 0
    """Place in the queue when it came, 0 for the first."""
    turns: list[str] = field(default_factory=list)
    """Questions of the conversation that came back."""
    answer: str = ""
    error: str = ""


@dataclass
class Person:
    """Somebody with a page open."""

    client: httpx.AsyncClient
    functions: dict[str, int]
    session: str
    open: "asyncio.Task[None] | None" = None
    """Holds the connection by which the server knows that the page is open."""

    @classmethod
    async def come(cls, address: str, token: str, session: str) -> "Person":
        """Open the page."""
        # The limit is on connecting and silence: an answer may be long in coming, but Gradio says so.
        client = httpx.AsyncClient(
            base_url=address, headers={"Authorization": f"Bearer {token}"}, timeout=300, trust_env=False
        )
        config = (await client.get("/config")).json()
        functions: dict[str, int] = {}
        for one in config["dependencies"]:
            # The endpoint for programs has the name "ask", and the page's own listener comes after it.
            if one["targets"]:
                functions.setdefault(one["api_name"], one["id"])
        person = cls(client, functions, session)
        person.open = asyncio.create_task(person._stay())
        return person

    async def ask(self, question: str) -> Asked:
        """Type a question and wait for its answer."""
        asked, started = Asked(question), time.perf_counter()
        async for message in self._call("ask_1", [question, None, [], "", ""]):
            text = message["raw"]
            if message["msg"] == "estimation":
                asked.rank = max(asked.rank, message["rank"])
            if not asked.first_sentence and "turn waiting" not in text and f"<h2>{escape(question)}" in _plain(text):
                asked.first_sentence = time.perf_counter() - started
            if message["msg"] == "process_completed":
                asked.seconds = time.perf_counter() - started
                _read(message, asked)
            elif message["msg"] in ("unexpected_error", "refused"):
                asked.error = text[:300]
        return asked

    async def upload(self, name: str, text: str) -> str:
        """Drop a file on the page; return what the page told."""
        reply = await self.client.post("/gradio_api/upload", files={"files": (name, text.encode())})
        reply.raise_for_status()
        data = {"path": reply.json()[0], "orig_name": name, "meta": {"_type": "gradio.FileData"}}
        told = ""
        async for message in self._call("add", [[data]]):
            told += message["raw"]
        return told

    async def leave(self) -> None:
        """Close the page."""
        if self.open is not None:
            self.open.cancel()
            with contextlib.suppress(asyncio.CancelledError, httpx.HTTPError):
                await self.open
        await self.client.aclose()

    async def _stay(self) -> None:
        async with self.client.stream("GET", f"/gradio_api/heartbeat/{self.session}", timeout=None) as reply:
            async for _ in reply.aiter_lines():
                pass

    async def _call(self, name: str, data: list[Any]) -> AsyncIterator[dict[str, Any]]:
        body = {"data": data, "fn_index": self.functions[name], "session_hash": self.session, "event_data": None}
        joined = await self.client.post("/gradio_api/queue/join", json=body)
        if joined.status_code != 200:
            yield {"msg": "refused", "raw": f"{joined.status_code} {joined.text}"}
            return
        given = {"session_hash": self.session}
        async with self.client.stream("GET", "/gradio_api/queue/data", params=given) as reply:
            async for line in reply.aiter_lines():
                if not line.startswith("data:"):
                    continue
                message = json.loads(line[5:])
                yield message | {"raw": line}
                # Read to its end, as browsers do: what is not read, Gradio keeps for the page.
                if message["msg"] in ("close_stream", "unexpected_error"):
                    return


def _plain(raw: str) -> str:
    return raw.replace('\\"', '"')


def _read(message: dict[str, Any], asked: Asked) -> None:
    if not message["success"]:
        asked.error = json.dumps(message["output"])[:300]
        return
    turns = _TURN.findall(message["output"]["data"][1])
    asked.turns = [html.unescape(question) for _, question, _ in turns]
    found = _ANSWER.search(turns[-1][2]) if turns else None
    asked.answer = html.unescape(re.sub(r"<button.*?</button>|<[^>]*>", "", found[1])).strip() if found else ""
    if not asked.answer:
        asked.error = f"no answer: {turns[-1][2][:300] if turns else message['raw'][:300]}"


async def together(people: list[Person], order: list[list[str]]) -> list[list[Asked]]:
    """Have each person ask their questions one after the other, all people at once."""

    async def one(person: Person, asking: list[str]) -> list[Asked]:
        return [await person.ask(question) for question in asking]

    return await asyncio.gather(*(one(person, asking) for person, asking in zip(people, order, strict=True)))
