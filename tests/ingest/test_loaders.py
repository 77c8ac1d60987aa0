"""What the loaders make of files."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.loaded import Loaded
from ingest.loaders import LOADERS, load
from store.errors import LoadError

NOTE = """\
---
title: Lisbon 2010
date: 2010-11-20
author: [Ann, Bo]
language: en-GB
sources:
  - https://example.org/a
  - {title: B, url: "https://example.org/b"}
  - javascript:alert(1)
---

# Lisbon 2010

First paragraph.

## Aims *of* it

They agreed on:

- training
- exercises

| A | B |
|---|---|
| 1 | 2 |

### Deeper

> Said so.
"""

PAGE = """<!doctype html><html lang="en-GB"><head><title>Partners meet | The Site</title>
<link rel="canonical" href="https://example.org/partners">
<meta property="og:title" content="Partners meet">
<meta property="article:published_time" content="2012-07-04T10:00:00Z">
<meta property="article:modified_time" content="2012-07-05T15:01:00Z">
<meta name="author" content="Jane Doe"></head>
<body><nav><a href="/">Home</a> <a href="/about">About us</a></nav>
<main><article><h1>Partners meet</h1>
<p>Thirteen <b>partners</b> met the <a href="/allies">Allies</a> in Chicago to talk about the years that lie ahead.</p>
<h2>Results</h2><p>They agreed on a number of things, which are the following ones, in this order.</p>
<ul><li>joint training<ul><li>at sea</li></ul></li><li>exercises</li></ul>
<table><tr><th>Country</th><th>Year</th></tr><tr><td>Georgia</td><td>1994</td></tr></table>
</article></main><footer>Copyright, cookies and privacy</footer></body></html>"""


def blocks(loaded: Loaded) -> list[tuple[str, str, str]]:
    """The blocks as (kind, heading, text)."""
    return [(block.kind, block.heading, loaded.text[block.start : block.end].strip()) for block in loaded.blocks]


def test_markdown_keeps_its_structure() -> None:
    """Front matter becomes metadata; headings, lists, tables and quotations are blocks under their headings."""
    loaded = load(NOTE.encode(), "lisbon.md")
    assert (loaded.title, loaded.date, loaded.author, loaded.language) == ("Lisbon 2010", "2010-11-20", "Ann, Bo", "en")
    assert loaded.links == ("https://example.org/a", "https://example.org/b")
    assert loaded.text.startswith("# Lisbon 2010\n")
    assert blocks(loaded) == [
        ("heading", "", "# Lisbon 2010"),
        ("paragraph", "", "First paragraph."),
        ("heading", "Aims of it", "## Aims *of* it"),
        ("paragraph", "Aims of it", "They agreed on:"),
        ("list", "Aims of it", "- training\n- exercises"),
        ("table", "Aims of it", "| A | B |\n|---|---|\n| 1 | 2 |"),
        ("heading", "Aims of it > Deeper", "### Deeper"),
        ("quote", "Aims of it > Deeper", "> Said so."),
    ]


def test_page_without_the_furniture_of_its_site() -> None:
    """A web page gives its article, with the metadata that the page names."""
    loaded = load(PAGE.encode(), "page.html")
    assert (loaded.title, loaded.date, loaded.updated) == ("Partners meet", "2012-07-04", "2012-07-05T15:01")
    assert (loaded.author, loaded.language, loaded.links) == ("Jane Doe", "en", ("https://example.org/partners",))
    assert blocks(loaded) == [
        ("heading", "", "Partners meet"),
        ("paragraph", "", "Thirteen partners met the Allies in Chicago to talk about the years that lie ahead."),
        ("heading", "Results", "Results"),
        ("paragraph", "Results", "They agreed on a number of things, which are the following ones, in this order."),
        ("list", "Results", "- joint training\n  - at sea\n- exercises"),
        ("table", "Results", "Country: Georgia; Year: 1994"),
    ]


def test_seed_article(shared: Path) -> None:
    """Title and dates of the seed article are found in its text, which stays whole."""
    seed = shared / "seed" / "investing-in-strong-partnerships.txt"
    loaded = load(seed.read_bytes(), seed.name)
    assert loaded.title == "Investing in strong partnerships"
    assert (loaded.date, loaded.updated) == ("2012-07-04", "2012-07-05T15:01")
    assert "Last updated: 05 Jul. 2012 15:01" in loaded.text
    assert [block.kind for block in loaded.blocks] == ["heading", "list"] + ["paragraph"] * 9


def test_plain_text_has_headings() -> None:
    """Short lines that stand alone are headings, numbered ones of their depth; a list is a block."""
    text = "The Summit\n4 July 2012\n\nIt began.\n\n1. Aims\n\nMany.\n\n1.1 Training\n\nThese:\n- one\n- two\n"
    loaded = load(text.encode(), "x.txt")
    assert (loaded.title, loaded.date) == ("The Summit", "2012-07-04")
    assert blocks(loaded) == [
        ("heading", "", "The Summit"),
        ("paragraph", "", "4 July 2012"),
        ("paragraph", "", "It began."),
        ("heading", "1. Aims", "1. Aims"),
        ("paragraph", "1. Aims", "Many."),
        ("heading", "1. Aims > 1.1 Training", "1.1 Training"),
        ("paragraph", "1. Aims > 1.1 Training", "These:"),
        ("list", "1. Aims > 1.1 Training", "- one\n- two"),
    ]


def test_title_from_the_name() -> None:
    """A document without a title is called by its file's name."""
    assert load(b"it begins in the middle of a sentence.", "lisbon_2010.txt").title == "lisbon 2010"


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Café – “partners”"),
        ("utf-16", "Café – “partners”"),
        ("cp1252", "Le café – les partenaires “globaux” de l’OTAN sont réunis à Paris."),
        ("cp1250", "Partnerství pro mír bylo založeno v roce 1994, řekl náčelník štábu."),
        ("cp1251", "Партнёрство ради мира было создано в 1994 году."),
    ],
)
def test_encodings(encoding: str, text: str) -> None:
    """Text in a usual encoding is read as what it says."""
    assert load(text.encode(encoding), "x.txt").text == text


def test_text_is_normalised() -> None:
    """Line ends, blanks, accents and invisible characters take one form."""
    raw = "A\r\nB\rC  \u00a0\n\u202eD\u200b\x07 e\u0301\u00a0f\n\n".encode()
    assert load(raw, "x.txt").text == "A\nB\nC\nD é f"


@pytest.mark.parametrize(
    ("name", "raw", "reason"),
    [
        ("a.md", b"", "It is empty"),
        ("a.md", b" \n\t", "It is empty"),
        ("a.md", b"---\ntitle: x\n---\n", "It holds no text"),
        ("a.md", b"---\na: b: c\n---\nText", "not valid YAML: line 2"),
        ("a.txt", b"%PDF-1.7", "It is a PDF"),
        ("a.txt", b"\0\1\2\3" * 50, "control characters"),
        ("a.txt", "é".encode() * 50 + b"\xff", "damaged at byte 100"),
        ("a.html", b"<html><body></body></html>", "No article"),
        ("a.html", b"<div>" * 10_000 + b"deep", "nested too deeply"),
        ("a.xyz", b"text", "No loader for .xyz"),
        ("README", b"text", "No loader for a name without suffix"),
    ],
)
def test_reasons(name: str, raw: bytes, reason: str) -> None:
    """What cannot be read is refused with the reason."""
    with pytest.raises(LoadError, match=reason):
        load(raw, name)


@given(raw=st.binary(max_size=300) | st.text(max_size=200).map(str.encode), suffix=st.sampled_from(sorted(LOADERS)))
def test_any_bytes_load_or_are_refused(raw: bytes, suffix: str) -> None:
    """Whatever a file holds, it becomes text whose blocks cover it in order, or a LoadError."""
    try:
        loaded = load(raw, f"x{suffix}")
    except LoadError:
        return
    ends = [0]
    for block in loaded.blocks:
        assert ends[-1] <= block.start < block.end <= len(loaded.text)
        assert not loaded.text[ends[-1] : block.start].strip()
        ends.append(block.end)
    assert not loaded.text[ends[-1] :].strip()
