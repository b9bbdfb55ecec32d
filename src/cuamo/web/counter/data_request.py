"""A request about personal data, taken down for the person in front."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.rules.data_request import KINDS
from cuamo.dossiers.services.ask_about_data import PHONE, take_data_request
from cuamo.kernel.errors import DomainError
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, visit_of
from cuamo.web.counter.kinds import keys_with, sub_page
from cuamo.web.my.data import ABOUT, SLUGS, form_of, posted, refusal_at
from cuamo.web.templatetags.words import hanoi_date


@staff_required(*CLERKS)
@require_GET
def kinds(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """List what can be asked; a digit chooses. The clerk sees nothing of what is held."""
    visit, dossier = visit_of(request, visit_id)
    choices = [
        {
            "url": reverse("counter:data-ask", args=[visit.id, slug]),
            "name": KINDS[kind][0],
            "note": ABOUT[kind][0],
        }
        for slug, kind in SLUGS.items()
    ]
    return sub_page(request, visit, dossier, "counter/kinds.html", choices=choices)


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def ask(request: ActedRequest, visit_id: UUID, slug: str) -> HttpResponse:
    """Take one request down; the person is texted at once and reads the answer on their own page."""
    visit, dossier = visit_of(request, visit_id)
    kind = SLUGS.get(slug)
    if kind is None:
        raise Http404
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = take_data_request(
                visit_id=visit.id,
                clerk=request.actor,
                kind=kind,
                at=timezone.now(),
                **posted(request),
            )
        except DomainError as refused:
            errors, status = refusal_at(refused), refused.status
        else:
            messages.success(
                request,
                f"Đã ghi yêu cầu {made.number}. Trung tâm trả lời trước {hanoi_date(made.answer_by)}."
                " Người dân nhận tin nhắn và đọc câu trả lời ở trang của mình.",
            )
            return redirect("counter:kinds", visit.id)
    return sub_page(
        request,
        visit,
        dossier,
        "counter/data_ask.html",
        status=status,
        keys=keys_with(visit, dossier, main="Ghi yêu cầu"),
        **form_of(request, kind, without=PHONE),
        errors=errors,
    )
