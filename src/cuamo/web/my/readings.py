"""T6: who looked at my data."""

from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier
from cuamo.kernel.actors import ActorKind
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.roles_then import roles_at
from cuamo.oversight.selectors.reading_terms import terms_of_answers
from cuamo.people.models import Reading
from cuamo.people.selectors.readings import looks_at, places_of_looks
from cuamo.people.services.question_reading import question_reading
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en

FIELDS: dict[str, tuple[str, str]] = {
    "full_name": ("họ tên", "name"),
    "birth_date": ("ngày sinh", "date of birth"),
    "sex": ("giới tính", "sex"),
    "address": ("nơi cư trú", "residence"),
    "phone": ("số điện thoại", "phone number"),
    "papers": ("giấy tờ", "papers"),
    "obligation": ("khoản phải trả", "what is owed"),
}


@citizen_required
def readings(request: ActedRequest) -> HttpResponse:
    """List who read the citizen's data: date, place, role, who, why, what; fifty at a time, filtered."""
    person = request.actor.person_id or str(UUID(int=0))
    asked = {name: request.GET.get(name, "") for name in ("noi", "tu", "den", "da_hoi")}
    looks = looks_at(
        person,
        unit_code=asked["noi"],
        asked_only=asked["da_hoi"] == "1",
        first=_day(asked["tu"]),
        last=_day(asked["den"]),
        after=request.GET.get("sau", ""),
    )
    places = places_of_looks(person)
    names = dict(Unit.objects.filter(code__in=places).values_list("code", "name_vi"))
    kept = {name: value for name, value in asked.items() if value}
    context = {
        "rows": _rows(looks.rows, names, person),
        "asked": asked,
        "narrowed": bool(kept),
        "places": [(code, names.get(code, code)) for code in places],
        "next_url": "?" + urlencode(kept | {"sau": looks.next_after}) if looks.next_after else "",
        "first": not request.GET.get("sau"),
    }
    return render(request, "my/readings.html", context)


@citizen_required
@require_POST
def question(request: ActedRequest, reading_id: UUID) -> HttpResponse:
    """«Tôi không hiểu lượt xem này»."""
    question_reading(reading_id=reading_id, citizen=request.actor, at=timezone.now())
    messages.success(
        request, vi_en("Đã hỏi. Câu trả lời sẽ hiện ở đây.", "Asked. The answer will appear here.")
    )
    return redirect("my:readings")


def _rows(found: list[Reading], names: dict[str, str], person: str) -> list[dict[str, Any]]:
    roles = roles_at((row.actor_id, row.unit_code, row.read_at) for row in found)
    ids = {row.dossier_id for row in found if row.dossier_id}
    mine = Dossier.objects.filter(id__in=ids, applicant_id=UUID(person)) if ids else Dossier.objects.none()
    codes = {dossier.id: dossier.shown_code for dossier in mine}
    answer_by = terms_of_answers()
    shown = []
    for row in found:
        asked = getattr(row, "readingquestion", None)
        shown.append(
            {
                "reading": row,
                "unit": names.get(row.unit_code, row.unit_code),
                "role": _role(row, roles.get((row.actor_id, row.unit_code, row.read_at), [])),
                "what": ", ".join(vi_en(*FIELDS[name]) for name in row.fields if name in FIELDS),
                "code": codes.get(row.dossier_id, "") if row.dossier_id else "",
                "question": asked,
                "answer_by": answer_by(asked.asked_at) if asked is not None else None,
            }
        )
    return shown


def _role(row: Reading, held: list[str]) -> str:
    if row.actor_kind == ActorKind.STAFF:
        return ", ".join(held) or vi_en("nhân viên", "staff")
    if row.actor_kind == ActorKind.CITIZEN:
        return vi_en("người làm thay", "who acts for you")
    return vi_en("hệ thống", "a system")


def _day(text: str) -> date | None:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None
