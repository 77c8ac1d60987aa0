"""The ingest, with a real store and the real embedder."""

import json
from pathlib import Path

import pytest

from ingest import Event, Report, ingest
from ingest.__main__ import main
from store.store import Store

LONG = "\n\n".join(
    f"## Part {number}\n\n" + " ".join(f"In part {number} there is sentence {place}." for place in range(12))
    for number in range(6)
)


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A folder with two documents."""
    folder = tmp_path / "docs"
    folder.mkdir()
    (folder / "long.md").write_text(f"# Long\n\n{LONG}\n")
    (folder / "note.txt").write_text("A note\n\nPartners met in Lisbon.\n")
    return folder


def outcomes(report: Report) -> tuple[tuple[str, ...], ...]:
    """Added, updated, unchanged and removed."""
    return report.added, report.updated, report.unchanged, report.removed


def test_ingest_twice_equals_once(docs: Path, store: Store) -> None:
    """The second run embeds nothing, and every passage slices back to its document."""
    first = ingest(docs, store)
    assert outcomes(first) == (("docs/long.md", "docs/note.txt"), (), (), ())
    again = ingest(docs, store)
    assert outcomes(again) == ((), (), ("docs/long.md", "docs/note.txt"), ())
    assert (again.passages_embedded, again.failed) == (0, ())
    document = store.document("docs/long.md")
    assert first.passages_embedded == len(document.passages) + 1
    assert all(passage.text == document.text[passage.start : passage.end] for passage in document.passages)


def test_edit_embeds_only_what_it_touches(docs: Path, store: Store) -> None:
    """One changed sentence costs one passage."""
    ingest(docs, store)
    (docs / "long.md").write_text(f"# Long\n\n{LONG}\n".replace("In part 3 there is", "In part 3 there was", 1))
    report = ingest(docs, store)
    assert outcomes(report) == ((), ("docs/long.md",), ("docs/note.txt",), ())
    assert report.passages_embedded == 1
    assert report.passages_reused == len(store.document("docs/long.md").passages) - 1
    assert "In part 3 there was sentence 0." in store.document("docs/long.md").text


def test_bad_file_keeps_what_was_stored(docs: Path, store: Store) -> None:
    """A file that went bad is reported, the others go on, and its last good version stays, --prune or not."""
    ingest(docs, store)
    (docs / "note.txt").write_bytes(b"")
    (docs / "new.md").write_text("# New\n\nNew text.\n")
    report = ingest(docs, store, prune=True)
    assert report.added == ("docs/new.md",)
    assert [source for source, _ in report.failed] == ["docs/note.txt"]
    assert "Lisbon" in store.document("docs/note.txt").text


def test_prune_removes_what_is_gone(docs: Path, store: Store) -> None:
    """Only with prune, and only of the given folder."""
    ingest([docs, docs / "note.txt"], store)
    (docs / "note.txt").unlink()
    assert ingest(docs, store).removed == ()
    assert ingest(docs, store, prune=True).removed == ("docs/note.txt",)
    assert [summary.source for summary in store.summaries()] == ["docs/long.md", "note.txt"]


def test_rebuild_embeds_everything(docs: Path, store: Store) -> None:
    """All passages are embedded again, and the documents stay as they are."""
    first = ingest(docs, store)
    report = ingest(docs, store, rebuild=True)
    assert report.passages_embedded == first.passages_embedded
    assert report.unchanged == ("docs/long.md", "docs/note.txt")


def test_listener_hears_of_each_document(docs: Path, store: Store) -> None:
    """Every document is one event, counted up to the total."""
    (docs / "empty.md").write_bytes(b"")
    events: list[Event] = []
    ingest(docs, store, on_event=events.append)
    assert sorted((event.source, event.outcome) for event in events) == [
        ("docs/empty.md", "failed"),
        ("docs/long.md", "added"),
        ("docs/note.txt", "added"),
    ]
    assert [(event.done, event.total) for event in events] == [(1, 3), (2, 3), (3, 3)]
    assert events[-1].passages == sum(summary.passages for summary in store.summaries())
    assert events[-1].seconds_left == 0


def test_time_left_is_the_rate_so_far() -> None:
    """Two of five documents in four seconds: three more take six."""
    assert Event("a.md", "added", 2, 5, seconds=4.0).seconds_left == 6.0


def test_seed_article_is_stored_with_its_dates(shared: Path, store: Store) -> None:
    """The seed article's title and dates are metadata and stand in its first passage."""
    ingest(shared / "seed" / "investing-in-strong-partnerships.txt", store)
    document = store.document("investing-in-strong-partnerships.txt")
    assert document.title == "Investing in strong partnerships"
    assert (document.date, document.updated) == ("2012-07-04", "2012-07-05T15:01")
    assert "Last updated: 05 Jul. 2012 15:01" in document.passages[0].text


def test_command(
    docs: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The command tells of each document, reports in JSON, and says by its status how it went."""
    monkeypatch.setenv("ASSISTANT_STORE", str(tmp_path / "own"))
    assert main([str(docs)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["added: docs/long.md", "added: docs/note.txt"]
    assert lines[2].startswith("2 added, 0 updated, 0 unchanged, 0 removed, 0 failed; ")
    (docs / "bad\n.md").write_bytes(b"")
    assert main([str(docs), "--json"]) == 1
    printed = capsys.readouterr()
    assert json.loads(printed.out)["failed"][0][0] == "docs/bad\n.md"
    assert "failed: docs/bad\ufffd.md: It is empty" in printed.err
    assert main([str(docs / "none")]) == 2
    assert "is not there" in capsys.readouterr().err
    with pytest.raises(SystemExit) as ended:
        main([])
    assert ended.value.code == 2
