"""An answer with its references, in forms that can be pasted into a report."""

from assistant.quotes import escaped
from assistant.replies import Citation
from ui.cards import readable_date
from ui.conversation import Turn
from ui.markup import address_label, plain_text
from ui.words import Words


def markdown_of(turn: Turn, words: Words) -> str:
    """Return the answer in Markdown, and below it a numbered reference for each mark."""
    if turn.answer is None:
        return ""
    lines = [f"\\[{c.number}\\] {_reference(c, words, markdown=True)}  " for c in turn.answer.citations]
    return "\n\n".join(part for part in (turn.answer.text.strip(), "\n".join(lines)) if part)


def text_of(turn: Turn, words: Words) -> str:
    """Return the answer as plain text, and below it a numbered reference for each mark."""
    if turn.answer is None:
        return ""
    lines = [f"[{c.number}] {_reference(c, words, markdown=False)}" for c in turn.answer.citations]
    return "\n\n".join(part for part in (plain_text(turn.answer.text, marks=True), "\n".join(lines)) if part)


def _reference(citation: Citation, words: Words, *, markdown: bool) -> str:
    """Return title, date, heading, page and address, as far as they are known."""
    said = escaped if markdown else str
    title = f"*{escaped(citation.title)}*" if markdown else citation.title
    page = words["page"].format(citation.page) if citation.page is not None else ""
    heading = citation.heading.replace(" > ", " › ")
    parts = [title, *(said(part) for part in (readable_date(citation.date, words), heading, page) if part)]
    address = next((link for link in citation.links if address_label(link)), "")
    if not address:
        return f"{', '.join(parts)}. {said(citation.source)}"
    return f"{', '.join(parts)}. " + (f"<{address}>" if markdown else address)
