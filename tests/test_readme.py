"""The examples in Python of the README run, one after the other, over the starter documents."""

import re
from pathlib import Path

import pytest

from ingest import ingest
from store.settings import Settings
from store.store import Store

pytestmark = pytest.mark.slow

ROOT = Path(__file__).resolve().parent.parent
EXAMPLES = re.findall(
    r"^```python\n(.*?)^```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE
)


@pytest.fixture(scope="module")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the documents were ingested as the README says."""
    folder = tmp_path_factory.mktemp("readme")
    report = ingest([ROOT / "documents"], Store.open(Settings(store=folder / ".assistant")))
    assert report.failed == ()
    return folder


def test_examples_are_there() -> None:
    """Each of the ways in from Python has its example."""
    together = "\n".join(EXAMPLES)
    for name in ("answer(", "Assistant.open()", ".chain", ".as_retriever("):
        assert name in together


@pytest.mark.parametrize("example", EXAMPLES, ids=range(len(EXAMPLES)))
def test_example(
    example: str, ingested: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """It runs and prints something."""
    monkeypatch.chdir(ingested)
    exec(compile(example, "README.md", "exec"), {})
    assert capsys.readouterr().out.strip()
