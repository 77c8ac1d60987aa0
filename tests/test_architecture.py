"""The direction of imports, and what importing a package must not load."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("ui", "assistant", "ingest", "store")
MAY_IMPORT = {
    "ui": {"ui", "assistant", "ingest", "store"},
    "assistant": {"assistant", "store"},
    "ingest": {"ingest", "store"},
    "store": {"store"},
}
# Each framework is imported at one edge; LangChain's retriever is an edge of the store.
EDGES = {
    "gradio": {"ui"},
    "chromadb": {"store/chroma.py"},
    "sentence_transformers": {"store/sentence_transformer.py"},
    "tantivy": {"store/word_index.py"},
    "langchain": {"assistant/chain.py", "assistant/model.py", "assistant/writing"},
    "langchain_core": {"assistant/chain.py", "assistant/model.py", "assistant/writing", "store/retriever.py"},
}
HEAVY = ("torch", "chromadb", "gradio", "langchain", "langchain_core", "sentence_transformers", "transformers")


def modules() -> list[Path]:
    """Return every module of the packages."""
    return [path for package in PACKAGES for path in sorted((ROOT / package).rglob("*.py"))]


def imported(path: Path) -> set[str]:
    """Return the top-level names that a module imports, anywhere in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            assert node.level == 0, f"{path}: relative import"
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(ROOT).as_posix())
def test_imports_run_one_way(path: Path) -> None:
    """ui -> assistant, ingest -> store, and frameworks at their edges only."""
    relative = path.relative_to(ROOT).as_posix()
    names = imported(path)
    assert names & set(PACKAGES) <= MAY_IMPORT[relative.split("/")[0]]
    for framework, edges in EDGES.items():
        if framework in names:
            assert any(relative == edge or relative.startswith(f"{edge}/") for edge in edges), framework


@pytest.mark.parametrize("package", PACKAGES)
def test_importing_a_package_loads_nothing_heavy(package: str) -> None:
    """The page shows itself, and a command prints its help, before any model or database is loaded."""
    code = f"import {package}, sys; print([name for name in {HEAVY!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_environment_is_read_in_one_module() -> None:
    """Settings come from store/settings.py."""
    readers = [path for path in modules() if "os.environ" in path.read_text(encoding="utf-8")]
    assert [path.relative_to(ROOT).as_posix() for path in readers] == ["store/settings.py"]
