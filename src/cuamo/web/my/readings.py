"""T6: who looked at my data."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.organisation.models import Unit
from cuamo.people.models import Reading
from cuamo.people.services.question_reading import question_reading
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en

MOST = 200


@citizen_required
def readings(request: ActedRequest) -> HttpResponse:
    """List who read the citizen's data: date, unit, who, why."""
    mine = Reading.objects.filter(person_id=request.actor.person_id or UUID(int=0))
    rows = list(mine.select_related("readingquestion").order_by("-read_at")[:MOST])
    names = dict(Unit.objects.filter(code__in={row.unit_code for row in rows}).values_list("code", "name_vi"))
    return render(
        request,
        "my/readings.html",
        {"rows": [{"reading": row, "unit": names.get(row.unit_code, row.unit_code)} for row in rows]},
    )


@citizen_required
@require_POST
def question(request: ActedRequest, reading_id: UUID) -> HttpResponse:
    """«Tôi không hiểu lượt xem này»."""
    question_reading(reading_id=reading_id, citizen=request.actor, at=timezone.now())
    messages.success(
        request, vi_en("Đã hỏi. Câu trả lời sẽ hiện ở đây.", "Asked. The answer will appear here.")
    )
    return redirect("my:readings")
