"""Where the sentences of a text are: offsets, found by rules in one pass over it."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

# A terminator with the closing marks and footnote numbers that belong to it. Every part is possessive and nothing
# must follow, so that a long run of dots is matched once and not from each of its characters.
_END = re.compile(r"""[.!?…]++(?:["”’'»)\]*_`]++|\[\d{1,3}\])*+|[。！？؟।]++[”’」』）]*+""")
_FULL_STOPS = frozenset("。！？؟।")
_QUOTES = frozenset("\"”’'»")
_OPENERS = "\"“‘'«([*_`—–- "
_MARKER = re.compile(r"\s*(?:[-*+•◦▪‣·–—]\s|\(?\d{1,3}[.)]\s|\(?[a-z][.)]\s|\(?[A-Z]\)\s|#{1,6}\s|\||>|```)")
_ONE_LINE = re.compile(r"\s*(?:#{1,6}\s|\||```|[-=*_]{3,}\s*$)")
_NUMBERING = re.compile(r"\W*(?:\d[\d.]*|[A-Za-z]|[ivxlcIVXLC]{1,6})")
_SPEAKER = re.compile(r"(?:[A-Z][\w.’'-]*\s+){1,4}(?:said|says|asked|asks|told|added|replied|answered|wrote|noted)\b")
_FRAGMENT = re.compile(r"\W*(?:(?:and|or|but|not)\s+)?(?:to|by|through|for|with|from)\b", re.IGNORECASE)
_FRAGMENT_WORDS = 7
# Lines of a paragraph narrower than this were not broken by an editor that wraps.
_NARROWEST_WRAP = 45
_LONGEST_TOKEN = 24
_LONGEST_SPEAKER = 80

# Never the last word of a sentence.
_TITLES = frozenset(
    """adm amb brig capt cmdr col cpl dr eng fr gen gov hon lt maj messrs mme mr mrs ms mt pres prof rep rev rt sen
    sgt st supt approx ca cf eg e.g i.e ie viz vs v resp incl esp""".split()
)
# Not the last word before a number or a Roman numeral.
_NUMBERED = frozenset(
    "annex app art arts ch chap eq fig figs ibid no nos nr op p para paras pp pt ref res sect sec ser tab vol".split()
)
_MONTHS = frozenset(
    "jan feb mar apr jun jul aug sep sept oct nov dec mon tue tues wed thu thur thurs fri sat sun".split()
)
# May end a sentence: they do where the next word is one that often begins one.
_OTHERS = frozenset(
    "al bros co corp dept ed eds est etc gmbh inc jr ltd plc sr univ a.m p.m am pm u.s u.k u.n e.u".split()
)
_STARTERS = frozenset(
    """a after all although an and as at because before both but by during each every for from he her his how however
    i if in it its last later many meanwhile moreover most my no nor on one or our several she since so some such
    that the their then there therefore these they this those though through thus to today two under until we what
    when where whether which while who why with yet you your""".split()
)


def sentence_spans(text: str) -> list[Span]:
    """Return the offsets of a text's sentences, in order.

    Each is (start, end) with `text[start:end]` free of surrounding white space; together they hold every character
    that is not white space. None crosses a blank line; a heading, a list item or a table row is one of its own, and
    so is a line of a list of lines, while the lines of a hard-wrapped paragraph are joined.
    """
    return [span for start, end in _units(text) for span in _joined(text, _cut(text, start, end))]


def _units(text: str) -> Iterator[Span]:
    """Yield the stretches that no sentence leaves: paragraphs, and single lines."""
    paragraph: list[Span] = []
    position = 0
    for line in text.split("\n"):
        start, position = position, position + len(line) + 1
        if line.strip():
            paragraph.append(_stripped(text, start, start + len(line)))
        elif paragraph:
            yield from _lines(text, paragraph)
            paragraph = []
    if paragraph:
        yield from _lines(text, paragraph)


def _lines(text: str, lines: list[Span]) -> Iterator[Span]:
    """Yield the lines of a paragraph, those that are wrapped joined to one."""
    width = max(end - start for start, end in lines)
    first, last = lines[0]
    previous = lines[0]
    for line in lines[1:]:
        if not _continues(text, previous, line, width):
            yield first, last
            first = line[0]
        previous, last = line, line[1]
    yield first, last


def _continues(text: str, previous: Span, line: Span, width: int) -> bool:
    before, after = text[slice(*previous)][:_LONGEST_SPEAKER], text[line[0] : min(line[1], line[0] + 200)]
    if _MARKER.match(after + " ") or _ONE_LINE.match(before):
        return False
    if after[0].islower():
        return True
    word = len(after.split(maxsplit=1)[0])
    return width >= _NARROWEST_WRAP and previous[1] - previous[0] + 1 + word > width


def _cut(text: str, start: int, end: int) -> Iterator[Span]:
    first = start
    for match in _END.finditer(text, start, end):
        if match.end() > first and match.end() < end and _ends_sentence(text, start, end, match):
            yield _stripped(text, first, match.end())
            first = match.end()
    if first < end:
        yield _stripped(text, first, end)


def _ends_sentence(text: str, start: int, end: int, match: re.Match[str]) -> bool:
    mark, after = match.group(), match.end()
    if mark[0] in _FULL_STOPS:
        return True
    if not text[after].isspace():
        return False
    following = text[after : min(end, after + _LONGEST_SPEAKER)].lstrip().lstrip(_OPENERS)
    if following[:1].islower():
        return False
    if mark.startswith(".") and not mark.startswith(".."):
        return _full_stop(
            text[max(start, match.start() - _LONGEST_TOKEN) : match.start()], following, match.start() - start
        )
    return not (_QUOTES.intersection(mark) and _SPEAKER.match(following))


def _full_stop(before: str, following: str, offset: int) -> bool:
    """Return whether a single dot ends the sentence, `offset` characters after its paragraph began."""
    if offset == len(before) and _NUMBERING.fullmatch(before):
        return False
    token = before.split()[-1] if before.strip() else ""
    word = token.strip("\"“‘'«([*_`•-–—").lower()
    next_word = re.split(r"\W", following, maxsplit=1)[0]
    if word in _NUMBERED:
        return not (next_word[:1].isdigit() or re.fullmatch("[IVXLC]+", next_word))
    if word in _MONTHS:
        return not next_word[:1].isdigit() and next_word.lower() in _STARTERS
    if word in _TITLES and not (word == "st" and next_word.lower() in _STARTERS):
        return False
    if word in _OTHERS or _is_initials(word):
        return next_word.lower() in _STARTERS
    return True


def _is_initials(word: str) -> bool:
    return all(len(part) == 1 and part.isalpha() for part in re.split("[.-]", word))


def _joined(text: str, spans: Iterator[Span]) -> Iterator[Span]:
    """Join the fragments of a quotation ("To manage crises.") with the sentence that follows within it."""
    first: int | None = None
    double = single = 0
    for start, end in spans:
        sentence = text[start:end]
        double += sentence.count("“") - sentence.count("”")
        single += sentence.count('"')
        quoted = double > 0 or single % 2 == 1
        opened = first if first is not None else start
        if quoted and _is_fragment(sentence):
            first = opened
            continue
        yield opened, end
        first = None
    if first is not None:
        yield first, end


def _is_fragment(sentence: str) -> bool:
    return bool(_FRAGMENT.match(sentence)) and len(sentence.split(maxsplit=_FRAGMENT_WORDS)) < _FRAGMENT_WORDS


def _stripped(text: str, start: int, end: int) -> Span:
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), start + len(part.rstrip())
