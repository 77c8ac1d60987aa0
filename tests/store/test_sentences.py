"""Sentences of a text: where they begin and end."""

import itertools
import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.sentences import sentence_spans


def sentences(text: str) -> list[str]:
    """The sentences themselves."""
    return [text[start:end] for start, end in sentence_spans(text)]


@pytest.mark.parametrize(
    "expected",
    [
        ["Dr. Smith met the U.S. envoy J. R. Jones on 5 Jul. 2012.", "It rained."],
        ["He spoke in St. Petersburg, e.g. on Art. 5 and No. 5.", "No. 6 was left out."],
        ["It grew by 3.5 per cent.", "Then it fell."],
        ["He left the U.S.", "The visit was short."],
        ["They met in 2012.", "Thirteen partners came."],
        ["They met in 2012.", "28 leaders came."],
        ["“We are ready.", "We have been for years,” she said."],
        ["It is “done.”", "Next."],
        ["“Is it done?” Rasmussen asked.", "(It was.)", "Good."],
        ["“To train. And to learn,” she said."],
        ["It was agreed.[1]", "It was signed."],
        ["**It was agreed.**", "_Then_ it was signed."],
        ["What now?", "Nothing..."],
        ["これは文です。", "これも文です。"],
    ],
    ids=lambda expected: expected[0][:30],
)
def test_sentences_of_a_paragraph(expected: list[str]) -> None:
    """Abbreviations, numbers, initials and quotations do not cut a sentence; real ends do."""
    joiner = "" if expected[0].endswith("。") else " "
    assert sentences(joiner.join(expected)) == expected


def test_lines_of_a_list_are_sentences() -> None:
    """Headings, list items and short lines stand alone; a wrapped list item is one."""
    text = "# Aims\nPartners agreed:\n- training\n- exercises that go on\n  all year\n1. First\n2. Second"
    assert sentences(text) == [
        "# Aims",
        "Partners agreed:",
        "- training",
        "- exercises that go on\n  all year",
        "1. First",
        "2. Second",
    ]


def test_wrapped_lines_are_joined() -> None:
    """A paragraph that was wrapped at a width gives whole sentences."""
    text = "The partners of the Alliance met in the city of\nChicago in May. They agreed on\nmuch."
    assert sentences(text) == [
        "The partners of the Alliance met in the city of\nChicago in May.",
        "They agreed on\nmuch.",
    ]


def test_quotation_of_the_seed_article(shared: Path) -> None:
    """The short pieces of its quotation belong to the sentence that names the speaker."""
    seed = shared / "seed" / "investing-in-strong-partnerships.txt"
    found = sentences(seed.read_text(encoding="utf-8"))
    assert found[:4] == [
        "Investing in strong partnerships",
        "• 04 Jul. 2012 -",
        "• |",
        "• Last updated: 05 Jul. 2012 15:01",
    ]
    assert found[6:10] == [
        "“Partnership is not a choice between staying at home or going global.",
        "It is not peripheral to our business – it is part of NATO’s core business.",
        "In almost all areas, we need effective partnerships to be successful.",
        "To manage crises. To defend against emerging security challenges. And to promote stability,” said NATO "
        "Secretary General Anders Fogh Rasmussen in a major policy speech at Chatham House in London, on 4 July.",
    ]
    assert len(found) == 23


PIECES = st.sampled_from(
    ["A", "to", "U.S.", "Dr.", ".", "?”", "“", '"', " ", "\n", "\n\n", "- ", "1. ", "5", "。", "\t", "x "]
)


@given(st.one_of(st.text(), st.lists(PIECES, max_size=60).map("".join)))
def test_sentences_cover_the_text_in_order(text: str) -> None:
    """Spans are ordered, disjoint, trimmed, inside one paragraph, and leave out white space only."""
    spans = sentence_spans(text)
    covered = "".join(text[start:end] for start, end in spans)
    assert "".join(covered.split()) == "".join(text.split())
    assert all(earlier[1] <= later[0] for earlier, later in itertools.pairwise(spans))
    for start, end in spans:
        assert text[start:end] == text[start:end].strip() != ""
        assert not re.search(r"\n[^\S\n]*\n", text[start:end])
