"""What people told the city, and what they ask about looks at their data: the list and the answer."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Shift, Unit
from cuamo.oversight.models import Feedback
from cuamo.oversight.policies import ANSWERERS
from cuamo.oversight.selectors import feedback as told
from cuamo.oversight.selectors.reading_terms import terms_of_answers
from cuamo.oversight.services.answer_feedback import answer_feedback
from cuamo.oversight.services.explain_reading import explain_reading
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.oversight.people import place_of

LOOKS = "luot-xem"


@staff_required(*ANSWERERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """List the messages, or on the second tab the questions about looks."""
    looks, after = request.GET.get("nhom") == LOOKS, request.GET.get("sau", "")
    context: dict[str, Any] = {"looks": looks, "after": after, "unit_name": place_of(request.actor)}
    if looks:
        questions = told.questions_page(reader=request.actor, after=after)
        names = _names({row.reading.unit_code for row in questions.rows})
        answer_by = terms_of_answers()
        context["rows"] = [
            {
                "question": row,
                "unit": names.get(row.reading.unit_code, ""),
                "answer_by": answer_by(row.asked_at),
            }
            for row in questions.rows
        ]
        context["next_url"] = questions.next_after and _url(LOOKS, questions.next_after)
    else:
        page = told.feedback_page(reader=request.actor, after=after)
        context["rows"] = page.rows
        context["next_url"] = page.next_after and _url("", page.next_after)
    return render(request, "oversight/feedback.html", context | {"waiting": told.waiting()})


@staff_required(*ANSWERERS)
@require_http_methods(["GET", "POST"])
def message(request: ActedRequest, feedback_id: UUID) -> HttpResponse:
    """Show one message and take its answer."""
    found = told.feedback_for(request.actor, feedback_id)
    errors, status = _answered(
        request,
        lambda answer: answer_feedback(
            feedback_id=found.id, answer=answer, actor=request.actor, at=timezone.now()
        ),
    )
    if request.method == "POST" and not errors:
        messages.success(request, f"Đã trả lời phản ánh {found.code}.")
        return redirect("oversight:feedback")
    context = {
        "feedback": told.feedback_for(request.actor, feedback_id) if errors else found,
        "about": _about(found),
        "errors": errors,
        "typed": request.POST.get("answer", ""),
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/message.html", context, status=status)


def _about(found: Feedback) -> dict[str, Any] | None:
    if not found.about_unit:
        return None
    shifts = Shift.objects.select_related("counter", "clerk")
    shift = shifts.filter(id=found.shift_id).first() if found.shift_id else None
    return {"unit": _names({found.about_unit}).get(found.about_unit, found.about_unit), "shift": shift}


@staff_required(*ANSWERERS)
@require_http_methods(["GET", "POST"])
def look(request: ActedRequest, question_id: UUID) -> HttpResponse:
    """Show one look somebody does not understand and take the answer."""
    found = told.question_for(request.actor, question_id)
    errors, status = _answered(
        request,
        lambda answer: explain_reading(
            question_id=found.id, answer=answer, actor=request.actor, at=timezone.now()
        ),
    )
    if request.method == "POST" and not errors:
        messages.success(request, "Đã trả lời câu hỏi về lượt xem.")
        return redirect(reverse("oversight:feedback") + _url(LOOKS))
    question = told.question_for(request.actor, question_id) if errors else found
    code = question.reading.unit_code
    context = {
        "question": question,
        "reading": question.reading,
        "unit": _names({code}).get(code, ""),
        "own": question.reading.actor_id == request.actor.id,
        "errors": errors,
        "typed": request.POST.get("answer", ""),
        "unit_name": place_of(request.actor),
    }
    return render(request, "oversight/look.html", context, status=status)


def _answered(request: ActedRequest, answer: Callable[[str], object]) -> tuple[dict[str, str], int]:
    """Return what was refused of a posted answer, by field, and the status to show it with."""
    if request.method != "POST":
        return {}, 200
    try:
        answer(request.POST.get("answer", ""))
    except DomainError as refused:
        return {refused.where or "gui": phrases.say(refused)}, refused.status
    return {}, 200


def _names(codes: set[str]) -> dict[str, str]:
    return dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))


def _url(tab: str, after: str = "") -> str:
    parts = {"nhom": tab, "sau": after}
    return "?" + urlencode({key: value for key, value in parts.items() if value})
