"""Q1 and Q2: who is here, and do they agree."""

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Obligation, Visit
from cuamo.dossiers.selectors.consents import consent_of, consent_text
from cuamo.dossiers.selectors.obligations import owed_by
from cuamo.dossiers.selectors.visits import Way, drafts_to_go_on_with
from cuamo.dossiers.services.collect import note_looked_at
from cuamo.dossiers.services.set_phone import set_phone
from cuamo.dossiers.services.start_visit import identify
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.codes import qr_svg
from cuamo.web.counter.bench import go, step_page, step_url
from cuamo.web.counter.held import offer
from cuamo.web.counter.idle import card_of


def person(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse:
    """Show who the card says is here, with doubts; take the phone number the person has at hand."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            if request.POST.get("card") or request.FILES.get("photo"):
                identify(visit_id=visit.id, clerk=request.actor, card=card_of(request), at=timezone.now())
                tell_kept(request, visit)
                return go(visit, 1)
            phone = request.POST.get("phone", "").strip()
            if phone:
                set_phone(visit_id=visit.id, clerk=request.actor, phone=phone, at=timezone.now())
            return go(visit, 2)
        except DomainError as refused:
            errors, status = {refused.where or "phone": phrases.say(refused)}, refused.status
    held = offer(request, visit, dossier, 1)
    own = visit.person.phone if visit.person and not visit.contact_owner else ""
    known = held.fresh[0].typed if held and held.fresh else own
    phone = request.POST.get("phone", known)
    return step_page(
        request,
        visit,
        dossier,
        1,
        "counter/person.html",
        status=status,
        person=visit.person,
        phone=phone,
        held=held,
        owed=_owed(request, visit),
        errors=errors,
        typed=request.POST.get("card", ""),
        screen_qr=screen_qr(request, visit),
        save_url=reverse("counter:keep", args=[visit.id, 1]) if visit.person else "",
    )


def tell_kept(request: ActedRequest, visit: Visit) -> None:
    """Say that drafts of whoever was in front before are kept, and where."""
    if any(
        draft.way is Way.READ_CARD and draft.dossier.visit_id == visit.id
        for draft in drafts_to_go_on_with(request.actor)
    ):
        messages.info(request, "Hồ sơ nháp của người trước được giữ ở Chờ gửi.")


def _owed(request: ActedRequest, visit: Visit) -> list[Obligation]:
    """Return what the person has to pay; they can see that this counter found it."""
    if visit.person_id is None:
        return []
    found, now = owed_by(visit.person_id), timezone.now()
    for obligation in found:
        note_looked_at(obligation, clerk=request.actor, at=now)
    return found


def consent(request: ActedRequest, visit: Visit, dossier: Dossier | None) -> HttpResponse:
    """Wait for the answer on the citizen screen; the clerk cannot give it."""
    decided = consent_of(visit)
    if request.method == "POST" and decided is not None and decided.given:
        return go(visit, 3)
    return step_page(
        request,
        visit,
        dossier,
        2,
        "counter/consent.html",
        lines=consent_text(visit).lines_vi,
        decided=decided,
        end_url=step_url(visit, 11),
        screen_qr=screen_qr(request, visit),
    )


def screen_qr(request: ActedRequest, visit: Visit) -> str:
    """Return the QR that pairs the citizen's screen or phone."""
    address = request.build_absolute_uri(reverse("screen:show", args=[visit.screen_code]))
    return qr_svg(address)
