"""Q3, guidance only: papers, fee and days on one page and one A5 sheet; no dossier is opened."""

from uuid import UUID

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.catalogue.rules import questions
from cuamo.catalogue.selectors.versions import version_in_force
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.dossiers.selectors.checklist import checklist_sheet, fee_of, needs_of
from cuamo.kernel.clock import to_hanoi
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, step_url, visit_of
from cuamo.web.counter.beside import beside_the_page, may_show_papers
from cuamo.web.counter.kinds import keys_with, sub_page


@staff_required(*CLERKS)
@require_GET
@may_show_papers
def guide(request: ActedRequest, visit_id: UUID, code: str) -> HttpResponse:
    """Show what it takes; answers in the address make the list exact."""
    visit, dossier = visit_of(request, visit_id)
    now = timezone.now()
    version = version_in_force(code, on=to_hanoi(now).date())
    answers = _answers(request)
    keys = keys_with(visit, dossier, main="", step=3)
    keys.append({"key": "F10", "name": "Kết thúc lượt", "form": "buoc", "main": True})
    return sub_page(
        request,
        visit,
        dossier,
        "counter/guide.html",
        step=3,
        keys=keys,
        content=version.content,
        asked=questions.visible(version.content, answers),
        needs=needs_of(version, answers),
        fees=fee_of(version, answers, at=now),
        code=code,
        query=request.GET.urlencode(),
        end_url=step_url(visit, 11),
    )


@staff_required(*CLERKS)
@require_GET
@beside_the_page
def checklist(request: ActedRequest, visit_id: UUID, code: str) -> HttpResponse:
    """Answer the checklist as A5."""
    visit_of(request, visit_id)
    now = timezone.now()
    version = version_in_force(code, on=to_hanoi(now).date())
    sheet = checklist_sheet(version, _answers(request), where="", at=now)
    response = HttpResponse(print_sheet("checklist_a5", sheet), content_type="application/pdf")
    response.headers["Content-Disposition"] = f'inline; filename="can-mang-{code}.pdf"'
    return response


def _answers(request: ActedRequest) -> dict[str, str]:
    return {key: value for key, value in request.GET.items() if isinstance(value, str)}
