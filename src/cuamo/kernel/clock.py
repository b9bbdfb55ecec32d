"""The time zone of the city."""

from datetime import datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")


def local(text: str) -> datetime:
    """Return the moment of a text such as `2026-09-11 16:00`, read as Hanoi time where it has no offset."""
    moment = datetime.fromisoformat(text)
    return moment.replace(tzinfo=HANOI) if moment.tzinfo is None else moment.astimezone(HANOI)
