"""Which delay in forwarding an event ends, and from when it counts: pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

POSTED = ("delivery.handed_over", "delivery.bag_received")
MEASURES = {
    "HELPED_TO_POST": "Từ lúc nhận giấy tới lúc bưu tá nhận",
    "SEALED_TO_POST": "Từ lúc niêm phong tới lúc bưu tá nhận",
    "BAG_TO_RECEIVED": "Từ lúc niêm phong túi tới lúc nhận túi",
    "RESULT_TO_POST": "Từ lúc có kết quả tới lúc bưu tá nhận",
}
MOST_MINUTES = 8 * 60
"""One working day: paper goes the same day, a result is with the post in less (facts §8)."""


@dataclass(frozen=True)
class Span:
    """One delay that ended: its measure, where it was, from when."""

    measure: str
    unit: str
    since: datetime


def spans_of(name: str, data: Mapping[str, Any], *, ready_at: datetime | None) -> list[Span]:
    """Return the delays an event ends.

    Args:
        ready_at: when the result the envelope carries was ready; None for papers.
    """
    if name == "delivery.bag_received":
        since = _moment(data.get("sealed_at"))
        return [Span("BAG_TO_RECEIVED", str(data.get("origin", "")), since)] if since else []
    if name != "delivery.handed_over" or not data.get("first"):
        return []
    unit, spans = str(data.get("origin", "")), []
    if sealed := _moment(data.get("sealed_at")):
        spans.append(Span("SEALED_TO_POST", unit, sealed))
    if data.get("direction") == "ORIGINALS":
        if prepared := _moment(data.get("prepared_at")):
            spans.append(Span("HELPED_TO_POST", unit, prepared))
    elif ready_at is not None:
        spans.append(Span("RESULT_TO_POST", unit, ready_at))
    return [span for span in spans if span.unit]


def _moment(text: object) -> datetime | None:
    return datetime.fromisoformat(str(text)) if text else None
