"""A session that ends in mid-form loses no word: the server holds what was sent, and shows it to the same
clerk after they have signed in again (`held.py`)."""

from datetime import datetime
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.visits import dossier_of_visit
from cuamo.dossiers.services.choose_delivery import keep_delivery
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.set_phone import set_phone
from cuamo.dossiers.states import State
from cuamo.people.services.hold_input import drop_held, hold_input
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter import form, words
from cuamo.web.counter.clerk_here import clerk_here
from cuamo.web.counter.delivery import DELIVERY
from cuamo.web.counter.held import STEPS_HELD, place_of

LEFT = "_truong"
"""Names of the fields that were left; an unticked box sends nothing else."""
DRAWN = ".ve"
"""A drawn signature is given anew, never held."""
KEPT, NOT_KEPT = 401, 440
"""440: signed out and not kept; a number no refusal has, so that the page mistakes neither."""


def hold(request: HttpRequest, visit_id: UUID, step: int = 5) -> HttpResponseBase | None:
    """Hold what was sent without a session, for the clerk who last worked at this browser.

    A field saved on leaving it is answered 401 when it is held and 440 when it is not, so that the page says
    neither that it was saved nor that it is kept when it is not.
    """
    parts = request.headers.get("X-Requested-With") == "fetch"
    account_id = clerk_here(request)
    held = account_id is not None and step in STEPS_HELD and _hold(request, account_id, visit_id, step, parts)
    return HttpResponse(status=KEPT if held else NOT_KEPT) if parts else None


def past(request: ActedRequest, visit: Visit, step: int) -> None:
    """Forget the number that is held: one was taken at this step, or another person was read in."""
    if step == 1:
        drop_held(account_id=UUID(request.actor.id), place=place_of(visit, None, step))


def keep_left(
    request: ActedRequest, visit: Visit, dossier: Dossier | None, step: int, *, at: datetime
) -> None:
    """Keep the fields that were just left; nothing is judged, except what cannot be kept at all."""
    actor, posted = request.actor, request.POST
    if step == 1:
        set_phone(visit_id=visit.id, clerk=actor, phone=posted.get("phone", ""), at=at)
        past(request, visit, step)
        return
    assert dossier is not None
    if step == 4:
        given = {key: str(value) for key, value in posted.items()}
        answer_questions(dossier_id=dossier.id, actor=actor, answers=given, at=at)
    elif step == 6:
        typed = {key: str(posted[key]) for key in DELIVERY if key in posted}
        keep_delivery(dossier_id=dossier.id, actor=actor, typed=typed, at=at)
    else:
        raw = form.typed_values(request, dossier, only_posted=True)
        fill_form(dossier_id=dossier.id, actor=actor, raw=raw, at=at, partly=True)


def _hold(request: HttpRequest, account_id: UUID, visit_id: UUID, step: int, parts: bool) -> bool:
    mine = Visit.objects.select_related("person").filter(clerk_id=str(account_id), ended_at=None)
    visit = mine.filter(id=visit_id).first()
    if visit is None or visit.person is None:
        return False
    dossier = dossier_of_visit(visit)
    if step != 1 and (dossier is None or dossier.state != State.DRAFT):
        return False
    sent = {str(name): [str(value) for value in values] for name, values in request.POST.lists()}
    left: dict[str, list[str]] = {name: [] for name in sent.get(LEFT, [])}
    keys = words.keys_of_step(dossier, step)
    fields = {
        name: values
        for name, values in (left | sent).items()
        if name.split(".")[0] in keys and not name.endswith(DRAWN)
    }
    now = words.stands(visit, dossier, step)
    return bool(fields) and hold_input(
        account_id=account_id,
        place=place_of(visit, dossier, step),
        fields=fields,
        stood={key: now[key] for key in keys if key in now},
        whole=not parts,
        at=timezone.now(),
    )
