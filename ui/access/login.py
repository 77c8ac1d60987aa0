"""The log-in page: a plain form, and the attempts that it allows."""

import asyncio
import hmac
import json
import logging
import math
import secrets
from collections.abc import Mapping
from functools import cache
from html import escape
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from ui.access.accounts import LONGEST_PASSWORD, Account, Accounts
from ui.access.replies import page_reply, told
from ui.access.sessions import Sessions
from ui.limits import RateLimit
from ui.words import words_for

SESSION, FORM = "partners_session", "partners_form"
"""Names of the cookies: of the session, and of the form that is filled in."""
_LONGEST_FORM = 8_000
_WINDOW = 15 * 60
_ATTEMPTS_OF_NAME, _ATTEMPTS_OF_ADDRESS = 10, 30
_log = logging.getLogger(__name__)


class LogIn:
    """Lets people log in and out."""

    def __init__(self, accounts: Accounts, sessions: Sessions) -> None:
        self._accounts = accounts
        self._sessions = sessions
        self._of_name = RateLimit(_ATTEMPTS_OF_NAME, _WINDOW)
        self._of_address = RateLimit(_ATTEMPTS_OF_ADDRESS, _WINDOW)
        # Each verification takes 64 MiB and a core for a moment: many at once would be a way to stop the server.
        self._verifying = asyncio.Semaphore(2)

    async def reply(self, request: Request, path: str) -> Response:
        """Return the reply to a request for /login or /logout."""
        words = _words(request)
        if path == "/logout":
            return self._log_out(request, words)
        if request.method == "POST":
            return await self._attempt(request, words)
        return _form(request, words)

    async def _attempt(self, request: Request, words: Mapping[str, str]) -> Response:
        fields = await _fields(request)
        if fields is None:
            return told(413, "The form is too large.")
        name, password, sent = (fields.get(field, "") for field in ("name", "password", "form"))
        kept = request.cookies.get(FORM, "")
        if not kept or not hmac.compare_digest(kept.encode(), sent.encode()):
            return _form(request, words, words["expired"], 403)
        address = request.client.host if request.client else ""
        wait = max(self._of_name.wait(name[:64]), self._of_address.wait(address))
        if wait > 0:
            _log.warning("log-in refused: too many attempts", extra={"address": address})
            return _form(request, words, words["too many"].format(math.ceil(wait / 60)), 429, wait)
        # Counted before the password is looked at, so that attempts side by side count too.
        self._of_name.note(name[:64])
        self._of_address.note(address)
        account = await self._verified(name, password)
        if account is None:
            # Whatever was typed as a name may be a password, so it is not logged.
            _log.warning("log-in failed", extra={"address": address})
            return _form(request, words, words["wrong"], 403)
        self._of_name.forget(name[:64])
        # Many people share an office's address, and theirs do not add up.
        self._of_address.take_back(address)
        _log.info("logged in", extra={"user": account.name, "address": address})
        return self._let_in(request, account)

    async def _verified(self, name: str, password: str) -> Account | None:
        async with self._verifying:
            return await asyncio.to_thread(self._accounts.verified, name, password[: LONGEST_PASSWORD + 1])

    def _let_in(self, request: Request, account: Account) -> Response:
        self._sessions.end(request.cookies.get(SESSION, ""))
        reply = RedirectResponse(_root(request) + "/", 303, {"Cache-Control": "no-store"})
        reply.set_cookie(SESSION, self._sessions.begin(account), samesite="lax", **_cookie(request))
        reply.delete_cookie(FORM, **_cookie(request))
        return reply

    def _log_out(self, request: Request, words: Mapping[str, str]) -> Response:
        if request.method != "POST":
            return page_reply(
                words["log out"],
                f'<form method="post"><button>{escape(words["log out"])}</button></form>',
                words["language"],
            )
        self._sessions.end(request.cookies.get(SESSION, ""))
        body = f'<p><a href="{escape(_root(request))}/login">{escape(words["log in"])}</a></p>'
        reply = page_reply(words["logged out"], body, words["language"])
        reply.delete_cookie(SESSION, **_cookie(request))
        # What the page keeps in the browser (conversations) is another person's next time.
        reply.headers["Clear-Site-Data"] = '"cache", "storage"'
        return reply


def _form(
    request: Request, words: Mapping[str, str], message: str = "", status: int = 200, wait: float = 0
) -> Response:
    token = request.cookies.get(FORM) or secrets.token_urlsafe(32)
    alert = f'<p role="alert">{escape(message)}</p>' if message else ""
    reply = page_reply(
        words["log in"],
        f'{alert}<form method="post" action="{escape(_root(request))}/login">'
        f'<input type="hidden" name="form" value="{escape(token)}">'
        f'<label>{escape(words["name"])} <input name="name" autocomplete="username" required autofocus '
        'autocapitalize="none" maxlength="64"></label>'
        f'<label>{escape(words["password"])} <input name="password" type="password" autocomplete="current-password" '
        f"required></label><button>{escape(words['log in'])}</button></form>",
        words["language"],
        status,
    )
    reply.set_cookie(FORM, token, max_age=3600, samesite="strict", **_cookie(request))
    if wait:
        reply.headers["Retry-After"] = str(math.ceil(wait))
    return reply


async def _fields(request: Request) -> dict[str, str] | None:
    """Return what was filled in; None if it is too much."""
    body = b""
    async for part in request.stream():
        body += part
        if len(body) > _LONGEST_FORM:
            return None
    fields = parse_qs(body.decode(errors="replace"), keep_blank_values=True, max_num_fields=None)
    return {name: values[0] for name, values in fields.items()}


def _root(request: Request) -> str:
    return str(request.scope.get("prefix", ""))


def _cookie(request: Request) -> dict[str, Any]:
    return {"path": _root(request) or "/", "httponly": True, "secure": request.url.scheme == "https"}


def _words(request: Request) -> Mapping[str, str]:
    language = words_for(request.headers.get("accept-language", ""))["language"]
    return {**_all_words()[language], "language": language}


@cache
def _all_words() -> dict[str, dict[str, str]]:
    return dict(json.loads((Path(__file__).parent / "words.json").read_text(encoding="utf-8")))
