"""Words the app shares: states of a notice, templates, what a provider answered."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from django.db import models

ONE_PART = 160
"""Characters of one GSM part (facts §5.7)."""


class NoticeState(models.TextChoices):
    """Where a text stands."""

    QUEUED = "QUEUED", "chờ gửi"
    SENT = "SENT", "đã gửi"
    FAILED = "FAILED", "không gửi được"
    DELIVERED = "DELIVERED", "đã tới máy"


@dataclass(frozen=True)
class Words:
    """The same thing said in Vietnamese and English."""

    vi: str
    en: str


@dataclass(frozen=True)
class Template:
    """One text of the catalogue of messages (mẫu tin nhắn), ux §12."""

    id: str
    when: Words
    sms: str
    long: Words
    parameters: Mapping[str, Words]
    example: Mapping[str, str]
    quiet: bool
    """Held back from 21:00 to 7:00."""
    elastic: tuple[str, ...] = ()
    """Parameters that may be shortened so that the text fits one part."""
    secret: tuple[str, ...] = ()
    """Parameters wiped from what is kept once the text is sent."""
    spare: str = ""
    """Closing words left out when the text does not fit one part."""
    variant_of: str = ""


@dataclass(frozen=True)
class Text:
    """A text ready for the phone."""

    body: str
    kept: str
    """What is kept after sending: secrets as asterisks."""
    parts: int = field(default=1)


@dataclass(frozen=True)
class SentText:
    """What the provider answered when it took a text."""

    provider_id: str
    repeated: bool = False
    """The provider had this tracking id already; nothing was sent twice."""
