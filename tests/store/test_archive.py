"""Checking a store, and moving it as one file."""

import json
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from made import HashingEmbedder, make_document

from store.archive import export_store, import_store
from store.embedder import Embedder
from store.errors import StoreError
from store.settings import Settings
from store.store import Store

DOCUMENTS = [
    make_document("notes/a.md", "Treaty A was signed in 1994.", "It has 21 members.", "It has 21 members."),
    make_document("notes/b.md", "Treaty B was signed in Lisbon.", title="Lisbon", date="2010-11-20"),
    make_document("notes/ü.md", *(f"Article {number} of the treaty." for number in range(700))),
]


def filled(store: Store) -> Store:
    """Return the store with the documents in it."""
    with store.writer() as writer:
        list(writer.replace(DOCUMENTS))
    return store


def opened(folder: Path) -> Store:
    """Open a store with the quick embedder."""
    return Store.open(Settings(store=folder), HashingEmbedder())


def test_a_whole_store_has_no_problems(tmp_path: Path) -> None:
    """An empty one neither."""
    store = opened(tmp_path)
    assert store.verify().problems == ()
    check = filled(store).verify()
    assert (check.documents, check.passages, check.problems) == (3, 704, ())


def test_what_is_missing_or_extra_is_named(tmp_path: Path) -> None:
    """A vector too few, a vector too many, a text that lost a part, a collection that nobody uses."""
    store = filled(opened(tmp_path))
    chroma = store.opened_anew()
    passages = list(chroma.vector_ids("passages"))
    chroma.delete_vectors("passages", passages[:1])
    chroma.put_vectors("passages", ["stray"], HashingEmbedder().embed(["stray"]), ["notes/a.md"])
    chroma.create_passages("left-over")
    assert sorted(opened(tmp_path).verify().problems) == [
        "1 vectors belong to no document.",
        "Collections that are not in use: left-over.",
        "notes/a.md: 1 of 3 vectors are missing.",
    ]
    chroma.delete([next(iter(chroma.ids("part")))])
    assert any("parts of its text are missing" in problem for problem in opened(tmp_path).verify().problems)


def test_an_archive_gives_the_same_answers_without_embedding(tmp_path: Path) -> None:
    """Hits, documents and hashes are equal; the new store has an identity of its own."""
    store = filled(opened(tmp_path / "one"))
    seen: list[tuple[int, int]] = []
    archived = export_store(store, tmp_path / "store.zip", lambda done, total: seen.append((done, total)))
    assert (archived.documents, archived.passages, seen[-1]) == (3, 704, (3, 3))
    embedder = HashingEmbedder()
    other = Store.open(Settings(store=tmp_path / "other"), embedder)
    imported = import_store(other, tmp_path / "store.zip")
    assert (imported.documents, imported.passages, imported.embedded) == (3, 704, 0)
    assert embedder.embedded == []
    assert other.verify().problems == ()
    for question in ("Where was treaty B signed?", "21 members", "Article 300"):
        before, after = store.search(question), other.search(question)
        assert [replace(hit, score=0.0) for hit in after] == [replace(hit, score=0.0) for hit in before]
        # Chroma makes the vectors' length 1 once more.
        assert [hit.score for hit in after] == pytest.approx([hit.score for hit in before], abs=1e-5)
    hashes = [{s.source: s.content_hash for s in each.summaries()} for each in (store, other)]
    assert hashes[0] == hashes[1]
    identities = {each.opened_anew().state().store for each in (store, other)}
    assert len(identities) == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "other", "store.zip"]


def test_an_archive_of_another_embedder_is_embedded(tmp_path: Path, embedder: Embedder) -> None:
    """The texts come over, the vectors are made."""
    one = opened(tmp_path / "one")
    with one.writer() as writer:
        list(writer.replace(DOCUMENTS[:2]))
    export_store(one, tmp_path / "store.zip")
    other = Store.open(Settings(store=tmp_path / "other"), embedder)
    # A passage that repeats within a document is embedded once.
    assert import_store(other, tmp_path / "store.zip").embedded == 3
    assert other.search("Where was treaty B signed?", limit=1)[0].source == "notes/b.md"


def test_an_import_keeps_other_documents(tmp_path: Path) -> None:
    """Those of the same sources are replaced."""
    export_store(filled(opened(tmp_path / "one")), tmp_path / "store.zip")
    other = opened(tmp_path / "other")
    with other.writer() as writer:
        list(writer.replace([make_document("own.md", "Own text."), make_document("notes/b.md", "Former text.")]))
    import_store(other, tmp_path / "store.zip")
    assert [summary.source for summary in other.summaries()] == ["notes/a.md", "notes/b.md", "notes/ü.md", "own.md"]
    assert other.document("notes/b.md").text == DOCUMENTS[1].text


def cut(file: Path) -> None:
    """Keep the first half of the bytes."""
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def replaced_about(file: Path) -> None:
    """Claim another format."""
    with zipfile.ZipFile(file, "w") as archive:
        about = {"format": 9, "embedder": "hashing", "dimension": 32, "documents": 0}
        archive.writestr("store.json", json.dumps(about))


@pytest.mark.parametrize("damage", [cut, replaced_about, Path.unlink, lambda file: file.write_text("no archive")])
def test_a_damaged_archive_is_an_error(tmp_path: Path, damage: Callable[[Path], object]) -> None:
    """The message names the file and how to make it again; the store stays usable."""
    file = tmp_path / "store.zip"
    export_store(filled(opened(tmp_path / "one")), file)
    damage(file)
    other = opened(tmp_path / "other")
    with pytest.raises(StoreError, match=r"store\.zip is no archive of a store.*ingest export"):
        import_store(other, file)
    assert filled(other).verify().problems == ()
