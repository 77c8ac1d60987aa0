"""The page's own scripts, which Gradio's components run."""

from pathlib import Path


def script(*names: str) -> str:
    """Return files of this folder as one script, so that they share their names."""
    return "\n".join((Path(__file__).parent / name).read_text(encoding="utf-8") for name in names)
