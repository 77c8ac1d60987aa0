"""The sessions of people who are logged in, kept in this process: a restart logs everybody out."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from ui.access.accounts import Account, Accounts

_LONGEST = 12
"""How many times the idle time a session lasts at most, however busy it is."""
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class _Session:
    name: str
    password: str
    """Hash of the password at log-in: another one ends the session."""
    began: float
    used: float


class Sessions:
    """Random keys of 256 bits, each good for one account until it expires; only their hashes are kept."""

    def __init__(self, accounts: Accounts, idle: float, clock: Callable[[], float] = monotonic) -> None:
        """Keep sessions that end after `idle` seconds without a request, and after twelve times that."""
        self._accounts = accounts
        self._idle = idle
        self._clock = clock
        self._sessions: dict[str, _Session] = {}

    def begin(self, account: Account) -> str:
        """Return the key of a new session."""
        self._sweep()
        key = secrets.token_urlsafe(32)
        now = self._clock()
        self._sessions[_digest(key)] = _Session(account.name, account.password, now, now)
        return key

    def account(self, key: str) -> Account | None:
        """Return whose session it is; None for one that ended or never was."""
        digest = _digest(key)
        session = self._sessions.get(digest)
        if session is None:
            return None
        account = self._accounts.account(session.name)
        now = self._clock()
        if account is None or account.password != session.password or self._over(session, now):
            self._sessions.pop(digest, None)
            return None
        self._sessions[digest] = replace(session, used=now)
        return account

    def end(self, key: str) -> None:
        """End a session."""
        self._sessions.pop(_digest(key), None)

    def _over(self, session: _Session, now: float) -> bool:
        return now - session.used > self._idle or now - session.began > self._idle * _LONGEST

    def _sweep(self) -> None:
        now = self._clock()
        self._sessions = {digest: one for digest, one in self._sessions.items() if not self._over(one, now)}
        while len(self._sessions) >= _MOST:
            self._sessions.pop(next(iter(self._sessions)))


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()
