"""What a counter's PC needs to work alone: the pack of its point, procedures, wards."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules.effort import estimate
from cuamo.catalogue.selectors.offered import offered_at
from cuamo.catalogue.selectors.versions import most_used, version_of
from cuamo.catalogue.states import FROZEN
from cuamo.dossiers.rules.consent import COUNTER_HELP
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import NotFound
from cuamo.organisation.models import Shift, Unit
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.organisation.selectors.wards import all_wards
from cuamo.web.audiences import ActedRequest
from cuamo.web.device.answers import device_call, kept_answer

SUGGESTED = 9
MOST_WORDS = 12
USED_OFFLINE = (
    "code", "name_vi", "name_en", "route", "authority", "audience", "questions", "form", "components", "fees",
    "time_limit", "result", "notes_vi", "helpers",
)  # fmt: skip
"""Parts of a content a counter works with; the process, test cases and reasons stay on the server."""


@device_call("GET")
def pack(request: ActedRequest) -> HttpResponse:
    """Answer the small pack: who works here, what can be filed, which versions."""
    today = to_hanoi(timezone.now()).date()
    unit = Unit.objects.filter(code=request.actor.unit_code).first()
    shift = open_shift_of(request.actor.id)
    offered = offered_at(unit, on=today)
    codes = {row.procedure_id for row in offered}
    suggested = [row.code for row in most_used(limit=SUGGESTED * 3) if row.code in codes]
    content: dict[str, Any] = {
        "clerk": {"id": request.actor.id, "name": request.actor.name},
        "unit": {
            "code": request.actor.unit_code,
            "name": unit.name_vi if unit else "",
            "phone": unit.phone if unit else "",
        },
        "counter": {"id": str(shift.counter_id), "number": shift.counter.number} if shift else None,
        "shift": _shift(shift),
        "consent": {
            "version": COUNTER_HELP.version,
            "hash": COUNTER_HELP.hash.hex(),
            "lines_vi": list(COUNTER_HELP.lines_vi),
            "lines_en": list(COUNTER_HELP.lines_en),
        },
        "hotline": settings.HOTLINE,
        "wards_url": reverse("counter:device-wards"),
        "procedures": [_procedure(row) for row in offered],
        "suggestions": suggested[:SUGGESTED],
        "fee_note": "Hỗ trợ tại quầy miễn phí. Chỉ trả khoản ghi trên phiếu.",
        "day": today.isoformat(),
    }
    return kept_answer(request, content)


@device_call("GET")
def procedure(request: HttpRequest, version_id: UUID) -> HttpResponse:
    """Answer what a counter needs of one version; it never changes once it counts."""
    version = version_of(version_id)
    if version.status not in FROZEN:
        raise NotFound(
            "catalogue.no_version", "Không thấy phiên bản thủ tục này.", "There is no such version."
        )
    used = {key: version.content[key] for key in USED_OFFLINE if key in version.content}
    content = {"version_id": str(version.id), **used, "minutes": estimate(version.content).minutes}
    return kept_answer(request, content, immutable=True)


@device_call("GET")
def wards(request: HttpRequest) -> HttpResponse:
    """Answer the wards and communes by code: `[[code, name, search words]]`."""
    return kept_answer(
        request, {"wards": [[ward.code, ward.full_name, ward.search_text] for ward in all_wards()]}
    )


def _procedure(row: ProcedureVersion) -> dict[str, Any]:
    content = row.content
    return {
        "code": row.procedure_id,
        "name_vi": content["name_vi"],
        "name_en": content.get("name_en", ""),
        "version_id": str(row.id),
        "url": reverse("counter:device-procedure", args=[row.id]),
        "words": content.get("everyday_words", [])[:MOST_WORDS],
    }


def _shift(shift: Shift | None) -> dict[str, Any] | None:
    if shift is None:
        return None
    return {
        "id": str(shift.id),
        "opened_at": to_hanoi(shift.opened_at).isoformat(),
        "float_vnd": shift.float_vnd,
    }
