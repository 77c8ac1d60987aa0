"""The store: reading, searching, and the re-ingest protocol."""

import os
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from made import HashingEmbedder, make_document

from store.chroma import fresh_spelling
from store.documents import Document
from store.embedder import Embedder
from store.errors import EmbedderMismatchError, StoreError, StoreLockedError, UnknownSourceError
from store.settings import Settings
from store.store import Store
from store.writer import Written

SPEECH = make_document(
    "notes/speech.md",
    "Anders Fogh Rasmussen spoke at Chatham House in London on 4 July 2012.",
    "He said that partnership is part of core business.",
    title="A speech in London",
    date="2012-07-04",
)
PROGRAMME = make_document(
    "notes/programme.md",
    "The Partnership for Peace was set up in 1994.",
    "Its members choose their own priorities.",
    title="Partnership for Peace",
)


def write(store: Store, *documents: Document) -> list[Written]:
    """Write documents and return what each took."""
    with store.writer() as writer:
        return list(writer.replace(documents))


def test_an_empty_store_finds_nothing(store: Store) -> None:
    """Before the first ingest there is no hit, no document, and no error."""
    assert store.search("Who spoke?") == []
    assert store.summaries() == []
    assert store.generation == 0
    with pytest.raises(UnknownSourceError, match=r"No document 'a\.md'"):
        store.document("a.md")


def test_what_was_written_is_found_and_slices_back(store: Store) -> None:
    """A hit says where it stands; the document's text says the same there."""
    written = write(store, SPEECH, PROGRAMME)
    assert written == [Written(SPEECH.source, True, 2, 0), Written(PROGRAMME.source, True, 2, 0)]
    best, *_ = store.search("Who spoke at Chatham House?")
    assert (best.source, best.title, best.date) == ("notes/speech.md", "A speech in London", "2012-07-04")
    assert store.document(best.source).text[best.start : best.end] == best.text == SPEECH.passages[0].text
    assert [hit.source for hit in store.search("Partnership for Peace 1994", limit=1)] == [PROGRAMME.source]


def test_title_and_date_are_searchable_words(store: Store) -> None:
    """A passage is found by words that stand in its document's title or date only."""
    dated = make_document("a.md", "The partners met.", title="Istanbul", date="2004-06-28")
    write(store, dated, make_document("b.md", "The partners met.", title="Riga", date="2006-11-28"))
    assert store.search("Istanbul", limit=1)[0].source == "a.md"
    assert store.search("November 2006", limit=1)[0].source == "b.md"


def test_a_misspelt_name_is_found(store: Store) -> None:
    """A word that no passage holds also finds its nearest spelling."""
    write(store, SPEECH, PROGRAMME)
    assert store.search("rasmusen", limit=1)[0].source == SPEECH.source


def test_nothing_in_a_question_is_an_operator(store: Store) -> None:
    """Query syntax of any engine is only text."""
    write(store, SPEECH, PROGRAMME)
    for question in ['text:"Chatham House" AND -London', "*", "(((", "source:* OR id:state", "'; DROP TABLE x", "\0"]:
        assert len(store.search(question)) <= 4


def test_search_within_chosen_documents(store: Store) -> None:
    """Other documents are not looked at, by meaning or by words."""
    write(store, SPEECH, PROGRAMME)
    hits = store.search("Who spoke at Chatham House?", sources=[PROGRAMME.source])
    assert {hit.source for hit in hits} == {PROGRAMME.source}


def test_an_unchanged_passage_keeps_its_vector(open_store: Callable[[], Store]) -> None:
    """Only the passage that changed is embedded; the others are not written again."""
    store = open_store()
    write(store, SPEECH)
    changed = make_document(SPEECH.source, SPEECH.passages[0].text, "He took questions.", title=SPEECH.title)
    assert write(store, changed) == [Written(SPEECH.source, False, 1, 1)]
    assert store.document(SPEECH.source).version == 2
    assert store.document(SPEECH.source).text == changed.text
    assert not any("core business" in hit.text for hit in store.search("core business"))


def test_removing_a_document(store: Store) -> None:
    """It is gone from documents and hits; what was never there is no error; it can come back."""
    write(store, SPEECH, PROGRAMME)
    with store.writer() as writer:
        assert writer.remove(SPEECH.source)
        assert not writer.remove(SPEECH.source)
        assert not writer.remove("never.md")
    assert [summary.source for summary in store.summaries()] == [PROGRAMME.source]
    assert {hit.source for hit in store.search("Chatham House")} == {PROGRAMME.source}
    with pytest.raises(UnknownSourceError):
        store.document(SPEECH.source)
    assert write(store, SPEECH) == [Written(SPEECH.source, True, 2, 0)]
    assert store.search("Chatham House", limit=1)[0].source == SPEECH.source


def test_another_opening_sees_a_change_with_its_next_question(open_store: Callable[[], Store]) -> None:
    """An opening that has answered already, as another process would, answers from the new version."""
    writing, reading = open_store(), open_store()
    write(writing, SPEECH)
    assert reading.search("core business", limit=1)[0].text == SPEECH.passages[1].text
    write(writing, make_document(SPEECH.source, "He said that cooperation pays.", title=SPEECH.title))
    assert [hit.text for hit in reading.search("core business cooperation")] == ["He said that cooperation pays."]


def test_a_process_may_open_a_store_as_often_as_it_likes(tmp_path: Path) -> None:
    """Each opening has a spelling of the folder of its own, and none grows too long for a path."""
    spellings = [fresh_spelling(tmp_path) for _ in range(5000)]
    assert len(set(spellings)) == 5000
    assert max(map(len, spellings)) < len(str(tmp_path)) + 50
    assert {Path(spelling).resolve() for spelling in spellings[::500]} == {tmp_path.resolve()}


def test_the_word_index_comes_back_by_itself(open_store: Callable[[], Store], tmp_path: Path) -> None:
    """Deleted or damaged, it is made again from Chroma alone."""
    write(open_store(), SPEECH, PROGRAMME)
    expected = open_store().search("Who spoke at Chatham House?")
    folder = tmp_path / "store" / "words"
    for file in folder.iterdir():
        file.unlink()
    assert open_store().search("Who spoke at Chatham House?") == expected
    for file in folder.iterdir():
        if file.is_file():
            file.write_bytes(b"not an index")
    assert open_store().search("Who spoke at Chatham House?") == expected


def test_a_killed_commit_of_the_word_index_does_not_stand_in_the_way(store: Store, tmp_path: Path) -> None:
    """A file it left under the name of the next one: the index is made anew, and nothing is lost."""
    write(store, SPEECH, PROGRAMME)
    folder = tmp_path / "store" / "words"
    segments = {file.stem for file in folder.glob("*.store")}
    assert segments
    for segment in segments:
        for operation in range(100):
            (folder / f"{segment}.{operation}.del").touch()
    newer = make_document(SPEECH.source, "He said that cooperation pays.", title=SPEECH.title)
    write(store, newer)
    assert store.search("cooperation pays", limit=1)[0].text == "He said that cooperation pays."
    assert {hit.source for hit in store.search("cooperation programme")} == {SPEECH.source, PROGRAMME.source}
    assert store.verify().problems == ()


def test_a_second_writer_is_told_who_writes(open_store: Callable[[], Store]) -> None:
    """The message names the process; afterwards the lock is free."""
    one, other = open_store(), open_store()
    other.settings = replace(other.settings, writer_seconds=1)
    told = rf"process {os.getpid()} .* is still writing to the store .* after 1 s"
    with one.writer(), pytest.raises(StoreLockedError, match=told), other.writer():
        pass
    with other.writer():
        pass


def test_a_second_writer_waits_for_the_first(open_store: Callable[[], Store], caplog: pytest.LogCaptureFixture) -> None:
    """Both documents are stored, and the log says once who was waited for."""
    one, other = open_store(), open_store()
    with ThreadPoolExecutor(1) as pool:
        with one.writer() as writer:
            waiting = pool.submit(write, other, SPEECH)
            while not caplog.messages:
                time.sleep(0.01)
            for _ in writer.replace([PROGRAMME]):
                pass
        waiting.result(timeout=30)
    assert {one.source for one in open_store().summaries()} == {SPEECH.source, PROGRAMME.source}
    assert [f"The process {os.getpid()} " in message for message in caplog.messages] == [True]


def test_another_embedder_is_an_error_until_a_rebuild(store_settings: Settings, embedder: Embedder) -> None:
    """Vectors of two embedders are never mixed; a rebuild embeds beside the old vectors and switches."""
    settings = store_settings
    write(Store.open(settings, HashingEmbedder()), SPEECH, PROGRAMME)
    other = Store.open(settings, embedder)
    with pytest.raises(EmbedderMismatchError, match=r"made with the embedder hashing.*--rebuild"):
        other.search("Who spoke?")
    with pytest.raises(EmbedderMismatchError):
        write(other, PROGRAMME)
    with other.writer() as writer:
        assert writer.rebuild() == 4
    assert other.search("Who spoke at Chatham House?", limit=1)[0].text == SPEECH.passages[0].text
    with pytest.raises(EmbedderMismatchError):
        Store.open(settings, HashingEmbedder()).search("Who spoke?")


def test_a_large_document_is_whole(store_settings: Settings) -> None:
    """Text of several parts and more passages than one write comes back to the character."""
    paragraphs = [f"Paragraph {number} of the report, with ünïcödé and “quotes”." for number in range(3000)]
    document = make_document("report.txt", *paragraphs)
    store = Store.open(store_settings, HashingEmbedder())
    write(store, document)
    assert replace(store.document("report.txt"), version=0, ingested="") == document
    assert store.summaries()[0].passages == 3000


def test_a_langchain_retriever(store: Store) -> None:
    """as_retriever() gives the hits as LangChain documents."""
    write(store, SPEECH, PROGRAMME)
    found = store.as_retriever(limit=1).invoke("Who spoke at Chatham House?")
    assert [(document.page_content, document.metadata["source"]) for document in found] == [
        (SPEECH.passages[0].text, SPEECH.source)
    ]
    assert found[0].metadata["start"] == 0


def test_a_server_that_is_not_there_is_an_error(tmp_path: Path) -> None:
    """The message names the address and how to start one."""
    with pytest.raises(StoreError, match=r"http://127\.0\.0\.1:9 could not be used.*chroma run --path"):
        Store.open(Settings(store=tmp_path, chroma_url="http://127.0.0.1:9"), HashingEmbedder())
    with pytest.raises(StoreError, match="wanted an address like"):
        Store.open(Settings(store=tmp_path, chroma_url="localhost:9"), HashingEmbedder())
