"""Asking from the command line."""

import json

import pytest
from small_documents import Small

from assistant.__main__ import main


@pytest.fixture
def asked_there(small: Small, monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment names the store of the small documents."""
    monkeypatch.setenv("ASSISTANT_STORE", str(small.folder))


@pytest.mark.usefixtures("asked_there")
def test_the_answer_and_its_source_are_printed(capsys: pytest.CaptureFixture[str]) -> None:
    """The quoted sentence with its mark, then where it stands."""
    assert main(["Who opened the harbour of Westmere?"]) == 0
    printed = capsys.readouterr().out
    assert printed.startswith("The harbour of Westmere was opened by Mayor Ada Quill on 12 June 1931. [1]")
    assert "[1] The harbour of Westmere, 2015-02-03\n    harbour.md, characters " in printed


@pytest.mark.usefixtures("asked_there")
def test_json_holds_the_whole_answer(capsys: pytest.CaptureFixture[str]) -> None:
    """Every field of the Answer, citations among them."""
    assert main(["Who opened the harbour of Westmere?", "--json"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["answered"] is True
    assert printed["citations"][0]["source"] == "harbour.md"


def test_what_cannot_be_asked_is_used_wrongly(capsys: pytest.CaptureFixture[str]) -> None:
    """An empty question is said to be empty, with the exit status 2."""
    assert main([" "]) == 2
    assert "empty" in capsys.readouterr().err


def test_a_wrong_setting_fails(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """A name that is no setting ends with the exit status 1 and its nearest neighbour."""
    monkeypatch.setenv("ASSISTANT_STOR", "x")
    assert main(["Who?"]) == 1
    assert "ASSISTANT_STORE" in capsys.readouterr().err


@pytest.mark.usefixtures("asked_there")
def test_a_reader_that_is_not_there(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """It is an error that names those that are."""
    monkeypatch.setenv("ASSISTANT_READER", "oracle")
    assert main(["Who?"]) == 1
    assert "combined, features" in capsys.readouterr().err
