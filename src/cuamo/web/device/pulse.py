"""A counter's PC says every minute how much still waits on it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpResponse, JsonResponse
from django.utils import timezone

from cuamo.dossiers.services.report_unsent import report_unsent
from cuamo.kernel.errors import Invalid
from cuamo.web.audiences import ActedRequest
from cuamo.web.device.answers import device_call, read_json


@device_call("POST")
def pulse(request: ActedRequest) -> HttpResponse:
    """Take the report; answer the server's clock, and which items have arrived without the PC knowing."""
    said, now = read_json(request), timezone.now()
    items = said.get("unsent", [])
    if not isinstance(items, list):
        raise Invalid(
            "device.unsent", "Danh sách chưa gửi sai dạng.", "The list is malformed.", where="unsent"
        )
    heard = report_unsent(
        device=device_of(said),
        items=[item for item in items if isinstance(item, dict)],
        device_now=_moment(said.get("now")),
        clerk=request.actor,
        at=now,
    )
    return JsonResponse(
        {
            "ok": True,
            "clerk": request.actor.id,
            "now": now.isoformat(),
            "skew_s": heard.skew_s,
            "unsent": heard.unsent,
            "oldest_since": heard.oldest_since.isoformat() if heard.oldest_since else None,
            "arrived": heard.arrived,
        }
    )


def device_of(said: dict[str, Any]) -> UUID:
    """Return which PC speaks.

    Raises:
        Invalid: it does not say.
    """
    try:
        return UUID(str(said.get("device", "")))
    except ValueError:
        raise Invalid("device.unknown", "Thiếu mã máy.", "The PC's id is missing.", where="device") from None


def _moment(said: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(str(said))
        return moment if moment.tzinfo is not None and 1900 <= moment.year <= 2999 else None
    except ValueError:
        return None
