"""A small real model, streaming over HTTP, asked development questions on the seed article."""

import re
from pathlib import Path

import pytest
from scripted_chat import assistant_with

from assistant import Answer
from assistant.model import ChatModel
from assistant.trial import cases_of
from ingest import ingest
from store import Store
from store.embedder import Embedder
from store.settings import Settings

_EVERY = 4


@pytest.mark.slow
@pytest.mark.timeout(3000)
def test_not_one_unsupported_sentence_is_shown(
    shared: Path, tmp_path: Path, embedder: Embedder, real_model: ChatModel
) -> None:
    """Every number and name that is shown stands in the passage that is cited, and each citation resolves."""
    store = Store.open(Settings(store=tmp_path / "store"), embedder)
    assert not ingest([shared / "seed"], store=store).failed
    assistant = assistant_with(store, real_model)
    written = 0
    for case in cases_of(shared / "data" / "dev" / "seed_questions.jsonl")[::_EVERY]:
        reply = assistant.answer(case.question, case.history)
        written += reply.dropped + (reply.engine == real_model.name)
        assert "failed" not in reply.notice
        assert reply.engine in ("quotes", real_model.name)
        assert bool(reply.citations) == reply.answered
        assert_supported(reply, store)
    assert written > 0


def assert_supported(reply: Answer, store: Store) -> None:
    """Compare what is shown with what is cited, by other means than the check itself."""
    for citation in reply.citations:
        assert store.document(citation.source).text[citation.start : citation.end] == citation.quote
    if reply.engine == "quotes":
        return
    shown = re.sub(r" \[\d+\]", "", reply.text).replace("\\", "")
    cited = " ".join(
        f"{citation.title} {citation.heading} {citation.date} {citation.quote}" for citation in reply.citations
    )
    passages = " ".join(hit.text for hit in reply.hits)
    assert set(re.findall(r"\d+", shown)) <= set(re.findall(r"\d+", cited))
    assert set(re.findall(r"(?<=[a-z,] )[A-Z]\w+", shown)) <= set(re.findall(r"\w+", passages))
