"""The page as a person meets it, in headless Chromium.

The fixture `page` also fails a test in which a request went to another host, or a script met an error.
"""

import json
from typing import TYPE_CHECKING

import pytest
from page_fakes import FIRST, HOSTILE, LONG_LINK, SECOND

from ui.page import EXAMPLES
from ui.words import words_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page

pytestmark = pytest.mark.browser


def box(page: "Page") -> "Locator":
    """Return the question box."""
    return page.get_by_role("textbox", name="Your question")


def ask(page: "Page", question: str) -> "Locator":
    """Ask and return the turn with the whole answer."""
    turns = page.locator(".turn:has(.footing)")
    before = turns.count()
    box(page).fill(question)
    box(page).press("Enter")
    turn = turns.nth(before)
    turn.wait_for()
    return turn


def has_focus(locator: "Locator") -> bool:
    """Tell whether the keyboard is there."""
    return bool(locator.evaluate("element => element === document.activeElement"))


def test_ask_and_read(page: "Page") -> None:
    """A question is answered, the words that answer in bold, and the box is free for the next."""
    turn = ask(page, "Who spoke at Chatham House?")
    assert turn.locator(".answer").inner_text().split() == f"{FIRST} 1 {SECOND} 2".split()
    assert turn.locator("strong").all_inner_texts() == ["Anders Fogh Rasmussen", "7 March 2024"]
    assert box(page).input_value() == ""


def test_open_a_citation(page: "Page") -> None:
    """Choosing a mark brings its source into view, and from there one gets back."""
    turn = ask(page, "Who spoke at Chatham House?")
    mark = turn.get_by_role("button", name="source 2")
    source = page.locator("#source-1-2")
    assert source.locator(".place").inner_text().split("\n") == ["4 July 2012", "Accession", "page 2"]
    mark.click()
    page.wait_for_function(
        "() => { const box = document.querySelector('#reader mark')?.getBoundingClientRect();"
        " return box && box.top >= 0 && box.bottom <= innerHeight; }"
    )
    assert has_focus(page.locator("#reader .reader"))
    source = page.locator("#reader")
    assert source.locator("mark").inner_text() == "7 March 2024"
    assert source.locator(".position").inner_text() == "2 of 2"
    assert [link.get_attribute("href") for link in source.get_by_role("link").all()] == [
        "https://www.nato.int/cps/en/natohq/news_88787.htm",
        LONG_LINK,
    ]
    source.get_by_role("button", name="Back to the answer").click()
    assert has_focus(mark)


def test_an_earlier_answer_keeps_its_sources(page: "Page") -> None:
    """The mark of an earlier answer shows the sources of that answer."""
    first = ask(page, "Who spoke at Chatham House?")
    ask(page, "When did Sweden join?")
    assert page.locator("#source-2-1").is_visible()
    assert not page.locator("#source-1-1").is_visible()
    first.get_by_role("button", name="source 1").click()
    assert page.locator("#reader mark").inner_text() == "Anders Fogh Rasmussen"
    page.keyboard.press("Escape")
    assert page.locator("#source-1-1 mark").inner_text() == "Anders Fogh Rasmussen"
    assert not page.locator("#source-2-1").is_visible()


def test_refused(page: "Page") -> None:
    """A question without an answer looks different, and the passages near it are not called sources."""
    turn = ask(page, "Who was the mayor of Atlantis?")
    assert turn.locator(".verdict").inner_text() == "Not answered by the documents"
    assert page.locator("#sources h2:visible").inner_text() == "Not an answer, but near"
    assert page.locator("#sources .source:visible").count() == 3


def test_hostile_text_stays_text(page: "Page") -> None:
    """Scripts, images, links and templates in a document or a question are words to read."""
    question = 'noise <img src=x onerror="document.title=1"> {{1}} ${1} **b** [x](http://evil.example)'
    turn = ask(page, question)
    assert turn.locator("h2").inner_text() == question
    assert turn.locator(".answer").inner_text() == f"{HOSTILE} 1"
    assert page.locator("#source-1-1 .quoted").inner_text() == HOSTILE
    assert page.locator("#conversation :is(script, img, a), #sources :is(script, img, [href*=evil])").count() == 0
    assert page.title() == "Partnership Assistant"


def test_hostile_model_stays_text(page: "Page") -> None:
    """What a chat model writes is words to read, a mark of no citation included; what was left out is told."""
    turn = ask(page, "What does the model say?")
    shown = turn.locator(".answer").inner_text()
    for text in ("<script>", "<img src=x", "[a link](http://evil.example/)", "{{constructor}}", "[9]"):
        assert text in shown
    assert turn.locator(".answer .mark").all_inner_texts() == ["1"]
    assert turn.locator("p.beside").inner_text() == HOSTILE
    assert HOSTILE in turn.locator(".footing").inner_text()
    folded = turn.locator("details.beside")
    assert not folded.locator("p").is_visible()
    folded.locator("summary", has_text="2 sentences left out").click()
    assert "supports" in folded.locator("p").inner_text()
    assert page.locator("#conversation :is(script, img, a)").count() == 0
    assert page.title() == "Partnership Assistant"


@pytest.mark.parametrize(
    ("question", "notice"),
    [
        ("x" * 2001, "The question has 2001 characters; 2000 are the most."),
        ("broken store", "Nothing is ingested yet. Run: python -m ingest documents/"),
        ("bug", "Something went wrong while answering"),
    ],
    ids=["long", "store", "bug"],
)
def test_a_failure_is_a_kind_sentence(page: "Page", question: str, notice: str) -> None:
    """What went wrong is said in a sentence, the question stays in the box, and the next one is answered."""
    box(page).fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    page.locator(".notice").wait_for()
    assert page.locator(".notice").inner_text().startswith(notice)
    page.wait_for_function("text => document.querySelector('#question textarea').value === text", arg=question)
    ask(page, "When did Sweden join?")
    assert page.locator(".notice").count() == 0


def test_an_empty_box_asks_nothing(page: "Page") -> None:
    """Neither a press on nothing nor a second press in a hurry leaves anything in the conversation."""
    page.get_by_role("button", name="Ask", exact=True).click()
    box(page).fill("When did Sweden join?")
    for _ in range(3):
        page.keyboard.press("Enter")
    page.locator(".turn:has(.footing)").wait_for()
    ask(page, "Who spoke at Chatham House?")
    assert page.locator(".turn h2").all_inner_texts() == ["When did Sweden join?", "Who spoke at Chatham House?"]
    assert page.locator(".notice").count() == 0


def test_the_next_question_is_not_lost(page: "Page") -> None:
    """What is asked while a refusal still looks for what could be asked instead is answered after it."""
    box(page).fill("Who was the mayor of Atlantis?")
    page.keyboard.press("Enter")
    page.locator(".turn .answer").wait_for()
    turn = ask(page, "When did Sweden join?")
    assert turn.locator("h2").inner_text() == "When did Sweden join?"
    assert page.locator(".turn").count() == 2
    assert page.locator("#turn-1 .instead").inner_text().split("\n")[-1] == "What is said about London?"
    assert box(page).input_value() == ""


def test_an_example_is_asked(page: "Page") -> None:
    """The examples are there before the first question, and one press asks one."""
    examples = page.get_by_role("list", name="Example questions").get_by_role("button")
    assert examples.all_inner_texts() == list(EXAMPLES)
    examples.first.click()
    page.locator(".turn .footing").wait_for()
    assert page.locator(".turn h2").inner_text() == EXAMPLES[0]
    assert examples.count() == 0


def test_a_new_conversation(page: "Page") -> None:
    """Starting anew leaves nothing of the former conversation."""
    ask(page, "When did Sweden join?")
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("list", name="Example questions").wait_for()
    assert page.locator(".turn, .source").count() == 0
    assert ask(page, "When did Sweden join?").get_attribute("id") == "turn-1"


def test_keyboard_alone(page: "Page") -> None:
    """From the box to a source and back, without a pointer."""
    assert has_focus(box(page))
    page.keyboard.type("Who spoke at Chatham House?")
    page.keyboard.press("Enter")
    turn = page.locator(".turn:has(.footing)")
    turn.wait_for()
    assert has_focus(box(page))
    first = turn.get_by_role("button", name="source 1")
    for _ in range(20):
        if has_focus(first):
            break
        page.keyboard.press("Shift+Tab")
    assert has_focus(first)
    page.keyboard.press("Enter")
    page.locator("#reader mark").wait_for()
    assert has_focus(page.locator("#reader .reader"))
    page.keyboard.press("ArrowRight")
    page.locator("#reader .position", has_text="2 of 2").wait_for()
    page.keyboard.press("ArrowLeft")
    page.locator("#reader .position", has_text="1 of 2").wait_for()
    page.keyboard.press("Escape")
    assert has_focus(first)


def test_two_people_do_not_meet(page: "Page") -> None:
    """A second visitor sees nothing of the first one's conversation."""
    ask(page, "When did Sweden join?")
    browser = page.context.browser
    assert browser is not None
    other = browser.new_context().new_page()
    other.goto(page.url)
    other.get_by_role("list", name="Example questions").wait_for()
    assert other.locator(".turn").count() == 0
    other.context.close()


@pytest.mark.parametrize("width", [360, 768, 1024, 2560])
def test_every_width(page: "Page", width: int) -> None:
    """Nothing has to be scrolled sideways, and the box stays in reach."""
    page.set_viewport_size({"width": width, "height": 740})
    ask(page, "noise " + "x" * 300)
    widths = page.evaluate("[document.documentElement.scrollWidth, innerWidth]")
    assert widths[0] <= widths[1]
    assert box(page).is_visible()
    for pane in ("#header", "#conversation", "#sources"):
        inside, outside = page.locator(pane).evaluate("e => [e.scrollWidth, e.clientWidth]")
        assert inside <= outside
    # Both in one look: the page may still be scrolling to the answer.
    title, restart = page.evaluate(
        "['h1', '#restart'].map(e => document.querySelector(e).getBoundingClientRect().toJSON())"
    )
    assert title["right"] <= restart["left"] or title["bottom"] <= restart["top"]


@pytest.mark.parametrize(("scheme", "light_ink"), [("light", False), ("dark", True)])
def test_colour_scheme(browser: "Browser", page_address: str, scheme: str, light_ink: bool) -> None:
    """The page follows the system: dark ink on light, light ink on dark."""
    opened = browser.new_context(color_scheme=scheme).new_page()  # type: ignore[arg-type]
    opened.goto(page_address)
    box(opened).wait_for()
    ink = opened.locator(".welcome h2").evaluate("e => getComputedStyle(e).color.match(/\\d+/g).map(Number)")
    assert (min(ink[:3]) > 180) == light_ink
    opened.context.close()


def test_kept_over_a_reload(page: "Page") -> None:
    """A conversation is there after a reload, in a list under its first question, and can be renamed and deleted."""
    ask(page, "Who spoke at Chatham House?")
    page.reload()
    page.locator(".turn:has(.footing)").wait_for()
    ask(page, "When did Sweden join?")
    page.get_by_role("button", name="New conversation").click()
    page.get_by_role("list", name="Example questions").wait_for()
    ask(page, "When did Sweden join NATO?")
    page.get_by_role("button", name="Conversations", exact=True).click()
    names = page.locator("#history .name")
    assert names.all_inner_texts() == ["When did Sweden join NATO?", "Who spoke at Chatham House?"]
    page.get_by_role("searchbox").fill("rasmussen")
    assert names.all_inner_texts() == ["Who spoke at Chatham House?"]
    page.locator("#history .rename").click()
    page.get_by_role("textbox", name="Name of the conversation").fill("London <b>2012</b>")
    page.keyboard.press("Enter")
    page.get_by_role("searchbox").fill("london")
    assert names.all_inner_texts() == ["London <b>2012</b>"]
    names.click()
    page.locator("#turn-2:has(.footing)").wait_for()
    page.get_by_role("button", name="Conversations", exact=True).click()
    page.locator("#history li", has_text="London").locator(".delete").click()
    assert names.all_inner_texts() == ["When did Sweden join NATO?"]
    page.get_by_role("button", name="Close").click()
    page.get_by_role("list", name="Example questions").wait_for()


def test_exported(page: "Page") -> None:
    """A conversation is saved as Markdown and as JSON, each answer with its references."""
    ask(page, "Who spoke at Chatham House?")
    page.get_by_role("button", name="Conversations", exact=True).click()
    saved = {}
    for kind in ("Markdown", "JSON"):
        with page.expect_download() as waiting:
            page.get_by_role("button", name=f"Save as {kind}").click()
        saved[waiting.value.suggested_filename] = waiting.value.path().read_text(encoding="utf-8")
    assert list(saved) == ["Who-spoke-at-Chatham-House.md", "Who-spoke-at-Chatham-House.json"]
    assert saved["Who-spoke-at-Chatham-House.md"].startswith("# Who spoke at Chatham House?\n\n## Who spoke")
    assert "news\\_88787" not in saved["Who-spoke-at-Chatham-House.md"]
    assert json.loads(saved["Who-spoke-at-Chatham-House.json"])["turns"][0]["answer"]["confidence"] == 0.9


def test_ask_again_and_edit(page: "Page") -> None:
    """The last question is asked anew in its place, or taken back into the box."""
    ask(page, "When did Sweden join?")
    page.get_by_role("button", name="Ask again").click()
    page.locator(".turn.waiting, .turn:has(.again)").first.wait_for()
    page.locator(".turn .again").wait_for()
    assert page.locator(".turn").count() == 1
    page.get_by_role("button", name="Edit the question").click()
    page.get_by_role("list", name="Example questions").wait_for()
    assert box(page).input_value() == "When did Sweden join?"


def test_stop(page: "Page") -> None:
    """An answer that takes long can be stopped, and the question is back in the box."""
    box(page).fill("something slow")
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Stop").click()
    page.locator(".notice", has_text="Stopped before").wait_for()
    page.wait_for_function("document.querySelector('#question textarea').value === 'something slow'")


def test_copy(page: "Page") -> None:
    """One press copies the answer with its references."""
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    turn = ask(page, "Who spoke at Chatham House?")
    turn.get_by_role("button", name="Copy as text").click()
    page.locator("#said", has_text="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").startswith(f"{FIRST} [1]")


@pytest.mark.parametrize(
    ("locale", "question", "again"), [("de-DE", "Ihre Frage", "Fragen"), ("fr-FR", "Votre question", "Demander")]
)
def test_languages(browser: "Browser", page_address: str, locale: str, question: str, again: str) -> None:
    """The page's own words are those of the browser's language."""
    opened = browser.new_context(locale=locale).new_page()
    opened.goto(page_address)
    opened.get_by_role("textbox", name=question).wait_for()
    opened.get_by_role("button", name=again, exact=True).wait_for()
    opened.get_by_role("heading", name=words_of(locale[:2])["welcome"]).wait_for()
    opened.get_by_role("button", name=words_of(locale[:2])["conversations"], exact=True).wait_for()
    assert opened.evaluate("document.documentElement.lang") == locale[:2]
    opened.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_violation_that_axe_finds(browser: "Browser", page_address: str, scheme: str) -> None:
    """WCAG 2.2 AA, as far as axe-core can tell: empty page, answer, document, refusal, conversations."""
    context = browser.new_context(color_scheme=scheme, viewport={"width": 1280, "height": 800})  # type: ignore[arg-type]
    opened = context.new_page()
    opened.set_default_timeout(60_000)
    opened.goto(page_address)
    box(opened).wait_for()
    found = {"empty": violations(opened)}
    turn = ask(opened, "Who spoke at Chatham House?")
    found["answer"] = violations(opened)
    turn.get_by_role("button", name="source 1").click()
    opened.locator("#reader mark").wait_for()
    found["document"] = violations(opened)
    ask(opened, "Who is mayor?")
    found["refusal"] = violations(opened)
    opened.get_by_role("button", name="Conversations", exact=True).click()
    found["conversations"] = violations(opened)
    assert found == {view: [] for view in found}
    context.close()


def violations(page: "Page") -> list[str]:
    """Return what axe-core finds wrong, each with the first element it is wrong with."""
    from axe_playwright_python.sync_playwright import Axe

    rules = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
    found = Axe().run(page, options=rules).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]} ({len(one['nodes'])})" for one in found]


def test_a_question_that_waits_tells_its_place(browser: "Browser", page_address: str) -> None:
    """Four are answered at once; the sixth is second in the queue, and is told so until it is answered."""
    visits = [browser.new_page() for _ in range(6)]
    for number, visit in enumerate(visits):
        visit.set_default_timeout(60_000)
        visit.goto(page_address)
        box(visit).fill(f"slow question {number} on Sweden")
    for visit in visits:
        box(visit).press("Enter")
        visit.wait_for_timeout(300)
    told = visits[5].locator("#place")
    told.get_by_text("place 2 in the queue").wait_for()
    assert visits[4].locator("#place").inner_text() == (
        "Others are being answered. Your question has place 1 in the queue."
    )
    visits[5].locator(".turn:has(.footing)").wait_for()
    told.wait_for(state="hidden")
    assert told.inner_text() == ""
    assert visits[0].locator("#place").inner_text() == ""
    for visit in visits:
        visit.close()
