"""A small real model, streaming over HTTP, asked questions on the starter corpus and on the seed article."""

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

# So few questions that the tests with the real model stay under four minutes on two busy cores.
_OF_THE_STARTER_CORPUS = 3
_OF_THE_SEED = 2
_ROOT = Path(__file__).resolve().parents[3]


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_unsupported_on_the_starter_corpus(tmp_path: Path, embedder: Embedder, real_model: ChatModel) -> None:
    """Questions on the documents that come with the project."""
    store = store_of(_ROOT / "documents", tmp_path, embedder)
    questions = _ROOT / "tests" / "documents" / "questions.jsonl"
    assert ask_some(questions, _OF_THE_STARTER_CORPUS, store, real_model) > 0


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_nothing_unsupported_on_the_seed_article(
    shared: Path, tmp_path: Path, embedder: Embedder, real_model: ChatModel
) -> None:
    """Development questions on the article that the project began with."""
    store = store_of(shared / "seed", tmp_path, embedder)
    assert ask_some(shared / "data" / "dev" / "seed_questions.jsonl", _OF_THE_SEED, store, real_model) > 0


def store_of(documents: Path, folder: Path, embedder: Embedder) -> Store:
    """Return a store of the documents."""
    store = Store.open(Settings(store=folder / "store"), embedder)
    assert not ingest([documents], store=store).failed
    return store


def ask_some(questions: Path, count: int, store: Store, model: ChatModel) -> int:
    """Ask answerable questions of a file, look at every snapshot, and return how often the model wrote something."""
    assistant = assistant_with(store, model)
    cases = [case for case in cases_of(questions) if case.answerable and not case.history]
    written = 0
    for case in cases[:: len(cases) // count][:count]:
        reply = None
        for reply in assistant.stream(case.question):
            assert_supported(reply, store)
        assert reply is not None
        written += reply.dropped + (reply.engine == model.name)
        assert "failed" not in reply.notice
        assert reply.engine in ("quotes", model.name)
        assert bool(reply.citations) == reply.answered
    return written


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
