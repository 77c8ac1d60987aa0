"""From the bytes of a file to text in one form: decoded, NFC, "\\n" at line ends, nothing invisible."""

import re
import unicodedata

from store.errors import LoadError

_SIGNATURES = {
    b"%PDF-": "a PDF",
    b"PK\x03\x04": "a ZIP archive, or a Word, Excel or PowerPoint file",
    b"\xd0\xcf\x11\xe0": "an old Word, Excel or PowerPoint file",
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"\x1f\x8b": "a gzip archive",
    b"\x7fELF": "a program",
}
_MARKS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe\x00\x00": "utf-32",
    b"\x00\x00\xfe\xff": "utf-32",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
# What plain text of one byte a character is in, most usual first.
_ENCODINGS = ["cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "koi8_r", "iso8859_2"]
_ENCODINGS += ["shift_jis", "euc_jp", "euc_kr", "gb18030", "big5"]
# Central European text read as Western: some of its letters turn into signs inside words.
_SIGNS_IN_WORDS = re.compile(r"[^\W\d_][³¹¿¼¾£¥ª]|[³¹¿¼¾ª][^\W\d_]")
_LINE_ENDS = re.compile("\r\n|[\r\v\f\x85\u2028]")
_BLANKS = dict.fromkeys(map(ord, "\xa0\u2007\u202f\u2002\u2003\u2009\u200a\u3000"), " ")
# Zero-width characters, soft hyphens, and the marks that turn the direction of what is displayed.
_INVISIBLE = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"))
_CONTROLS = dict.fromkeys(
    code for code in range(160) if unicodedata.category(chr(code)) == "Cc" and code not in (9, 10)
)
_MOST_CONTROLS = 0.01
_FEW_CONTROLS = 5
_SAMPLE = 100_000


def decoded(raw: bytes) -> str:
    """Return the text of bytes in any usual encoding.

    Raises:
        LoadError: if the bytes are not text, or are damaged UTF-8.
    """
    for signature, kind in _SIGNATURES.items():
        if raw.startswith(signature):
            raise LoadError(f"It is {kind}, not text. Save it as text, or give it the suffix of its kind.")
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            return _strictly(raw, encoding)
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        text = _guessed(raw, error)
    _check_controls(text)
    return text


def normalised(text: str) -> str:
    """Return text in NFC with "\\n" line ends, plain blanks, and no control or invisible characters.

    Blanks at line ends go, and so do blank lines at the beginning and the end; the first line keeps its indent.
    """
    lines = _LINE_ENDS.sub("\n", text).replace("\u2029", "\n\n")
    visible = unicodedata.normalize("NFC", lines).translate(_BLANKS | _INVISIBLE | _CONTROLS)
    return "\n".join(line.rstrip() for line in visible.split("\n")).strip("\n")


def _strictly(raw: bytes, encoding: str) -> str:
    try:
        return raw.decode(encoding)
    except UnicodeDecodeError as error:
        raise LoadError(
            f"It begins as {encoding.upper()} and is damaged at byte {error.start}. Save it again as UTF-8."
        ) from error


def _guessed(raw: bytes, error: UnicodeDecodeError) -> str:
    lenient = raw.decode(errors="replace")
    damaged = lenient.count("\ufffd")
    if sum(character > "\x7f" for character in lenient[:_SAMPLE]) > 4 * damaged:
        raise LoadError(f"It is UTF-8 and is damaged at byte {error.start}. Save it again as UTF-8.")
    # Imported here because it is needed for few files.
    from charset_normalizer import from_bytes

    best = from_bytes(raw, cp_isolation=_ENCODINGS).best()
    if best is None:
        raise LoadError("It is not text in any known encoding. Save it as UTF-8.")
    return _western(raw) or str(best) if best.encoding == "cp1250" else str(best)


def _western(raw: bytes) -> str:
    """Return the Western European reading of bytes that may be Central European; empty where it makes no sense.

    charset-normalizer takes the Central European one where both are equally good, as in all of French and German.
    """
    text = raw.decode("cp1252", errors="replace")
    # The others turn into letters that no Western language has together: ř and č into ø and è.
    slavic = "ø" in text and not set("èìò").isdisjoint(text)
    return "" if slavic or "\ufffd" in text or _SIGNS_IN_WORDS.search(text) else text


def _check_controls(text: str) -> None:
    sample = text[:_SAMPLE]
    controls = sum(ord(character) in _CONTROLS and character not in "\r\f\v\x85" for character in sample)
    if "\0" in text or controls > _FEW_CONTROLS + _MOST_CONTROLS * len(sample):
        raise LoadError("It is not text: it holds control characters as programs and pictures do.")
