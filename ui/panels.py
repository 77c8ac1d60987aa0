"""The fixed pieces of the page as HTML: its header, the reading view and the list of conversations."""

import json

from markupsafe import Markup

from ui.words import Words

TITLE = "Partnership Assistant"
_SPOKEN_IN_BROWSER = ("language", "copied", "not copied", "of", "in queue", "none kept", "none found", "full")


def header_markup(words: Words, name: str = "") -> Markup:
    """Return the title, a line where short messages appear, the words that the scripts need, and who is logged in."""
    spoken = json.dumps({name: words[name] for name in _SPOKEN_IN_BROWSER}, ensure_ascii=False)
    who = Markup('<p id="who">{} · <a href="logout">{}</a></p>').format(name, words["log out"]) if name else ""
    return Markup(
        '<h1>{}</h1><p>{}</p>{}<div id="said" role="status"></div><div id="words" hidden data-words="{}"></div>'
    ).format(TITLE, words["tagline"], who, spoken)


def reader_markup(words: Words) -> Markup:
    """Return the empty reading view; the browser fills it."""
    return Markup(
        '<section class="reader" aria-label="{}" tabindex="-1"><div class="bar">'
        '<button type="button" class="close-reader">{}</button><span class="position"></span>'
        '<button type="button" class="step" data-step="-1">{}</button>'
        '<button type="button" class="step" data-step="1">{}</button></div>'
        '<div class="body" tabindex="0" role="group" aria-label="{}"></div></section>'
    ).format(words["document"], words["back to answer"], words["previous"], words["next"], words["document"])


def history_markup(words: Words) -> Markup:
    """Return the dialog with the list of conversations; the browser fills it."""
    return Markup(
        '<button type="button" id="history-button">{}</button><dialog aria-labelledby="history-title">'
        '<div class="bar"><h2 id="history-title">{}</h2><button type="button" class="close">{}</button></div>'
        '<input class="search" type="search" aria-label="{}" placeholder="{}">'
        '<p class="none" role="status"></p><ul></ul>'
        "<template>{}</template></dialog>"
    ).format(
        words["conversations"],
        words["conversations"],
        words["close"],
        words["search conversations"],
        words["search conversations"],
        _entry(words),
    )


def _entry(words: Words) -> Markup:
    return Markup(
        '<li><button type="button" class="name"></button><time></time>'
        '<form hidden><input aria-label="{}" maxlength="80">'
        '<button type="submit">{}</button></form><p class="tools"><button type="button" class="rename">{}</button>'
        '<button type="button" class="save-markdown">{}</button><button type="button" class="save-json">{}</button>'
        '<button type="button" class="delete">{}</button></p></li>'
    ).format(
        words["name of conversation"],
        words["rename"],
        words["rename"],
        words["save markdown"],
        words["save json"],
        words["delete"],
    )
