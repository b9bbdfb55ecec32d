"""What trusted systems may do: send a complete dossier, and hear what became of it."""

import base64
import binascii
from datetime import datetime
from typing import Annotated, Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from ninja import Header, Router
from pydantic import Field, StringConstraints

from cuamo.api.auth import ClientToken, client_with
from cuamo.api.problems import Problem
from cuamo.api.schemas import ApplicantIn, DossierIn, DossierOut, EventOut, EventPage
from cuamo.dossiers.services.add_paper import add_paper
from cuamo.dossiers.services.choose_delivery import choose_delivery
from cuamo.dossiers.services.choose_procedure import open_draft
from cuamo.dossiers.services.confirm import confirm_by_system
from cuamo.dossiers.services.fill_form import answer_questions, fill_form
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.parts import holding, lock_dossier
from cuamo.dossiers.services.request_confirmation import request_confirmation
from cuamo.dossiers.services.submit import submit
from cuamo.dossiers.states import Channel
from cuamo.interop.models import ClientEvent
from cuamo.interop.services.api_clients import actor_of_client
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.idempotency import digest, once
from cuamo.kernel.identifiers import personal_id
from cuamo.kernel.identifiers.card import CardFacts
from cuamo.people.services.find_or_create import find_or_create_person

router = Router(tags=["trusted systems"], auth=ClientToken())
REFUSED = {401: Problem, 403: Problem, 404: Problem, 409: Problem, 422: Problem}
Key = Annotated[str, StringConstraints(min_length=8, max_length=200, pattern=r"^[\x21-\x7e]+$")]
MOST_EVENTS = 500


@router.post("/dossiers", response={201: DossierOut, **REFUSED}, summary="Send a complete dossier")
def send(
    request: HttpRequest,
    body: DossierIn,
    idempotency_key: Annotated[Key, Header(alias="Idempotency-Key")],
) -> tuple[int, dict[str, Any]]:
    """Take a dossier whole or not at all; a repeat with the same key gets the first answer."""
    client = client_with(request, "submit")
    actor, now = actor_of_client(client), timezone.now()
    answer = once(
        key=idempotency_key,
        scope=actor.id,
        request_hash=digest(body.model_dump(mode="json")),
        do=lambda: _send_whole(body, actor, idempotency_key, now),
    )
    return 201, answer


@router.get("/events", response={200: EventPage, **REFUSED}, summary="What became of the dossiers sent")
def events(
    request: HttpRequest,
    after: Annotated[int, Field(ge=0, le=2**62)] = 0,
    limit: Annotated[int, Field(ge=1, le=MOST_EVENTS)] = 100,
) -> EventPage:
    """Events of the caller's own dossiers after a position, oldest first."""
    client = client_with(request, "events")
    rows = list(ClientEvent.objects.filter(client=client, id__gt=after).order_by("id")[:limit])
    items = [
        EventOut(
            position=row.id,
            name=row.name,
            dossier_code=row.dossier_code,
            occurred_at=row.occurred_at,
            data=row.data,
        )
        for row in rows
    ]
    return EventPage(items=items, position=rows[-1].id if rows else after)


@transaction.atomic
def _send_whole(body: DossierIn, actor: Actor, key: str, at: datetime) -> dict[str, Any]:
    with holding():
        return _send(body, actor, key, at)


def _send(body: DossierIn, actor: Actor, key: str, at: datetime) -> dict[str, Any]:
    applicant = body.applicant
    _require_fitting(applicant, at)
    card = CardFacts(
        personal_id=personal_id.check(applicant.personal_id),
        old_id="",
        full_name=applicant.full_name,
        birth_date=applicant.birth_date,
        sex=applicant.sex,
        address=applicant.address,
        issued_on=None,
        warnings=(),
    )
    person = find_or_create_person(card=card, phone=applicant.phone, actor=actor, at=at)
    draft = open_draft(
        person=person,
        procedure_code=body.procedure,
        channel=Channel.API,
        actor=actor,
        at=at,
        api_client=actor.id,
    )
    answer_questions(dossier_id=draft.id, actor=actor, answers=body.answers, at=at)
    uploads = {
        key: Upload(_bytes(str(value["content_base64"]), f"values.{key}"), str(value.get("filename") or key))
        for key, value in body.values.items()
        if isinstance(value, dict) and "content_base64" in value
    }
    checked = fill_form(dossier_id=draft.id, actor=actor, raw=body.values, uploads=uploads, at=at)
    if checked.errors:
        key_of_first, fault = next(iter(checked.errors.items()))
        raise Invalid("form.invalid", fault.vi, fault.en, where=f"values.{key_of_first}")
    for place, paper in enumerate(body.papers):
        add_paper(
            dossier_id=draft.id,
            actor=actor,
            component_key=paper.component,
            data=_bytes(paper.content_base64, f"papers.{place}"),
            filename=paper.filename,
            at=at,
        )
    choose_delivery(dossier_id=draft.id, actor=actor, choice=body.delivery.model_dump(), at=at)
    request_confirmation(dossier_id=draft.id, actor=actor, at=at)
    confirm_by_system(dossier=lock_dossier(draft.id), client=actor, at=at)
    dossier = submit(dossier_id=draft.id, actor=actor, key=f"{actor.id}:{key}", at=at)
    return {
        "id": str(dossier.id),
        "code": dossier.shown_code,
        "tracking_url": f"{settings.PUBLIC_URL}/t/{dossier.tracking_token}",
        "answer_due_at": dossier.answer_due_at.isoformat() if dossier.answer_due_at else "",
    }


def _require_fitting(applicant: ApplicantIn, at: datetime) -> None:
    """Refuse an applicant whose parts speak of two people; nobody holds the card here to settle it."""
    found = personal_id.disagreements(
        applicant.personal_id, birth_date=applicant.birth_date, sex=applicant.sex
    )
    if applicant.birth_date > at.astimezone(HANOI).date():
        found.append(("birth_date.future", "Ngày sinh ở tương lai.", "The birth date is in the future."))
    if found:
        code, vi, en = found[0]
        raise Invalid(code, vi, en, where="applicant")


def _bytes(text: str, place: str) -> bytes:
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Invalid(
            "paper.base64",
            "Nội dung tệp không đúng base64.",
            "The file's content is no valid base64.",
            where=f"{place}.content_base64",
        ) from None
