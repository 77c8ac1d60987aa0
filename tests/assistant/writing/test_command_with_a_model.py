"""Asking from the command line with a chat model behind an address."""

import pytest
from breaking_server import breaking_server
from small_documents import Small

from assistant.__main__ import main


def test_a_model_that_breaks_off_is_said(
    small: Small, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The quotes are printed, and beside them what failed."""
    pytest.importorskip("langchain_openai", reason="pip install '.[openai]'")
    with breaking_server() as address:
        monkeypatch.setenv("ASSISTANT_STORE", str(small.folder))
        monkeypatch.setenv("ASSISTANT_MODEL_URL", address)
        assert main(["Who opened the harbour of Westmere?"]) == 0
    printed = capsys.readouterr()
    assert printed.out.startswith("The harbour of Westmere was opened by Mayor Ada Quill on 12 June 1931. [1]")
    assert "The chat model breaking failed" in printed.err
    assert "These are quotes." in printed.err
