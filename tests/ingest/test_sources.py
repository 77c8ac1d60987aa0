"""Which files are read, and what they are called."""

import os
from pathlib import Path

import pytest

from ingest import sources as sources_module
from ingest.sources import Source, find_sources
from store.errors import IngestError, LoadError


def made(folder: Path, *names: str) -> Path:
    """A folder with files of these names."""
    for name in names:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    return folder


def names(*paths: Path) -> list[str]:
    """What is found below the paths."""
    return [source.name for source in find_sources(paths).files]


def test_names_are_of_folder_and_path(tmp_path: Path) -> None:
    """A folder's files carry its name, a single file only its own; hidden ones and unknown kinds are left out."""
    folder = made(tmp_path / "docs", "b.md", "a/c.TXT", ".hidden.md", ".git/x.md", "d.bin")
    assert names(folder) == ["docs/b.md", "docs/a/c.TXT"]
    assert names(folder / "b.md", folder / "d.bin") == ["b.md", "d.bin"]
    assert find_sources([folder]).skipped == 1


def test_a_folder_by_another_way_has_the_same_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where one stands does not matter, and a folder given twice is read once."""
    folder = made(tmp_path / "docs", "b.md")
    monkeypatch.chdir(folder)
    assert names(Path(), folder, folder / "..") == ["docs/b.md", f"{tmp_path.name}/docs/b.md"]


def test_one_name_for_two_is_refused(tmp_path: Path) -> None:
    """Two folders, or two files, of one name are an error that names both."""
    one, two = made(tmp_path / "one" / "docs", "a.md"), made(tmp_path / "two" / "docs", "a.md")
    for first, second in ((one, two), (one / "a.md", two / "a.md")):
        with pytest.raises(IngestError) as caught:
            find_sources([first, second])
        assert str(first) in str(caught.value)
        assert str(second) in str(caught.value)


def test_missing_path_is_refused(tmp_path: Path) -> None:
    """Nothing is guessed for a path that is not there."""
    with pytest.raises(IngestError, match="is not there"):
        find_sources([tmp_path / "none"])


def test_links_do_not_lead_out_of_the_folder(tmp_path: Path) -> None:
    """Links to what is outside are reported, those inside and those given by themselves are read."""
    outside = made(tmp_path / "outside", "secret.md")
    folder = made(tmp_path / "docs", "a.md")
    (folder / "in.md").symlink_to(folder / "a.md")
    (folder / "out.md").symlink_to(outside / "secret.md")
    (folder / "dangling.md").symlink_to(folder / "gone.md")
    (folder / "linked").symlink_to(outside)
    found = find_sources([folder])
    files = {source.name: source for source in found.files}
    assert files["docs/in.md"].read() == b"a.md"
    with pytest.raises(LoadError, match="outside the folder"):
        files["docs/out.md"].read()
    with pytest.raises(LoadError, match="not there"):
        files["docs/dangling.md"].read()
    assert [name for name, _ in found.unreadable] == ["docs/linked"]
    assert find_sources([folder / "out.md"]).files[0].read() == b"secret.md"


def test_what_is_no_file_is_refused(tmp_path: Path) -> None:
    """A pipe is not waited for, and a file above the limit is not read."""
    os.mkfifo(tmp_path / "pipe.md")
    with pytest.raises(LoadError, match="no file"):
        Source("pipe.md", tmp_path / "pipe.md").read()
    with (tmp_path / "large.md").open("wb") as large:
        large.truncate(sources_module.LARGEST_FILE + 1)
    with pytest.raises(LoadError, match="50,000,001 bytes"):
        Source("large.md", tmp_path / "large.md").read()


def test_gone_are_those_of_given_folders_only(tmp_path: Path) -> None:
    """Other folders, single files and what could not be listed are never gone."""
    folder = made(tmp_path / "docs", "a.md")
    found = find_sources([folder])
    found.unreadable.append(("docs/closed", "no permission"))
    stored = ["docs/a.md", "docs/b.md", "docs/closed/c.md", "docs2/a.md", "b.md"]
    assert found.gone(stored) == ["docs/b.md"]
