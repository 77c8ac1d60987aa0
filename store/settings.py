"""The settings: one frozen object, read from the environment here and nowhere else."""

import difflib
import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from store.errors import SettingsError

PREFIX = "ASSISTANT_"


@dataclass(frozen=True, slots=True)
class Settings:
    """What can be set; each field is read from ASSISTANT_ and its name in capitals."""

    store: Path = Path(".assistant")
    """Directory of the store, and of the word index and the lock where Chroma is a server."""
    chroma_url: str = ""
    """Address of a Chroma server to use instead of the directory."""
    chroma_headers: str = ""
    """Headers for the Chroma server, as "Name: value", several joined with ";"."""
    embedding_model: str = ""
    """Folder or hub name of a sentence-transformers model; empty for all-MiniLM-L6-v2."""
    model: str = ""
    """Name of a chat model as LangChain's init_chat_model takes it; empty for answers by quotes."""
    model_url: str = ""
    """Address of an OpenAI-compatible server that serves the chat model."""
    model_key: str = field(default="", repr=False)
    """Key for the server at model_url, where it asks for one."""
    reader: str = ""
    """Which reader finds the answering sentence; empty for the best one that is there."""
    file_bytes: int = 50_000_000
    """How large a file may be that is ingested."""
    file_pages: int = 5_000
    """How many pages, slides or sheets it may have."""
    file_seconds: int = 120
    """How long it may take to fetch it, and to read it."""
    file_memory: int = 2_000_000_000
    """How many bytes of memory the process that reads it may take."""
    writer_seconds: int = 60
    """How long a writer waits for another one to end, before it is an error."""
    upload_bytes: int = 200_000_000
    """How large one upload on the page may be, all of its files together."""
    session_minutes: int = 120
    """How long somebody stays logged in without doing anything; twelve times that at most."""
    questions_per_minute: int = 30
    """How many questions one person may ask in a minute, where people log in or the page is public."""
    stop_seconds: int = 30
    """How long running answers may take to end when the page's server is told to stop."""
    metrics_token: str = field(default="", repr=False)
    """Token that lets a program read /metrics where people log in or the page is public."""

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Return the settings of the environment (of this process, unless one is given).

        Raises:
            SettingsError: for an ASSISTANT_ name that is no setting, and a number that is none.
        """
        environment = os.environ if environment is None else environment
        names = {PREFIX + each.name.upper(): each.name for each in fields(cls)}
        numbers = {each.name for each in fields(cls) if isinstance(each.default, int)}
        values: dict[str, Any] = {}
        for name, value in environment.items():
            if not name.startswith(PREFIX):
                continue
            if name not in names:
                raise SettingsError(_unknown(name, list(names)))
            if value:
                values[names[name]] = _number(name, value) if names[name] in numbers else value
        store = Path(values.pop("store", str(cls().store))).expanduser()
        return cls(store=store, **values)


def child_environment(store: Path) -> dict[str, str]:
    """Return this process's environment for a child process that is to use another store."""
    return {**os.environ, f"{PREFIX}STORE": str(store)}


def _number(name: str, value: str) -> int:
    digits = value.replace("_", "")
    if not digits.isdecimal() or int(digits) == 0:
        raise SettingsError(f"{name} is {value!r}, and must be a whole number above 0, as 50000000.")
    return int(digits)


def _unknown(name: str, known: list[str]) -> str:
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.0)
    return f"{name} is no setting. Did you mean {near[0]}? All settings: {', '.join(known)}."
