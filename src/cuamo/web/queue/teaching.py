"""Q18: the lessons of a point: open one, call one off, see how many come."""

from datetime import datetime, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.appointments.selectors.bookings import lesson_sessions_of
from cuamo.appointments.selectors.lessons import lessons
from cuamo.appointments.services.open_lesson import call_off_lesson, open_lesson
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.models import Unit
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.forms import read_date, read_id, read_number

FIELDS = {"lesson": "bai", "starts_at": "gio", "places": "cho", "reason": "ly_do"}


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def teaching(request: ActedRequest) -> HttpResponse:
    """Open a lesson, or call one off with a reason people will read."""
    now, clerk = timezone.now(), request.actor
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("act") == "huy":
                call_off_lesson(
                    session_id=read_id(request.POST, "buoi") or UUID(int=0),
                    reason=request.POST.get("ly_do", ""),
                    staff=clerk,
                    at=now,
                )
                messages.success(request, "Đã hủy buổi học. Người đã đặt sẽ nhận tin nhắn.")
            else:
                session = open_lesson(
                    lesson_key=request.POST.get("bai", ""),
                    starts_at=_starts_at(request),
                    places=read_number(request.POST.get("cho", "")),
                    staff=clerk,
                    at=now,
                )
                messages.success(
                    request, f"Đã mở buổi học {session.starts_at.astimezone(HANOI):%H:%M %d/%m}."
                )
        except DomainError as refused:
            errors, status = {FIELDS.get(refused.where, "bai"): phrases.say(refused)}, refused.status
        else:
            return redirect("queue:teaching")
    main = {"key": "F10", "name": "Mở buổi học", "form": "mo-buoi", "main": True}
    page = {
        "place": "queue",
        "errors": errors,
        "posted": request.POST,
        "unit_name": getattr(Unit.objects.filter(code=clerk.unit_code).first(), "name_vi", ""),
        "options": [
            (lesson.key, f"{lesson.name_vi} · {lesson.minutes} phút") for lesson in lessons().values()
        ],
        "sessions": [
            {
                "session": session,
                "lesson": lessons().get(session.lesson_key),
                "ends_at": session.starts_at + timedelta(minutes=session.minutes),
            }
            for session in lesson_sessions_of(clerk.unit_code, at=now)
        ],
        "keys": page_keys(back=True, main=main),
    }
    return render(request, "queue/teaching.html", page, status=status)


def _starts_at(request: ActedRequest) -> datetime:
    """Return the moment the form names.

    Raises:
        Invalid: day or time is none.
    """
    try:
        said = f"{read_date(request.POST, 'ngay')} {request.POST.get('gio', '').strip()}"
        moment = datetime.strptime(said, "%d/%m/%Y %H:%M")  # the zone follows
    except ValueError:
        raise Invalid(
            "lesson.when",
            "Cần ngày và giờ bắt đầu, ví dụ 27/11/2026, 09:00.",
            "Day and time are needed, for example 27/11/2026, 09:00.",
            where="starts_at",
        ) from None
    return moment.replace(tzinfo=HANOI)
