"""P11: lessons of digital skills near home, and a place in one."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.appointments.models import LessonSession
from cuamo.appointments.selectors.bookings import open_lessons
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.services.book import book
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.agencies import MOST, list_agencies
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.queue.booking import FIELDS, count_booking


@everyone
@require_GET
def choose(request: ActedRequest) -> HttpResponse:
    """List what can be learned and when, all points or those whose place matches the words."""
    words, key = request.GET.get("q", "").strip()[:200], request.GET.get("bai", "")[:40]
    now = timezone.now()
    codes = [unit.code for unit in list_agencies(words=words, limit=MOST)] if words else None
    sessions = open_lessons(at=now, unit_codes=codes, lesson_key=key if key in lessons() else "")
    units = Unit.objects.in_bulk({session.unit_code for session in sessions})
    page = {
        "lessons": lessons().values(),
        "chosen": lessons().get(key),
        "rows": [
            _row(session, units[session.unit_code]) for session in sessions if session.unit_code in units
        ],
        "words": words,
        "key": key,
    }
    return render(request, "queue/lessons.html", page)


@everyone
@require_http_methods(["GET", "POST"])
def take_place(request: ActedRequest, session_id: UUID) -> HttpResponse:
    """Show one lesson, its steps and when it counts as learned; name and phone number hold a place."""
    session = LessonSession.objects.filter(id=session_id).first()
    unit = Unit.objects.filter(code=session.unit_code).first() if session else None
    if session is None or unit is None or session.lesson_key not in lessons():
        raise NotFound("lesson.unknown", "Không có buổi học này.", "There is no such lesson.")
    now = timezone.now()
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            count_booking(request)
            made = book(
                unit_code=session.unit_code,
                kind="LESSON",
                starts_at=session.starts_at,
                session_id=session.id,
                name=request.POST.get("ho_ten", ""),
                phone=request.POST.get("dien_thoai", ""),
                actor=request.actor,
                at=now,
            )
            return redirect("queue:booking", made.token)
        except DomainError as refused:
            where = FIELDS.get(refused.where, "ho_ten")
            where = "ho_ten" if where == "gio" else where
            errors, status = {where: phrases.say(refused)}, refused.status
    page = _row(session, unit) | {
        "errors": errors,
        "posted": request.POST,
        "bookable": session.cancelled_at is None and session.starts_at > now,
    }
    return render(request, "queue/lesson.html", page, status=status)


def _row(session: LessonSession, unit: Unit) -> dict[str, Any]:
    return {
        "session": session,
        "lesson": lessons().get(session.lesson_key),
        "unit": unit,
        "left": session.places - session.taken,
        "ends_at": session.starts_at + timedelta(minutes=session.minutes),
    }
