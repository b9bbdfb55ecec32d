"""What a version of a procedure can be (trạng thái phiên bản thủ tục)."""

from enum import StrEnum


class VersionStatus(StrEnum):
    """Life of a version; content is frozen from IN_FORCE on."""

    DRAFT = "DRAFT"
    WAITING = "WAITING"
    """Submitted; a second person decides. Its content rests until then."""
    APPROVED = "APPROVED"
    IN_FORCE = "IN_FORCE"
    REPLACED = "REPLACED"
    INFORMATION = "INFORMATION"
    """Read only: shown to people, never filed or charged by."""
    WITHDRAWN = "WITHDRAWN"
    """Was read only; the list that brought it was taken back."""


CHANGEABLE = frozenset({VersionStatus.DRAFT})
UNFINISHED = frozenset({VersionStatus.DRAFT, VersionStatus.WAITING, VersionStatus.APPROVED})
READABLE = frozenset({VersionStatus.IN_FORCE, VersionStatus.INFORMATION})
FROZEN = frozenset(
    {VersionStatus.IN_FORCE, VersionStatus.REPLACED, VersionStatus.INFORMATION, VersionStatus.WITHDRAWN}
)
