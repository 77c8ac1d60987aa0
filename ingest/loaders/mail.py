"""E-mail (.eml): who wrote to whom and when, and the text; attachments are named, not read."""

import email
import email.policy
import re
from dataclasses import replace
from email.message import EmailMessage
from email.utils import parsedate_to_datetime

from ingest.loaded import PARAGRAPH, QUOTE, Loaded, Outline, Writing, clipped
from ingest.markup import write_markup
from ingest.normalising import decoded, normalised
from store.errors import LoadError

_NAMED = ("From", "To", "Cc", "Date", "Subject")
_MOST_NAMES = 1000


def load_mail(raw: bytes) -> Loaded:
    """Return an e-mail, its subject as title, its date, and its sender as author.

    Raises:
        LoadError: if it is none, or is encrypted.
    """
    message = email.message_from_bytes(raw, policy=email.policy.default)
    if not isinstance(message, EmailMessage) or not (message["From"] or message["Subject"]):
        raise LoadError("It is no e-mail: it names neither sender nor subject. Give it the suffix of its kind.")
    if message.get_content_type() == "multipart/encrypted":
        raise LoadError("It is an encrypted e-mail. Decrypt it and save it again.")
    subject = _header(message, "Subject")
    writing = Writing(Outline(title=clipped(subject)))
    if subject:
        writing.add_heading(subject, level=1)
    names = (f"{name}: {_header(message, name)}" for name in _NAMED[:-1] if message[name])
    writing.add("\n".join(names))
    _write_body(writing, message)
    if attached := _attached(message):
        writing.add("Attachments: " + "; ".join(attached))
    return replace(
        writing.loaded(),
        date=_date(message),
        author=_header(message, "From"),
        language=_header(message, "Content-Language")[:2].lower(),
    )


def _header(message: EmailMessage, name: str) -> str:
    return " ".join(normalised(str(message[name] or "")).split())[:_MOST_NAMES]


def _date(message: EmailMessage) -> str:
    try:
        return parsedate_to_datetime(_header(message, "Date")).isoformat(timespec="minutes")[:16]
    except (ValueError, TypeError):
        return ""


def _write_body(writing: Writing, message: EmailMessage) -> None:
    body = message.get_body(("plain", "html"))
    if body is None or not isinstance(body, EmailMessage):
        return
    text = _content(body)
    if body.get_content_type() == "text/html":
        write_markup(writing, text)
        return
    for paragraph in re.split(r"\n\s*\n", normalised(text)):
        quoted = all(line.startswith(">") for line in paragraph.strip().split("\n"))
        writing.add(paragraph, QUOTE if quoted else PARAGRAPH)


def _content(part: EmailMessage) -> str:
    try:
        content = part.get_content()
    except (LookupError, UnicodeError):
        # It names an encoding that does not exist, or that it is not in.
        payload = part.get_payload(decode=True)
        content = decoded(payload) if isinstance(payload, bytes) else str(payload)
    return content if isinstance(content, str) else ""


def _attached(message: EmailMessage) -> list[str]:
    names = (part.get_filename() for part in message.iter_attachments())
    return [" ".join(normalised(name).split()) for name in names if name]
