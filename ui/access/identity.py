"""Who sends a request: told by a session, a token or a trusted proxy."""

from dataclasses import dataclass, field
from typing import Protocol

from starlette.requests import Request

from ui.access.accounts import Account, Accounts
from ui.access.login import SESSION
from ui.access.sessions import Sessions
from ui.access.visitors import Role, Visitor


class Identity(Protocol):
    """Tells who sends a request."""

    def visitor(self, request: Request, *, from_proxy: bool) -> Visitor | None:
        """Return who it is; None for somebody who is not let in."""


@dataclass(frozen=True)
class Everybody:
    """Lets everybody in, in one role."""

    role: Role

    def visitor(self, request: Request, *, from_proxy: bool) -> Visitor | None:  # noqa: ARG002 - anyone
        """Return a visitor without a name."""
        return Visitor(self.role, "", _address(request))


@dataclass(frozen=True)
class ByAccount:
    """Lets in who is logged in, and programs that send a token."""

    accounts: Accounts
    sessions: Sessions

    def visitor(self, request: Request, *, from_proxy: bool) -> Visitor | None:  # noqa: ARG002 - a proxy's word is not needed
        """Return whose session or token it is."""
        kind, _, token = request.headers.get("authorization", "").partition(" ")
        if kind.lower() == "bearer":
            return _visitor(self.accounts.of_token(token.strip()), request)
        return _visitor(self.sessions.account(request.cookies.get(SESSION, "")), request)


@dataclass(frozen=True)
class ByHeader:
    """Lets in whom a trusted proxy names in a header; everybody else's header counts for nothing."""

    header: str
    managers: frozenset[str] = field(default_factory=frozenset)

    def visitor(self, request: Request, *, from_proxy: bool) -> Visitor | None:
        """Return whom the proxy names."""
        names = request.headers.getlist(self.header)
        # Two names would be the proxy's and one that somebody sent along.
        if not from_proxy or len(names) != 1 or not names[0].strip():
            return None
        name = names[0].strip()
        return Visitor(Role.MANAGE if name in self.managers else Role.ASK, name, _address(request))


def _visitor(account: Account | None, request: Request) -> Visitor | None:
    return Visitor(account.role, account.name, _address(request)) if account else None


def _address(request: Request) -> str:
    return request.client.host if request.client else ""
