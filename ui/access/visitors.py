"""Whoever sends a request, and what they may do."""

from dataclasses import dataclass
from enum import Enum


class Role(Enum):
    """What a person may do; whoever manages documents may ask too."""

    ASK = "ask"
    MANAGE = "manage"


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whoever sends a request."""

    role: Role
    name: str = ""
    """Empty where nobody logs in."""
    address: str = ""

    @property
    def manages(self) -> bool:
        """Whether they may change documents."""
        return self.role is Role.MANAGE

    @property
    def counted_as(self) -> str:
        """Under what their requests are counted: the name, else the address."""
        return f"name {self.name}" if self.name else f"address {self.address}"


def visitor_of(scope: object) -> Visitor | None:
    """Return whoever the door let in with this request; None where it did not pass the door."""
    found = scope.get("visitor") if isinstance(scope, dict) else None
    return found if isinstance(found, Visitor) else None


def visitor_of_page(request: object) -> Visitor:
    """Return who uses the page, from the request that Gradio gives a listener; a manager where no door was passed.

    For what is shown only: what may be done is decided at the door.
    """
    sent = getattr(request, "request", None)
    return visitor_of(getattr(sent, "scope", None)) or Visitor(Role.MANAGE)
