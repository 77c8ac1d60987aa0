"""Which documents a question names."""

from itertools import pairwise
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from made import make_document

from store.embedder import Embedder
from store.fusion import favoured
from store.naming import beside_names, named_titles
from store.settings import Settings
from store.store import Store

PROFILES = [f"{name}: country profile" for name in ("Serbia", "Guinea", "Papua New Guinea", "Chad", "Mali", "Peru")]


def test_a_title_is_named_by_the_words_that_no_other_has() -> None:
    """The words that all titles share need not be in the question."""
    assert named_titles("Is Serbia's army large?", PROFILES) == ("Serbia: country profile",)


def test_the_longer_name_is_meant() -> None:
    """A name that is part of another named one is not named."""
    assert named_titles("What is the capital of Papua New Guinea?", PROFILES) == ("Papua New Guinea: country profile",)
    assert named_titles("What is the capital of Guinea?", PROFILES) == ("Guinea: country profile",)


def test_two_documents_are_named() -> None:
    """Both, when both names stand there, in the question's order."""
    assert named_titles("What did Chad send to Peru?", PROFILES) == ("Chad: country profile", "Peru: country profile")
    assert named_titles("What did Peru send to Chad?", PROFILES) == ("Peru: country profile", "Chad: country profile")


def test_a_part_of_a_title_names_nothing() -> None:
    """Of a title of several words of its own, all are needed."""
    titles = ["The Chicago Summit of 2012", "Georgia and NATO"]
    assert not named_titles("Which summit was held in 2012?", titles)
    assert named_titles("Who came to the Chicago summit in 2012?", titles) == ("The Chicago Summit of 2012",)


def test_what_is_asked_beside_the_names() -> None:
    """The content words of the question without those that tell the named title from the others."""
    question = "What is the capital of Papua New Guinea?"
    assert beside_names(question, {"Papua New Guinea: country profile"}, PROFILES) == "capital"
    assert beside_names("Profile of Chad's army", {"Chad: country profile"}, PROFILES) == "profile army"
    assert beside_names("And Peru?", {"Peru: country profile"}, PROFILES) == ""


def test_in_a_named_document_the_passage_is_found_by_what_else_is_asked(tmp_path: Path, embedder: Embedder) -> None:
    """Not by how often a passage has the name that all of them are about."""
    store = Store(Settings(store=tmp_path), embedder)
    documents = [
        make_document(
            f"profiles/{name}.md",
            f"{name} was a part of the old {name} empire, and {name} became the free {name} of today.",
            f"{name} and the people of {name} are proud of {name}, for {name} has a long past.",
            "Its seat of government lies by a lake.",
            title=f"{name}: country profile",
        )
        for name in ("Serbia", "Chad", "Mali", "Peru")
    ]
    with store.writer() as writer:
        list(writer.replace(documents))
    best = store.search("Where does Mali's government sit?")[0]
    assert (best.source, best.text) == ("profiles/Mali.md", "Its seat of government lies by a lake.")
    # A name alone asks for nothing else, and finds its document.
    assert {hit.source for hit in store.search("Mali?", limit=3)} == {"profiles/Mali.md"}


def test_the_document_that_is_named_first_is_asked_about(tmp_path: Path, embedder: Embedder) -> None:
    """Both tell of the other; the question's subject comes first."""
    store = Store(Settings(store=tmp_path), embedder)
    with store.writer() as writer:
        list(
            writer.replace(
                [
                    make_document("mali.md", "It is a member of the Salt League.", "Its lake is large.", title="Mali"),
                    make_document(
                        "league.md",
                        "Members of the Salt League: Chad, Mali, Peru.",
                        "A member of the Salt League pays in salt.",
                        title="The Salt League",
                    ),
                ]
            )
        )
    assert store.search("Is Mali a member of the Salt League?")[0].source == "mali.md"
    assert store.search("Is the Salt League open to Mali?")[0].source == "league.md"


@given(st.text(max_size=60), st.lists(st.text(max_size=30), max_size=6))
def test_only_given_titles_are_named(question: str, titles: list[str]) -> None:
    """Whatever the question, the named titles are of the given ones."""
    assert set(named_titles(question, titles)) <= set(titles)


@given(
    st.dictionaries(st.text(max_size=3), st.floats(0, 1), max_size=8),
    st.sets(st.text(max_size=3), max_size=8),
    st.floats(0, 2),
    st.floats(0, 1),
)
def test_favoured_scores_stay_in_their_bounds_and_order(
    scores: dict[str, float], named: set[str], most: float, share: float
) -> None:
    """Best first, between 0 and 1, no passage lost; among the named, and among the others, the order stays."""
    raised = favoured(scores, dict.fromkeys(named, share * most), most)
    assert raised.keys() == scores.keys()
    assert list(raised.values()) == sorted(raised.values(), reverse=True)
    assert all(0.0 <= score <= 1.0 for score in raised.values())
    for group in (named & scores.keys(), scores.keys() - named):
        kept = [id_ for id_ in raised if id_ in group]
        assert all(scores[one] >= scores[other] - 1e-9 for one, other in pairwise(kept))
