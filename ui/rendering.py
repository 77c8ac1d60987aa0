"""The conversation as HTML; pure functions of the conversation and the page's words."""

from collections.abc import Sequence

from markupsafe import Markup

from assistant.replies import Answer
from ui.cards import LONGEST_ECHO, joined
from ui.conversation import NEAR, Conversation, Turn
from ui.keeping import kept_json
from ui.markup import answer_markup, plain_text
from ui.references import markdown_of, text_of
from ui.words import Words

_SURE, _FAIRLY_SURE = 0.85, 0.5


def conversation_markup(conversation: Conversation, examples: Sequence[str], words: Words) -> Markup:
    """Return the turns, oldest first; before the first question, what can be asked."""
    last = len(conversation.turns)
    turns = joined(_turn(turn, number, words, last=number == last) for number, turn in enumerate(conversation.turns, 1))
    # A screen reader hears the answer once, from the status line, when it is whole.
    return Markup('<p class="unseen" role="status" lang="{}">{}</p>{}{}').format(
        words["language"], _spoken(conversation, words), turns or _welcome(examples, words), _kept(conversation, words)
    )


def _kept(conversation: Conversation, words: Words) -> Markup:
    """Return what the browser keeps of the conversation, once the answer is whole."""
    if not conversation.turns or conversation.turns[-1].waiting:
        return Markup("")
    kept = kept_json(conversation, words)
    return Markup('<div class="kept" hidden data-kept="{}"></div>').format(kept) if kept else Markup("")


def _welcome(examples: Sequence[str], words: Words) -> Markup:
    return Markup(
        '<section class="welcome"><h2>{}</h2><p>{}</p><ul class="examples" aria-label="{}">{}</ul></section>'
    ).format(words["welcome"], words["promise"], words["examples"], _questions(examples))


def _questions(questions: Sequence[str]) -> Markup:
    return joined(
        Markup('<li><button type="button" class="example" data-question="{}">{}</button></li>').format(q, q)
        for q in questions
    )


def _turn(turn: Turn, number: int, words: Words, *, last: bool) -> Markup:
    question = turn.question
    if turn.notice and len(question) > LONGEST_ECHO:
        question = question[:LONGEST_ECHO] + " …"
    heading = Markup("<h2>{}</h2>").format(question) if question else ""
    return Markup(
        '<article class="turn {}" id="turn-{}" data-turn="{}"><div class="question">{}</div>{}{}</article>'
    ).format(_kind(turn), number, number, heading, _reply(turn, number, words), _tools(turn, number, words, last=last))


def _kind(turn: Turn) -> str:
    if turn.notice:
        return "failed"
    if turn.answer is None:
        return "waiting"
    return "answered" if turn.answer.answered else "refused"


def _reply(turn: Turn, number: int, words: Words) -> Markup:
    if turn.notice:
        return Markup('<div class="notice" role="alert"><p>{}</p></div>').format(turn.notice)
    if turn.answer is None:
        return Markup('<div class="reading"><p>{}</p><div></div><div></div><div></div></div>').format(
            words["reading documents"]
        )
    body = answer_markup(turn.answer.text, lambda n: _mark(turn.answer, number, n, words))
    label = Markup("") if turn.answer.answered else Markup('<p class="verdict">{}</p>').format(words["not answered"])
    return Markup('<div class="answer">{}{}</div>{}{}{}').format(
        label,
        body,
        _footing(turn.answer, number, words) if turn.answer.complete else "",
        _said_beside(turn.answer, words),
        _instead(turn, words),
    )


def _said_beside(answer: Answer, words: Words) -> Markup:
    """Return what else the reader should know, and on demand why some of what a model wrote is not shown."""
    notice = Markup('<p class="beside">{}</p>').format(answer.notice) if answer.notice else Markup("")
    if not answer.dropped:
        return notice
    return notice + Markup('<details class="beside"><summary>{}</summary><p>{}</p></details>').format(
        counted(answer.dropped, "left out", words), words["why left out"]
    )


def _instead(turn: Turn, words: Words) -> Markup:
    if not turn.instead:
        return Markup("")
    return Markup('<div class="instead"><h3>{}</h3><ul class="examples">{}</ul></div>').format(
        words["what they answer"], _questions(turn.instead)
    )


def _mark(answer: Answer | None, turn: int, number: int, words: Words) -> Markup:
    if answer is None or number not in {citation.number for citation in answer.citations}:
        return Markup("[{}]").format(number)
    return Markup(
        '<button type="button" class="mark" data-turn="{}" data-number="{}" aria-label="{}">{}</button>'
    ).format(turn, number, words["source"].format(number), number)


def _footing(answer: Answer, turn: int, words: Words) -> Markup:
    """Return what the answer rests on and how sure it is, in a line below it."""
    searched = Markup("")
    if answer.standalone_question not in ("", answer.question):
        searched = Markup("<span>{}</span>").format(words["searched for"].format(answer.standalone_question))
    made = words["quoted"] if answer.engine == "quotes" else words["written by"].format(answer.engine)
    button = Markup('<button type="button" class="to-sources" data-turn="{}">{}</button>')
    if answer.answered:
        listed = button.format(turn, counted(len(answer.citations), "source", words))
        sure = Markup('<span class="sure {}">{}</span>').format(*_sureness(answer.confidence, words))
        return Markup('<p class="footing">{}<span>{}</span>{}{}</p>').format(sure, made, listed, searched)
    near = len(answer.citations) or min(len(answer.hits), NEAR)
    listed = button.format(turn, counted(near, "passage near", words)) if near else Markup("")
    return Markup('<p class="footing">{}{}</p>').format(listed, searched)


def _sureness(confidence: float, words: Words) -> tuple[str, str]:
    """Return a class and the words for a calibrated confidence."""
    if confidence >= _SURE:
        return "high", words["sure"]
    return ("middling", words["fairly sure"]) if confidence >= _FAIRLY_SURE else ("low", words["less sure"])


def counted(number: int, noun: str, words: Words) -> str:
    """Return a number with its noun."""
    return words[f"one {noun}" if number == 1 else f"many {noun}"].format(number)


def _tools(turn: Turn, number: int, words: Words, *, last: bool) -> Markup:
    """Return what can be done with a turn: stop it, copy and judge its answer, ask the last one again."""
    if turn.waiting:
        return Markup('<p class="tools"><button type="button" class="stop">{}</button></p>').format(words["stop"])
    tools = []
    if turn.answer is not None and turn.answer.answered:
        tools += [
            _copy("copy markdown", markdown_of(turn, words), words),
            _copy("copy text", text_of(turn, words), words),
        ]
    if last:
        tools += [
            Markup('<button type="button" class="again">{}</button>').format(words["again"]),
            Markup('<button type="button" class="edit">{}</button>').format(words["edit"]),
        ]
    return Markup('<p class="tools">{}</p>{}').format(joined(tools), _judging(turn, number, words))


def _copy(name: str, text: str, words: Words) -> Markup:
    return Markup('<button type="button" class="copy" data-copy="{}">{}</button>').format(text, words[name])


def _judging(turn: Turn, number: int, words: Words) -> Markup:
    if turn.answer is None or turn.notice:
        return Markup("")
    if turn.judged:
        return Markup('<p class="judging" role="status">{}</p>').format(words["thanks"])
    return Markup(
        '<form class="judging" data-turn="{}"><span>{}</span><button type="button" class="judge" data-turn="{}" '
        'data-helpful="yes">{}</button><button type="button" class="not-helpful">{}</button>'
        '<span class="why" hidden><label for="why-{}">{}</label><input id="why-{}" maxlength="500">'
        '<button type="submit" class="judge" data-turn="{}" data-helpful="no">{}</button></span></form>'
    ).format(
        number,
        words["helpful?"],
        number,
        words["yes"],
        words["no"],
        number,
        words["why not"],
        number,
        number,
        words["send"],
    )


def _spoken(conversation: Conversation, words: Words) -> str:
    if not conversation.turns or conversation.failed:
        return ""
    last = conversation.turns[-1]
    if last.answer is None or last.waiting:
        return words["reading documents"] + "."
    verdict = "" if last.answer.answered else words["not answered"] + ". "
    return verdict + plain_text(last.answer.text)
