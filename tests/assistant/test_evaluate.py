"""The measuring of answers."""

import json
from pathlib import Path

import pytest
from small_documents import HARBOUR, Small

from assistant.baseline import Baseline
from assistant.evaluate import Outcome, figures_of, grouped, main, outcomes_of
from assistant.evaluation_report import write_report
from assistant.replies import Answer, Citation
from assistant.trial import Case
from store.documents import Hit

QUOTE = "It has 14 berths."


def outcome(answerable: bool, quote: str, confidence: float, subtype: str = "") -> Outcome:
    """Return an answer with one quote, in which the number is bold, to "how many berths"; an empty one is refused."""
    row = {"question": "How many berths?", "answerable": answerable, "answers": ["14"], "subtype": subtype}
    citation = Citation(1, "harbour.md", "Harbour", "", "", None, quote, 10, 10 + len(quote), highlights=((17, 19),))
    hit = Hit("harbour.md", "Harbour", "", None, QUOTE, 10, 10 + len(QUOTE), 1.0)
    reply = Answer("?", "?", quote, bool(quote), confidence, (citation,) if quote else (), (hit,), seconds=0.5)
    return Outcome(Case.of({**row, "doc": "harbour.md", "passage": QUOTE}), reply)


def test_figures_are_counted() -> None:
    """Of two answerable one is answered and one refused; of two others one is refused."""
    figures = figures_of(
        [
            outcome(True, QUOTE, 0.9),
            outcome(True, "", 0.3),
            outcome(False, "It has 15 berths.", 0.4),
            outcome(False, "", 0.1),
        ]
    )
    assert (figures.questions, figures.answerable, figures.others) == (4, 2, 2)
    assert (figures.shown, figures.first_sentence_answers, figures.exact_words_f1) == (0.5, 0.5, 0.5)
    assert (figures.answerable_refused, figures.others_refused, figures.auroc) == (0.5, 0.5, 0.75)
    assert (figures.found_first, figures.right_document_first) == (1.0, 1.0)
    assert figures.calibration_error == 0.25
    assert (figures.seconds_median, figures.seconds_95) == (0.5, 0.5)


def test_what_cannot_be_counted_is_none() -> None:
    """Without answerable questions there is no share of them."""
    figures = figures_of([outcome(False, "", 0.1)])
    assert figures.shown is figures.exact_words_f1 is figures.auroc is figures.found_first is None


def test_near_misses_are_counted_apart() -> None:
    """The others have a group by their subtype, and one without the near misses."""
    outcomes = [outcome(True, QUOTE, 0.9), outcome(False, "", 0.1, "near_miss"), outcome(False, "", 0.1, "off_topic")]
    assert {name: len(members) for name, members in grouped(outcomes).items()} == {
        "standing alone": 3,
        "not answered: near_miss": 1,
        "not answered: off_topic": 1,
        "not answered, without near misses": 1,
    }


def test_a_store_is_asked(small: Small) -> None:
    """The assistant's own answers are counted."""
    row = {"question": "How many berths does the harbour of Westmere have?", "answerable": True, "support": QUOTE}
    (asked,) = outcomes_of(small.assistant, [Case.of(row)])
    assert (asked.shown, asked.shown_first, asked.found_among(5)) == (True, True, True)


def test_the_tutorials_pipeline_finds_chunks(small: Small) -> None:
    """By meaning and by words, each chunk with its place in the document."""
    baseline = Baseline.of([small.store.document("harbour.md")], small.store.embedder)
    for hits in (baseline.by_meaning("Who opened the harbour?"), baseline.by_words("Who opened the harbour?")):
        assert all(HARBOUR[hit.start : hit.end] == hit.text for hit in hits)
        assert any("Ada Quill" in hit.text for hit in hits)


def test_the_report_is_a_page_with_two_images(tmp_path: Path) -> None:
    """Names of files are text on it."""
    write_report(tmp_path / "report", "<b>.jsonl", "table", [outcome(True, QUOTE, 0.9), outcome(True, "", 0.2)])
    page = (tmp_path / "report" / "index.html").read_text(encoding="utf-8")
    assert "&lt;b&gt;.jsonl" in page
    for name in ("reliability.png", "risk_coverage.png"):
        assert f'src="{name}"' in page
        assert (tmp_path / "report" / name).read_bytes().startswith(b"\x89PNG")


def test_documents_have_to_be_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without them there is nothing to search, unless the passages are given."""
    with pytest.raises(SystemExit) as ended:
        main([str(tmp_path / "questions.jsonl")])
    assert ended.value.code == 2
    assert "--gold" in capsys.readouterr().err


def test_the_given_passage_is_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """With --gold every question is put to its own passage, and nothing is ingested."""
    passage = "The harbour of Westmere was opened by Mayor Ada Quill. It has 14 berths. Salt leaves it by ship."
    row = {"question": "How many berths has the harbour of Westmere?", "answers": ["14"], "doc": "westmere.md"}
    file = tmp_path / "questions.jsonl"
    rows = [
        {**row, "answerable": True, "passage": passage},
        {**row, "answerable": True, "passage": passage, "doc": "b.md"},
    ]
    file.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    assert main([str(file), "--gold", "--json", "--only", "westmere.md"]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["figures"]["standing alone"]["questions"] == 1
    assert printed["figures"]["standing alone"]["first_sentence_answers"] == 1.0
    assert "berths" in printed["replies"][0]["text"]
