"""Real text to measure with: the scale archive, cut into passages."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

ARCHIVES = ("un_speeches_2000_on.tar.xz", "wikipedia_international.tar.xz")
SCALE = Path(__file__).resolve().parents[2] / "shared" / "data" / "scale"
_PASSAGE_CHARACTERS = 800


def files(folder: Path = SCALE) -> Iterator[tuple[str, str]]:
    """Yield the name and the text of every file in the archives."""
    for archive in ARCHIVES:
        with tarfile.open(folder / archive) as opened:
            for member in opened:
                content = opened.extractfile(member)
                if content is not None:
                    yield member.name, content.read().decode(errors="replace")


def passages(limit: int) -> list[tuple[str, str]]:
    """Return up to `limit` pairs of file name and text, each text about as long as a passage of the store."""
    found: list[tuple[str, str]] = []
    for name, text in files():
        for start in range(0, len(text), _PASSAGE_CHARACTERS):
            if len(found) == limit:
                return found
            found.append((name, text[start : start + _PASSAGE_CHARACTERS]))
    return found
