"""Records: what a document becomes in Chroma, and back."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from store.documents import Document, Passage
from store.errors import StoreError
from store.records import body_records, document_from, head_from, head_record, part_ids, passage_ids

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=300)


@st.composite
def documents(draw: st.DrawFn) -> Document:
    """Any document, long ones among them."""
    paragraphs = draw(st.lists(texts, min_size=1, max_size=8))
    paragraphs[0] *= draw(st.sampled_from([1, 1, 1, 400]))
    passages, start = [], 0
    for paragraph in paragraphs:
        heading, page = draw(st.tuples(st.sampled_from(["", "A", "A > B"]), st.none() | st.integers(1, 9)))
        passages.append(Passage(start, start + len(paragraph), paragraph, heading, page))
        start += len(paragraph)
    links = tuple(draw(st.lists(texts, max_size=3)))
    return Document(draw(texts), draw(texts), "".join(paragraphs), tuple(passages), links=links, version=3)


@given(documents())
def test_a_document_comes_back_as_it_was(document: Document) -> None:
    """Head and parts together hold everything, whatever the characters."""
    body = body_records(document)
    head = head_from(head_record(document, len(body), 7).metadata)
    assert [record.id for record in body] == part_ids(head)
    back = document_from(head, (record.metadata for record in body))
    assert replace(back, title=document.title, source=document.source) == document
    assert document.title.startswith(back.title)


@given(documents())
def test_no_value_is_larger_than_a_hosted_chroma_takes(document: Document) -> None:
    """At most 4,096 bytes a value, 32 keys a record, 128 bytes an id, 36 bytes a key."""
    for record in [*body_records(document), head_record(replace(document, source="s"), 1, 1)]:
        assert len(record.id.encode()) <= 128
        assert len(record.metadata) <= 32
        for key, value in record.metadata.items():
            assert len(key.encode()) <= 36
            assert len(str(value).encode()) <= 4096


def test_a_body_with_a_part_missing_is_an_error() -> None:
    """Half a text is never given as the whole."""
    document = Document("a.md", "A", "x" * 200_000, (), version=1)
    body = body_records(document)
    assert len(body) > 2
    head = head_from(head_record(document, len(body), 1).metadata)
    with pytest.raises(StoreError, match=r"a\.md is damaged"):
        document_from(head, (record.metadata for record in body[:-1]))


@given(documents())
def test_passage_ids_are_unique_and_stable(document: Document) -> None:
    """Repeated texts are told apart by their count; the version does not matter."""
    ids = passage_ids(document)
    assert len(set(ids)) == len(document.passages)
    assert ids == passage_ids(replace(document, version=9, date="2012-07-04"))


def test_an_id_depends_on_source_title_heading_and_text() -> None:
    """A passage keeps its vector only where nothing that the vector is made from changed."""
    document = Document("a.md", "A", "same", (Passage(0, 4, "same", "H"),))
    others = [
        replace(document, source="b.md"),
        replace(document, title="B"),
        replace(document, passages=(Passage(0, 4, "same", "I"),)),
        replace(document, passages=(Passage(0, 4, "sane", "H"),)),
    ]
    assert len({passage_ids(other)[0] for other in [document, *others]}) == 5
