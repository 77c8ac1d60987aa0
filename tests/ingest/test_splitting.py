"""How documents are split into passages."""

import itertools
import zlib
from collections.abc import Sequence

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.loaded import Loaded
from ingest.loaders import load
from ingest.splitting import fitting_title, split
from store.documents import Document, Passage
from store.embedder import Embedder
from store.errors import LoadError


def count_words(texts: Sequence[str]) -> list[int]:
    """A tokenizer that is quick: words, long ones by eight characters."""
    return [sum(1 + (len(word) - 1) // 8 for word in text.split()) for text in texts]


def document(loaded: Loaded, passages: tuple[Passage, ...]) -> Document:
    """The document that is stored of it."""
    return Document("x", loaded.title, loaded.text, passages)


def article(paragraphs: int) -> list[str]:
    """Paragraphs of three sentences, of different lengths."""
    sizes = [zlib.crc32(str(number).encode()) % 20 + 4 for number in range(3 * paragraphs)]
    sentences = [f"Sentence {number} " + "goes on " * size + "here." for number, size in enumerate(sizes)]
    return [" ".join(sentences[place : place + 3]) for place in range(0, len(sentences), 3)]


def texts(text: str, window: int = 120) -> list[str]:
    """The texts of its passages."""
    return [passage.text for passage in split(load(text.encode(), "x.md"), count_words, window)]


def test_sections_are_kept_apart() -> None:
    """A passage is of one section, and headings stand at its beginning."""
    loaded = load(b"# T\n\nOne.\n\n## A\n\n### B\n\nTwo.\n\nThree.\n\n## C\n", "x.md")
    assert [(passage.heading, passage.text) for passage in split(loaded, count_words, 100)] == [
        ("", "# T\n\nOne."),
        ("A > B", "## A\n\n### B\n\nTwo.\n\nThree."),
        ("C", "## C"),
    ]


def test_paragraphs_stay_whole_where_they_fit() -> None:
    """Each passage of a long section is made of whole paragraphs."""
    paragraphs = article(40)
    passages = texts("\n\n".join(paragraphs), window=200)
    assert [part for passage in passages for part in passage.split("\n\n")] == paragraphs
    assert len(passages) < len(paragraphs)


def test_long_paragraph_is_cut_at_sentences() -> None:
    """A paragraph that does not fit is cut where sentences end, a sentence that does not at a clause."""
    passages = texts(" ".join(article(10)))
    assert len(passages) > 1
    assert all(passage.startswith("Sentence ") and passage.endswith("here.") for passage in passages)
    clauses = texts(("many words of a clause, " * 30).strip(), window=40)
    assert len(clauses) > 1
    assert all(passage.endswith("clause,") for passage in clauses)


def test_list_stays_with_its_introduction() -> None:
    """The words that introduce a list are not cut from it while another place is there."""
    text = "\n\n".join([*article(3), "They agreed on:", "- one\n- two", *article(3)])
    assert any("They agreed on:\n\n- one\n- two" in passage for passage in texts(text))


def test_edit_changes_only_the_passages_that_it_touches() -> None:
    """Changing a sentence anywhere in a long section changes one or two passages."""
    paragraphs = article(400)
    before = texts("\n\n".join(paragraphs))
    for place in range(0, 400, 23):
        edited = [*paragraphs]
        edited[place] = edited[place].replace("goes on", "runs", 1)
        after = texts("\n\n".join(edited))
        assert 1 <= len(set(after) - set(before)) <= 2, place


def test_insertion_changes_only_its_surroundings() -> None:
    """A paragraph put into a long section leaves nearly all of its passages as they were."""
    paragraphs = article(400)
    before = texts("\n\n".join(paragraphs))
    changed = []
    for place in range(5, 400, 23):
        after = texts("\n\n".join([*paragraphs[:place], "A new paragraph. It is short.", *paragraphs[place:]]))
        changed.append(len(set(after) - set(before)))
    assert sorted(changed)[len(changed) // 2] <= 2


def test_passages_fit_the_embedder(embedder: Embedder) -> None:
    """With the real tokenizer no passage with its context exceeds the window, and most of it is used."""
    text = "\n\n".join(["# Title of a document", *article(60), "word" * 3000, "北约与伙伴国家合作" * 100])
    loaded = load(text.encode(), "x.md")
    passages = split(loaded, embedder.count, embedder.window)
    stored = document(loaded, passages)
    counts = embedder.count([f"{stored.context(passage)}\n{passage.text}" for passage in passages])
    assert max(counts) <= embedder.window
    assert sum(counts) / len(counts) > embedder.window / 3


def test_title_leaves_room_for_text() -> None:
    """A title that would fill the window is shortened."""
    title = "word " * 60
    assert count_words([fitting_title(title, count_words, 30)])[0] <= 10
    assert fitting_title("Short", count_words, 30) == "Short"


WORDS = st.sampled_from(
    [
        "a",
        "To",
        "word",
        "U.S.",
        ".",
        "”",
        "“",
        "\n",
        "\n\n",
        "\n\n## H\n\n",
        "\n# ",
        "\n- ",
        "\n| a | b |\n",
        "x" * 90,
        "\n\n> ",
    ]
)


@settings(deadline=None)
@given(
    text=st.text(max_size=300) | st.lists(WORDS, max_size=120).map(" ".join),
    window=st.integers(min_value=24, max_value=80),
    suffix=st.sampled_from([".md", ".txt"]),
)
def test_passages_cover_the_document(text: str, window: int, suffix: str) -> None:
    """Passages are exact slices, in order, hold every character but white space, and fit the window."""
    try:
        loaded = load(text.encode(errors="replace"), f"x{suffix}")
    except LoadError:
        return
    passages = split(loaded, count_words, window)
    assert "".join("".join(passage.text.split()) for passage in passages) == "".join(loaded.text.split())
    assert all(before.end <= after.start for before, after in itertools.pairwise(passages))
    for passage in passages:
        assert passage.text == loaded.text[passage.start : passage.end] == passage.text.strip() != ""
        if count_words([loaded.title])[0] <= window // 3:
            context = document(loaded, passages).context(passage)
            assert count_words([f"{context}\n{passage.text}"])[0] <= window
