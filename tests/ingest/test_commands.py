"""The commands beside ingesting, in processes as people start them."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from store.lock import writer_lock
from store.settings import child_environment

ROOT = Path(__file__).resolve().parents[2]
Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def command(tmp_path: Path) -> Command:
    """Runs python -m ingest in a folder of its own, with a store there."""

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "ingest", *arguments],
            cwd=tmp_path,
            env=environment(tmp_path),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def environment(folder: Path) -> dict[str, str]:
    """Return the environment of a child process."""
    return {**child_environment(folder / "store"), "PYTHONPATH": str(ROOT)}


def started(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start python -m ingest in a folder, with its store there."""
    return subprocess.Popen(
        [sys.executable, "-m", "ingest", *arguments],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def write_notes(folder: Path) -> Path:
    """Make a folder with two documents."""
    notes = folder / "notes"
    notes.mkdir()
    (notes / "a.md").write_text("# Treaty A\n\nSigned in 1994.\n", encoding="utf-8")
    (notes / "b.md").write_text("# Treaty B\n\nSigned in 1999.\n", encoding="utf-8")
    return notes


@pytest.mark.slow
def test_status_remove_export_import(command: Command, tmp_path: Path) -> None:
    """The whole way of a store: filled, listed, checked, moved, thinned."""
    write_notes(tmp_path)
    assert command("notes").returncode == 0
    status = command("status", "--verify")
    assert status.returncode == 0
    lines = status.stdout.splitlines()
    assert lines[0].split() == ["source", "title", "date", "passages", "ingested", "version"]
    assert lines[1].split()[:3] == ["notes/a.md", "Treaty", "A"]
    assert lines[3:] == ["2 documents, 2 passages", "Every document is whole; nothing is extra."]
    assert command("export", "all.zip").returncode == 0
    removed = command("remove", "notes/a.md", "nots/b.md")
    assert removed.stdout.splitlines() == ["removed: notes/a.md", "not there: nots/b.md. Did you mean notes/b.md?"]
    assert removed.returncode == 1
    assert "0 passages were embedded" in command("import", "all.zip").stdout
    listed = json.loads(command("status", "--json").stdout)
    assert [document["source"] for document in listed["documents"]] == ["notes/a.md", "notes/b.md"]
    again = command("notes", "--json")
    assert json.loads(again.stdout)["unchanged"] == ["notes/a.md", "notes/b.md"]


@pytest.mark.slow
def test_a_path_named_like_a_command(command: Command, tmp_path: Path) -> None:
    """./status is a folder, status is the command."""
    write_notes(tmp_path).rename(tmp_path / "status")
    assert "2 added" in command("./status").stdout
    assert "status/a.md" in command("status").stdout


@pytest.fixture
def watching(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A process that follows the folder notes."""
    write_notes(tmp_path)
    process = started(tmp_path, "notes", "--watch")
    yield process
    process.kill()
    process.communicate()


def next_line(process: subprocess.Popen[str], beginning: str) -> str:
    """Return the next line of output that begins so; the test's own time limit ends a wait in vain."""
    assert process.stdout is not None
    for line in process.stdout:
        if line.startswith(beginning):
            return line.strip()
    raise AssertionError(f"it ended without {beginning!r}: {process.communicate()}")


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_watching_a_folder(watching: subprocess.Popen[str], tmp_path: Path, ending: signal.Signals) -> None:
    """Changed, new, bad and deleted files are taken up; a signal ends it well."""
    notes = tmp_path / "notes"
    assert next_line(watching, "2 added").startswith("2 added")
    (notes / "a.md").write_text("# Treaty A\n\nSigned in 1995.\n", encoding="utf-8")
    assert next_line(watching, "updated") == "updated: notes/a.md"
    (notes / "bad.pdf").write_bytes(b"no document")
    assert next_line(watching, "failed").startswith("failed: notes/bad.pdf: ")
    (notes / "b.md").unlink()
    assert next_line(watching, "removed") == "removed: notes/b.md"
    (notes / "deep" / "er").mkdir(parents=True)
    (notes / "deep" / "er" / "c.md").write_text("# Treaty C\n\nSigned in 2004.\n", encoding="utf-8")
    assert next_line(watching, "added") == "added: notes/deep/er/c.md"
    notes.rename(tmp_path / "away")
    time.sleep(1.5)
    (tmp_path / "away").rename(notes)
    (notes / "d.md").write_text("# Treaty D\n\nSigned in 2005.\n", encoding="utf-8")
    assert next_line(watching, "added") == "added: notes/d.md"
    os.kill(watching.pid, ending)
    assert watching.wait(30) == 0


@pytest.mark.slow
@pytest.mark.parametrize("ending", [signal.SIGTERM, signal.SIGINT])
def test_an_ingest_that_is_stopped_keeps_what_it_said(command: Command, tmp_path: Path, ending: signal.Signals) -> None:
    """It ends with 130; what was reported is stored, and the same command does the rest."""
    notes = tmp_path / "notes"
    notes.mkdir()
    for number in range(250):
        (notes / f"{number:03}.md").write_text(f"# Treaty {number}\n\nSigned in 1994.\n", encoding="utf-8")
    process = started(tmp_path, "notes")
    next_line(process, "added")
    os.kill(process.pid, ending)
    output, errors = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "run the same again for the rest" in errors
    said = 1 + sum(line.startswith("added") for line in output.splitlines())
    stored = len(json.loads(command("status", "--json").stdout)["documents"])
    assert said <= stored < 250
    again = json.loads(command("notes", "--json").stdout)
    assert (len(again["unchanged"]), len(again["added"])) == (stored, 250 - stored)


@pytest.mark.slow
def test_the_second_of_two_processes_that_write_is_told(
    command: Command, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It waits as long as is set, says for whom, then ends with an error, and changes nothing."""
    monkeypatch.setenv("ASSISTANT_WRITER_SECONDS", "1")
    write_notes(tmp_path)
    assert command("notes").returncode == 0
    (tmp_path / "notes" / "a.md").write_text("# Treaty A\n\nSigned in 1995.\n", encoding="utf-8")
    with writer_lock(tmp_path / "store", 0):
        second = command("notes")
    assert second.returncode == 1
    waiting, told = second.stderr.splitlines()
    assert waiting.startswith(f"The process {os.getpid()} on ")
    assert waiting.endswith("; waiting 1 s for it to end.")
    assert f"is still writing to the store {tmp_path / 'store'} after 1 s. " in told
    assert command("status", "--verify").returncode == 0
    assert "1 updated" in command("notes").stdout
