"""A session that ends in mid-form loses no word: the server holds what was sent, and gives it back after
the same clerk has signed in again."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import redirect
from django.utils import timezone

from cuamo.catalogue.rules import form
from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.services.choose_delivery import keep_delivery
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.set_phone import set_phone
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import DomainError
from cuamo.people.services.hold_input import hold_input, take_held
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.counter import papers
from cuamo.web.counter.clerk_here import clerk_here
from cuamo.web.forms import read_fields

STEPS_HELD = frozenset({1, 4, 5, 6})
"""Steps where words are typed into a dossier; nothing else is ever sent again by itself."""
NOT_WORDS = frozenset({"csrfmiddlewaretoken", "presses", "ms", "_truong"})


def hold(request: HttpRequest, visit_id: UUID, step: int = 5) -> HttpResponseBase | None:
    """Hold what was sent without a session, for the clerk who last worked at this browser.

    A field saved on leaving it is answered 401, so that the page does not say it was saved.
    """
    parts = request.headers.get("X-Requested-With") == "fetch"
    account_id = clerk_here(request)
    if account_id is not None and step in STEPS_HELD:
        fields = {
            name: [str(value) for value in values]
            for name, values in request.POST.lists()
            if name not in NOT_WORDS
        }
        place, at = _place(visit_id, step), timezone.now()
        hold_input(account_id=account_id, place=place, fields=fields, whole=not parts, at=at)
    return HttpResponse(status=401) if parts else None


def give_back(request: ActedRequest, visit: Visit, dossier: Dossier | None, step: int) -> HttpResponse | None:
    """Put what is held for this step into the draft as leaving the fields would have; show the step anew."""
    if step not in STEPS_HELD or (dossier is None and step != 1):
        return None
    now = timezone.now()
    held = take_held(account_id=UUID(request.actor.id), place=_place(visit.id, step), at=now)
    if held is None:
        return None
    if dossier is not None and dossier.saved_at > held.held_at:
        messages.info(request, "Tờ khai đã được sửa sau khi hết phiên, nên giữ bản mới hơn.")
        return redirect(request.get_full_path())
    posted = QueryDict(mutable=True)
    for name, values in held.fields.items():
        posted.setlist(name, values)
    try:
        keep_typed(request.actor, visit, dossier, step, posted, whole=held.whole, at=now)
    except DomainError as refused:
        messages.error(request, f"Chữ vừa gõ chưa đưa lại được: {phrases.say(refused)}")
    else:
        messages.success(
            request, "Đã đưa lại những gì vừa gõ trước khi hết phiên đăng nhập. Xem lại rồi đi tiếp."
        )
    return redirect(request.get_full_path())


def keep_typed(
    actor: Actor,
    visit: Visit,
    dossier: Dossier | None,
    step: int,
    posted: QueryDict,
    *,
    whole: bool,
    at: datetime,
) -> None:
    """Keep the words of one step in the draft; nothing is judged, except what cannot be kept at all.

    Args:
        whole: fields that are not in `posted` were left empty, not left alone.
    """
    if step == 1:
        set_phone(visit_id=visit.id, clerk=actor, phone=posted.get("phone", ""), at=at)
        return
    assert dossier is not None
    if step == 4:
        given = {key: str(value) for key, value in posted.items()}
        answer_questions(dossier_id=dossier.id, actor=actor, answers=given, at=at)
    elif step == 6:
        typed = {key: str(posted[key]) for key in papers.DELIVERY if key in posted}
        keep_delivery(dossier_id=dossier.id, actor=actor, typed=typed, at=at)
    else:
        raw = _typed(dossier, posted, whole=whole)
        fill_form(dossier_id=dossier.id, actor=actor, raw=raw, at=at, partly=True)


def _typed(dossier: Dossier, posted: QueryDict, *, whole: bool) -> dict[str, Any]:
    specs = [asdict(field) for field in form.fields(dossier.version.content, dossier.answers)]
    if not whole:
        named = {name.split(".")[0] for name in posted}
        specs = [spec for spec in specs if spec["key"] in named]
    return read_fields(posted, specs)


def _place(visit_id: UUID, step: int) -> str:
    return f"luot:{visit_id}:{step}"
