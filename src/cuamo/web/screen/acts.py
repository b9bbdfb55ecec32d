"""What the citizen does on their own screen."""

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.ask_change import ask_change, drop_change
from cuamo.dossiers.services.confirm import agree_to_summary, confirm
from cuamo.dossiers.services.give_consent import give_consent
from cuamo.dossiers.services.pair_screen import call_clerk
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.web import phrases
from cuamo.web.audiences import screen_paired
from cuamo.web.forms import read_id
from cuamo.web.screen.show import codes_reach, paired


@screen_paired
@require_POST
def consent(request: HttpRequest, code: str) -> HttpResponse:
    """Agree, or not."""

    def act(visit: Visit, dossier: Dossier | None) -> None:
        give_consent(
            visit_id=visit.id,
            given=request.POST.get("dong_y") == "1",
            evidence="screen-touch",
            citizen=citizen_of(visit),
            at=timezone.now(),
        )

    return _do(request, code, act)


@screen_paired
@require_POST
def agree(request: HttpRequest, code: str) -> HttpResponse:
    """«Đúng rồi, tôi đồng ý nộp»: a code goes to the citizen's own phone."""

    def act(visit: Visit, dossier: Dossier | None) -> None:
        if not codes_reach(visit, dossier):
            return
        place = Unit.objects.filter(code=visit.agency_code).first()
        if dossier is not None:
            agree_to_summary(
                dossier_id=dossier.id,
                summary_id=read_id(request.POST, "tom_tat"),
                citizen=citizen_of(visit),
                place=place.name_vi if place else visit.agency_code,
                at=timezone.now(),
            )

    return _do(request, code, act)


@screen_paired
@require_POST
def change(request: HttpRequest, code: str) -> HttpResponse:
    """«Sửa» on one line: the clerk is told which one. `dong` empty: never mind, show the summary again."""

    def act(visit: Visit, dossier: Dossier | None) -> None:
        line = request.POST.get("dong", "")
        if dossier is not None and line:
            ask_change(dossier_id=dossier.id, line=line, citizen=citizen_of(visit), at=timezone.now())
        elif dossier is not None:
            drop_change(dossier_id=dossier.id, citizen=citizen_of(visit), at=timezone.now())

    return _do(request, code, act)


@screen_paired
@require_POST
def key_in(request: HttpRequest, code: str) -> HttpResponse:
    """Key in the code from the text."""

    def act(visit: Visit, dossier: Dossier | None) -> None:
        if dossier is not None:
            typed = request.POST.get("ma", "")
            confirm(dossier_id=dossier.id, code=typed, citizen=citizen_of(visit), at=timezone.now())

    return _do(request, code, act)


@screen_paired
@require_POST
def call_help(request: HttpRequest, code: str) -> HttpResponse:
    """«Chậm lại, gọi người giúp»."""

    def act(visit: Visit, dossier: Dossier | None) -> None:
        call_clerk(visit_id=visit.id, citizen=citizen_of(visit), at=timezone.now())
        messages.info(request, request.words("Đã gọi. Cứ từ từ.", "Called. Take your time."))  # type: ignore[attr-defined]

    return _do(request, code, act)


def citizen_of(visit: Visit) -> Actor:
    """Return the person at the screen as the one who acts."""
    person = visit.person
    key = str(person.id) if person else ""
    return Actor(ActorKind.CITIZEN, f"person:{key}", person.full_name if person else "", person_id=key)


def _do(request: HttpRequest, code: str, act: Callable[[Visit, Dossier | None], None]) -> HttpResponse:
    try:
        visit, _ = paired(request, code)
        act(visit, dossier_of_visit(visit))
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
    return redirect("screen:show", code)
