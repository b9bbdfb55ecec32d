"""What a citizen is told of a decision."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass
class Preview:
    """The text letter by letter, when it goes out, and what the tracking page says."""

    sms: str = ""
    goes_at: datetime | None = None
    """Set when the text waits for the morning."""
    badge: str = ""
    lines: list[str] = field(default_factory=list)
    reasons: list[str] = field(default_factory=list)
    items: list[dict[str, str]] = field(default_factory=list)
    rows: dict[str, Any] = field(default_factory=dict)
    complain: bool = False
    later: bool = False
    """The text goes out with a later act, not with this one."""
