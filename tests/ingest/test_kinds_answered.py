"""A question of each kind of document is answered from it, and the citation leads to its place."""

import made_answers
import pytest
from made_site import served

from assistant import Assistant
from ingest import ingest
from store.embedder import Embedder
from store.settings import Settings
from store.store import Store

TALK = "Date: 4 July 2012; Place: Chatham House, London; Speaker: Anna Lindt; Topic: Partnerships"


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory, embedder: Embedder) -> Assistant:
    """The assistant as it is by default, over a file of each kind and a web page."""
    folder = tmp_path_factory.mktemp("kinds")
    (folder / "docs").mkdir()
    (folder / "site").mkdir()
    (folder / "site" / "visit.html").write_text(made_answers.PAGE)
    for name, make in made_answers.FILES.items():
        (folder / "docs" / name).write_bytes(make())
    store = Store.open(Settings(store=folder / "store"), embedder)
    with served(folder / "site") as address:
        report = ingest([folder / "docs", f"{address}/visit.html"], store, allow_private=True)
    assert report.failed == ()
    assert len(report.added) == len(made_answers.FILES) + 1
    return Assistant.open(store=store)


@pytest.mark.parametrize(
    ("question", "quote", "source", "heading", "page"),
    [
        (
            "Who opened the harbour of Westmere?",
            "The harbour of Westmere was opened by Mayor Ada Quill.",
            "docs/harbour.pdf",
            "Opening",
            2,
        ),
        (
            "Which post does Tom Eklund have?",
            "Officer: Tom Eklund; Post: logistics officer; Country: Sweden",
            "docs/staff.docx",
            "Officers",
            None,
        ),
        (
            "How much does the exercise Grey Heron cost?",
            "The exercise Grey Heron costs 3.2 million euros a year",
            "docs/exercise.pptx",
            "Costs",
            2,
        ),
        ("Who spoke on 4 July 2012?", TALK, "docs/talks.xlsx", "Talks", 2),
        ("Where was the talk on 4 July 2012?", TALK, "docs/talks.xlsx", "Talks", 2),
        (
            "When did Merania join?",
            "Partner: Merania; Joined: 14 December 2006; Contact point: Embassy of Portugal",
            "docs/contacts.csv",
            "",
            None,
        ),
        (
            "Where does the workshop on mine clearance begin?",
            "The workshop on mine clearance begins at the barracks of Tornby on 3 October 2012.",
            "docs/workshop.eml",
            "",
            None,
        ),
        (
            "Who founded the school at Aldmoor?",
            "The school at Aldmoor was founded by General Petra Holm.",
            "docs/schools.epub",
            "The school at Aldmoor",
            None,
        ),
        (
            "What did the rector give the visitors?",
            "The rector gave the visitors a bronze bell that was cast in 1888.",
            "visit.html",
            "Gifts",
            None,
        ),
    ],
)
def test_a_question_of_each_kind(
    assistant: Assistant, question: str, quote: str, source: str, heading: str, page: int | None
) -> None:
    """The first citation quotes the sentence or row that answers, at its place."""
    reply = assistant.answer(question)
    assert reply.answered, reply.hits[0].text
    first = reply.citations[0]
    assert (first.quote, first.heading, first.page) == (quote, heading, page)
    assert first.source.endswith(source)
    assert assistant.store.document(first.source).text[first.start : first.end] == quote
