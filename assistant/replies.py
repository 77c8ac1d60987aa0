"""What the assistant replies with: an answer and its citations."""

from dataclasses import dataclass, field

from store.documents import Hit


@dataclass(frozen=True, slots=True)
class Citation:
    """One numbered source of an answer; `store.document(source).text[start:end] == quote`."""

    number: int
    """The n of the mark [n] in the answer's text, counted from 1."""
    source: str
    title: str
    date: str
    heading: str
    page: int | None
    quote: str
    start: int
    end: int
    links: tuple[str, ...] = ()
    highlights: tuple[tuple[int, int], ...] = ()
    """The exact words that answer, as offsets into the document's text, inside start and end."""

    @classmethod
    def of(
        cls, number: int, hit: Hit, start: int, end: int, highlights: tuple[tuple[int, int], ...] = ()
    ) -> "Citation":
        """Return the citation of a stretch of a hit; start and end count in the document's text."""
        return cls(
            number=number,
            source=hit.source,
            title=hit.title,
            date=hit.date,
            heading=hit.heading,
            page=hit.page,
            quote=hit.text[start - hit.start : end - hit.start],
            start=start,
            end=end,
            links=hit.links,
            highlights=highlights,
        )


@dataclass(frozen=True, slots=True)
class Answer:
    """The reply to one question."""

    question: str
    standalone_question: str
    """What was searched for: the question, with what it leaves to the conversation filled in."""
    text: str
    """Markdown. The words that answer are bold; each sentence ends in marks like [1]."""
    answered: bool
    """False when the documents do not answer; `hits` then holds the closest passages."""
    confidence: float
    """Between 0 and 1: how often a reply as sure as this one answers the question."""
    citations: tuple[Citation, ...] = ()
    hits: tuple[Hit, ...] = ()
    """The passages that were read, best first."""
    engine: str = "quotes"
    """"quotes", or the name of the chat model that wrote the text."""
    dropped: int = 0
    """How many sentences the chat model wrote that no passage supports; they are not shown."""
    notice: str = ""
    """What else the reader should know, in plain text: that the chat model failed and these are quotes."""
    seconds: float = 0.0
    complete: bool = field(default=True)
    """False on the snapshots of a stream that more will follow."""
