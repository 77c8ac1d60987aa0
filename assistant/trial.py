"""Questions with known answers, and a temporary store of the documents that they are about."""

import json
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from store import Store
from store.documents import Hit
from store.errors import AssistantError
from store.settings import Settings, child_environment

_SHORTEST_PART = 12


@dataclass(frozen=True)
class Case:
    """One question with what is known of its answer."""

    question: str
    history: tuple[Mapping[str, str], ...]
    answerable: bool
    supports: tuple[str, ...]
    """Sentences of which each answers; white space folded."""
    answers: tuple[str, ...]
    """Words that answer where they stand in the passage, in lower case."""
    passage: str
    subtype: str
    document: str = ""
    """File name of the document that answers, empty where it is not known."""

    @classmethod
    def of(cls, row: Mapping[str, Any]) -> "Case":
        """Return the case of a line of a question file, in either of the two forms that are in use."""
        supports = row.get("support_all") or [row["support"]] if row.get("support") else []
        return cls(
            question=row["question"],
            history=tuple(
                {"role": turn["role"], "content": turn.get("content") or turn.get("text") or ""}
                for turn in row.get("history") or ()
            ),
            answerable=bool(row["answerable"]),
            supports=tuple(folded(support) for support in supports),
            answers=tuple(folded(answer).lower() for answer in row.get("answers") or ()),
            passage=folded(row.get("passage") or row.get("support") or ""),
            subtype=row.get("subtype") or row.get("kind") or "",
            document=row.get("doc") or "",
        )

    def answered_by(self, quote: str) -> bool:
        """Return whether a quoted stretch is, holds, or is part of what answers."""
        text = folded(quote)
        if self.supports:
            return any(support in text or _is_part(text, support) for support in self.supports)
        return any(answer in text.lower() for answer in self.answers)

    def found_in(self, hit: Hit) -> bool:
        """Return whether a hit overlaps the passage that answers."""
        text = folded(hit.text)
        return bool(self.passage) and (
            text in self.passage or self.passage in text or self._shares_answer_sentence(text)
        )

    def _shares_answer_sentence(self, text: str) -> bool:
        """Passages are cut otherwise than the gold ones: the answer in the same surroundings counts."""
        parts = [part for part in re.split(r"(?<=[.;:!?])\s+", self.passage) if len(part) > _SHORTEST_PART]
        wanted = [part for part in parts if any(answer in part.lower() for answer in self.answers)]
        return any(part in text for part in wanted)


def cases_of(path: Path) -> list[Case]:
    """Return the cases of a file of JSON lines; lines whose answerability is not known are left out."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return [Case.of(row) for row in rows if row.get("answerable") is not None]


def given_hit(case: Case) -> Hit:
    """Return the passage that belongs to a case as if it had been found."""
    title = Path(case.document).stem.replace("_", " ")
    return Hit(case.document, title, "", None, case.passage, 0, len(case.passage), 1.0)


@contextmanager
def temporary_store(documents: Sequence[Path]) -> Iterator[Store]:
    """Give a store into which the documents were just ingested; it is gone afterwards.

    Raises:
        AssistantError: if the ingest failed.
    """
    with tempfile.TemporaryDirectory(prefix="assistant-trial-") as folder:
        # The ingest is another program to the assistant, which never imports it.
        command = [sys.executable, "-m", "ingest", *map(str, documents)]
        environment = child_environment(Path(folder))
        done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
        if done.returncode:
            raise AssistantError(f"The ingest failed: {done.stderr.strip() or done.stdout.strip()}")
        yield Store.open(replace(Settings.from_environment(), store=Path(folder)))


def folded(text: str) -> str:
    """Return a text with each run of white space as one space."""
    return " ".join(text.split())


def _is_part(text: str, support: str) -> bool:
    return len(text) >= _SHORTEST_PART and text in support
