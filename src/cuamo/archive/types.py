"""The words of the archive."""

from dataclasses import dataclass
from datetime import datetime

from django.db import models


class PackageState(models.TextChoices):
    """How far a package for the archive is."""

    BUILDING = "BUILDING", "Đang lập"
    READY = "READY", "Đã lập, chờ nộp"
    SENDING = "SENDING", "Đang nộp"
    RECEIVED = "RECEIVED", "Kho lưu trữ đã nhận"
    REFUSED = "REFUSED", "Không nộp được"


class DestructionState(models.TextChoices):
    """How far a proposal to destroy is."""

    PROPOSED = "PROPOSED", "Chờ lãnh đạo duyệt"
    APPROVED = "APPROVED", "Đã duyệt, đang tiêu huỷ"
    REJECTED = "REJECTED", "Không duyệt"
    DONE = "DONE", "Đã tiêu huỷ"


class Outcome(models.TextChoices):
    """What became of one dossier of a proposal."""

    WAITING = "WAITING", "Chờ"
    DESTROYED = "DESTROYED", "Đã tiêu huỷ"
    KEPT = "KEPT", "Giữ lại"


@dataclass(frozen=True)
class Receipt:
    """What the archive answers: that it has taken a package whole (biên bản giao nhận)."""

    number: str
    sha256: str
    dossiers: int
    received_at: datetime
    received_by: str
