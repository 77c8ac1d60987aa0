"""How the page is served: who may come in, behind which proxy, with which limits."""

from dataclasses import dataclass
from pathlib import Path

from store.errors import AssistantError
from store.settings import Settings
from ui.access.accounts import Accounts
from ui.access.door import DoorSettings, is_loopback
from ui.access.identity import ByAccount, ByHeader, Everybody, Identity
from ui.access.login import LogIn
from ui.access.rights import Rights
from ui.access.sessions import Sessions
from ui.access.visitors import Role

_LOCAL_NAMES = frozenset({"localhost", "127.0.0.1", "::1"})


class ServingError(AssistantError):
    """The page is not to be served like this."""


@dataclass(frozen=True, slots=True)
class Serving:
    """What is said on the command line of how the page is served."""

    host: str = "127.0.0.1"
    accounts: Path | None = None
    """File of accounts, for people who log in here."""
    header: str = ""
    """Header in which a trusted proxy names who asks."""
    managers: tuple[str, ...] = ()
    """Names in that header of those who manage documents."""
    trusted: tuple[str, ...] = ()
    """Addresses of trusted proxies."""
    public: bool = False
    """Whether everybody who reaches the server may ask."""
    prefix: str = ""
    """Path that a proxy serves the page under, as /assistant."""
    mcp: bool = False
    log: bool = False
    log_questions: bool = False

    @property
    def shared(self) -> bool:
        """Whether more people than whoever started it are served."""
        return bool(self.accounts or self.header or self.public)

    def check(self) -> None:
        """Check that this lets in nobody by mistake.

        Raises:
            ServingError: if it might, saying what to do instead.
        """
        if not is_loopback(self.host) and not self.shared:
            raise ServingError(
                f"On {self.host} everybody who reaches this machine could ask and change documents. Let people log "
                "in with --auth FILE (python -m ui user add NAME --role manage), or say --public to let everybody ask."
            )
        if self.accounts and self.header:
            raise ServingError("People log in here (--auth) or at the proxy (--auth-header), not both.")
        if self.public and (self.accounts or self.header):
            raise ServingError("--public lets in everybody, so that --auth or --auth-header would count for nothing.")
        if self.header and not self.trusted:
            raise ServingError(f"Anybody can send {self.header}. Name the proxy's address: --trusted-proxy 127.0.0.1")
        if self.managers and not self.header:
            raise ServingError("--manager belongs to --auth-header; in a file of accounts, roles stand there.")

    def door(self, rights: Rights, settings: Settings) -> DoorSettings:
        """Return how the door is kept.

        Raises:
            AccountError: if the file of accounts cannot be used.
        """
        identity: Identity = Everybody(Role.ASK if self.public else Role.MANAGE)
        login = None
        if self.accounts:
            accounts = Accounts(self.accounts)
            sessions = Sessions(accounts, settings.session_minutes * 60)
            identity, login = ByAccount(accounts, sessions), LogIn(accounts, sessions)
        elif self.header:
            identity = ByHeader(self.header, frozenset(self.managers))
        return DoorSettings(
            identity,
            rights,
            login,
            trusted=self.trusted,
            prefix=self.prefix,
            # A page elsewhere can have a browser call this server by a name of its own.
            hosts=frozenset() if self.shared else _LOCAL_NAMES,
            questions_a_minute=settings.questions_per_minute if self.shared else 0,
            upload_bytes=settings.upload_bytes,
        )
