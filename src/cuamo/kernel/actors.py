"""Who acts: handed to every service, written into every event."""

from dataclasses import dataclass, field
from enum import StrEnum


class ActorKind(StrEnum):
    """Kinds of those who act."""

    STAFF = "STAFF"
    CITIZEN = "CITIZEN"
    SYSTEM = "SYSTEM"
    EXTERNAL = "EXTERNAL"


@dataclass(frozen=True)
class Actor:
    """One who acts, at one place, with the roles held there at that moment."""

    kind: ActorKind
    id: str
    name: str
    unit_code: str = ""
    roles: frozenset[str] = field(default_factory=frozenset)
    person_id: str = ""
    """The citizen this actor is, where the actor is one."""
    unit_name: str = field(default="", compare=False)
    """The place in words, where it was read with the roles; for pages only."""

    def as_json(self) -> dict[str, str]:
        """Return what the ledger keeps: staff by name and place, citizens without their name."""
        kept = {"kind": self.kind.value, "id": self.id}
        if self.kind is not ActorKind.CITIZEN:
            kept["name"] = self.name
        if self.unit_code:
            kept["unit"] = self.unit_code
        return kept


SYSTEM = Actor(kind=ActorKind.SYSTEM, id="system", name="Cửa Mở")
