"""What a version of a procedure can be (trạng thái phiên bản thủ tục)."""

from enum import StrEnum


class VersionStatus(StrEnum):
    """Life of a version; content is frozen from IN_FORCE on."""

    DRAFT = "DRAFT"
    APPROVED = "APPROVED"
    IN_FORCE = "IN_FORCE"
    REPLACED = "REPLACED"
    INFORMATION = "INFORMATION"
    """Read only: shown to people, never filed or charged by."""


READABLE = frozenset({VersionStatus.IN_FORCE, VersionStatus.INFORMATION})
FROZEN = frozenset({VersionStatus.IN_FORCE, VersionStatus.REPLACED, VersionStatus.INFORMATION})
