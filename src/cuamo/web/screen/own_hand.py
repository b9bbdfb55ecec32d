"""«Làm cùng»: the citizen answers and fills in on their own screen, one page at a time."""

from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.rules import form, questions
from cuamo.catalogue.rules.form_files import KEPT
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.fill_form import answer_questions
from cuamo.dossiers.services.fill_together import fill_together
from cuamo.dossiers.states import State
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.forms import read_fields, read_number
from cuamo.web.language import vi_en
from cuamo.web.screen.acts import citizen_of
from cuamo.web.screen.seen import what_the_citizen_sees
from cuamo.web.screen.show import keep, paired, scene, typed_rows

TOGETHER = "TOGETHER"
FILLING = "filling"
STEPS = frozenset({4, 5})
"""Steps of the visit at which the citizen may type."""


@screen_paired
@require_http_methods(["GET", "POST"])
def own_hand(request: HttpRequest, code: str) -> HttpResponse:
    """Show the first open question, or a page of the form; what is entered goes to the clerk at once."""
    try:
        visit, token = paired(request, code)
        dossier = dossier_of_visit(visit)
        if dossier is None or not may_type(visit, dossier):
            return redirect("screen:show", code)
        if request.method == "POST":
            return _take(request, visit, dossier, code)
        page = scene(visit, dossier, what_the_citizen_sees(visit, dossier), code)
        template, more = typing_page(dossier, read_number(request.GET.get("trang", ""), 1))
        return keep(request, render(request, template, page | more), token)
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
        return redirect("screen:show", code)


@screen_paired
@require_GET
def so_far(request: HttpRequest, code: str) -> HttpResponse:
    """Answer what stands in the form by now, as it is typed on either side."""
    try:
        visit, _ = paired(request, code)
    except DomainError:
        return HttpResponse(status=410)
    dossier = dossier_of_visit(visit)
    if dossier is None or what_the_citizen_sees(visit, dossier).scene != FILLING:
        return HttpResponse(status=204)
    tag = f'"{dossier.saved_at.timestamp()}"'
    if request.headers.get("If-None-Match") == tag:
        return HttpResponse(status=304)
    response = render(request, "screen/_so_far.html", {"typed_rows": typed_rows(dossier)})
    response.headers["ETag"] = tag
    return response


def may_type(visit: Visit, dossier: Dossier) -> bool:
    """Say whether the citizen may answer and type now: together, at a step that asks, nothing shown yet."""
    return (
        visit.mode == TOGETHER
        and visit.step in STEPS
        and dossier.state == State.DRAFT
        and what_the_citizen_sees(visit, dossier).scene == FILLING
    )


def typing_page(dossier: Dossier, number: int) -> tuple[str, dict[str, Any]]:
    """Return template and context: an open question first, then page `number` of the form."""
    content = dossier.version.content
    open_now = questions.missing(content, dossier.answers)
    if open_now:
        return "screen/answer.html", {"question": open_now[0], "left": len(open_now)}
    pages = pages_of(dossier)
    number = max(1, min(number, len(pages)))
    more: dict[str, Any] = {
        "section": pages[number - 1] if pages else None,
        "number": number,
        "last": len(pages),
        "values": dossier.values,
    }
    return "screen/type_in.html", more


def pages_of(dossier: Dossier) -> list[form.Section]:
    """Return the pages of the form with something to type, each with just that."""
    found = form.sections(dossier.version.content, dossier.answers, dossier.values)
    pages = [
        replace(section, fields=tuple(field for field in section.fields if may_type_in(field, dossier)))
        for section in found
    ]
    return [page for page in pages if page.fields]


def may_type_in(field: form.FormField, dossier: Dossier) -> bool:
    """Say whether a field is typed here.

    Files and signatures have their own scenes; an identity number that is known is not shown in full on a
    screen others can see.
    """
    return field.type not in KEPT and not (field.type == "pid12" and dossier.values.get(field.key))


def _take(request: HttpRequest, visit: Visit, dossier: Dossier, code: str) -> HttpResponse:
    now, citizen = timezone.now(), citizen_of(visit)
    here = reverse("screen:own-hand", args=[code])
    if "cau" in request.POST:
        key = request.POST["cau"]
        answer_questions(
            dossier_id=dossier.id, actor=citizen, answers={key: request.POST.get(key, "")}, at=now
        )
        return redirect(here)
    number = read_number(request.POST.get("trang", ""), 1)
    pages = pages_of(dossier)
    if not 1 <= number <= len(pages):
        return redirect("screen:show", code)
    specs = [vars(field) for field in pages[number - 1].fields]
    result = fill_together(
        dossier_id=dossier.id, citizen=citizen, raw=read_fields(request.POST, specs), at=now
    )
    wrong = [fault for key, fault in result.errors.items() if request.POST.get(key)]
    if wrong:
        for fault in wrong:
            messages.error(request, vi_en(fault.vi, fault.en))
        return redirect(f"{here}?trang={number}")
    asked = {field.key for field in pages[number - 1].fields}
    pages = _pages_now(dossier)
    if number <= len(pages) and any(field.key not in asked for field in pages[number - 1].fields):
        return redirect(f"{here}?trang={number}")
    if number < len(pages):
        return redirect(f"{here}?trang={number + 1}")
    messages.success(request, vi_en("Đã điền. Nhân viên đã thấy.", "Filled in. The clerk sees it."))
    return redirect("screen:show", code)


def _pages_now(dossier: Dossier) -> list[form.Section]:
    """Return the pages as what was just typed makes them: «Khác» asks for a name that was not there."""
    dossier.refresh_from_db(fields=["values", "answers"])
    return pages_of(dossier)
