"""Answers as HTML: escaped whatever they hold, and only our own tags."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markupsafe import Markup
from page_tags import TEXTS, read

from assistant.quotes import escaped
from ui.markup import address_label, answer_markup, link, plain_text


def mark(number: int) -> Markup:
    """Return a mark as a tag that stands out."""
    return Markup("<i>{}</i>").format(number)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("One **word** here. [1]", "<p>One <strong>word</strong> here. <i>1</i></p>"),
        ("First.\n\nSecond.", "<p>First.</p><p>Second.</p>"),
        (r"2 \* 3 \[1\] \\ \*\*no\*\*", r"<p>2 * 3 [1] \ **no**</p>"),
        ("**never closed", "<p><strong>never closed</strong></p>"),
        ("[a](http://b.example)", "<p>[a](http://b.example)</p>"),
        (r"\<b\>", "<p>&lt;b&gt;</p>"),
        ("<b>", "<p>&lt;b&gt;</p>"),
        ("&lt;b&gt; &amp;lt; &quot; &copy;", "<p>&lt;b&gt; &amp;lt; &#34; &amp;copy;</p>"),
        ("[1][22] [1234]", "<p><i>1</i><i>22</i> [1234]</p>"),
        ("Run `a <b> [1]` \\` `", "<p>Run <code>a &lt;b&gt; [1]</code> ` `</p>"),
        ("# heading _plain_", "<p># heading _plain_</p>"),
        ("", ""),
    ],
)
def test_answer_markup(text: str, expected: str) -> None:
    """Bold, marks and paragraphs are made; the rest stays text."""
    assert answer_markup(text, mark) == expected


@given(TEXTS)
def test_no_tag_but_ours(text: str) -> None:
    """Whatever an answer holds, nothing but paragraphs, bold and marks comes out, well nested."""
    assert set(read(answer_markup(text, mark)).tags) <= {("p", ()), ("strong", ()), ("code", ()), ("i", ())}


@given(st.text(alphabet=st.characters(exclude_characters="\r\x00", exclude_categories=["Cs"])))
def test_escaped_text_is_shown_as_it_is(text: str) -> None:
    """A document's text with its specials escaped reads as in the document, up to paragraph breaks."""
    shown = read(answer_markup(escaped(text), mark))
    assert "".join(shown.text.split()) == "".join(text.split())
    assert {tag for tag, _ in shown.tags} <= {"p"}


def test_plain_text() -> None:
    """The spoken answer has neither marks nor asterisks."""
    assert plain_text("One **word**\\! [1]\n\nTwo `<b>`. [2]") == "One word! Two <b>."


@pytest.mark.parametrize(
    "address",
    ["javascript:alert(1)", "data:text/html,x", "//host/x", "http://[", "ftp://a.example", "", "java\nscript:x"],
)
def test_other_addresses_are_no_links(address: str) -> None:
    """Only http and https lead anywhere."""
    assert link(address) == ""


def test_link() -> None:
    """A link opens elsewhere and tells the other side nothing."""
    assert link('https://www.nato.int/a/"b"/') == (
        '<a href="https://www.nato.int/a/&#34;b&#34;/" target="_blank" rel="noopener noreferrer">'
        "nato.int/a/&#34;b&#34;</a>"
    )


@given(TEXTS.map(lambda text: "https://" + text) | TEXTS)
def test_links_hold_one_tag(address: str) -> None:
    """Whatever an address holds, at most one tag comes out, with our attributes."""
    assert read(link(address)).tags in ([], [("a", ("href", "rel", "target"))])
    assert bool(address_label(address)) == bool(link(address))
