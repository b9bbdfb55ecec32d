"""Send the citizen the text that belongs to a piece of news, once."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.delivery.selectors.pins import pin_of
from cuamo.dossiers.models import Dossier, SupplementRequest
from cuamo.dossiers.selectors.papers import paper_count
from cuamo.dossiers.selectors.texts import (
    accepted_text,
    day,
    link_of,
    refused_text,
    result_text,
    supplement_text,
)
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.money import format_vnd
from cuamo.notices.selectors.notices import about
from cuamo.notices.services.send import send_notice


@transaction.atomic
def tell_citizen(*, dossier_id: UUID, news: str, at: datetime) -> str | None:
    """Queue the text of ux §12 that belongs to `news`; hearing the same news again sends nothing.

    Returns the template used, None where the news needs no text or there is no number to send to.
    """
    dossier = Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
    if dossier is None or not dossier.contact_phone:
        return None
    chosen = _text_for(dossier, news, at)
    if chosen is None:
        return None
    template, params, most = chosen
    if about(dossier.id).filter(template=template).count() >= most:
        return None
    try:
        send_notice(
            template=template, phone=dossier.contact_phone, params=params, subject_id=dossier.id, at=at
        )
    except Invalid:
        return None
    return template


def _text_for(dossier: Dossier, news: str, at: datetime) -> tuple[str, dict[str, str], int] | None:
    code, link, phone = dossier.shown_code, link_of(dossier), settings.HOTLINE
    if news == "dossier.submitted" and dossier.submitted_at and dossier.answer_due_at:
        papers = str(paper_count(dossier))
        return (
            "N1",
            {
                "code": code,
                "papers": papers,
                "time": _time(dossier.submitted_at),
                "until": f"{_time(dossier.answer_due_at)} {day(dossier.answer_due_at)[:5]}",
                "link": link,
            },
            1,
        )
    if news == "dossier.accepted" and dossier.due_at:
        return *accepted_text(dossier, due_at=dossier.due_at), 1
    if news == "dossier.supplement_asked":
        request = SupplementRequest.objects.filter(dossier=dossier).order_by("-number").first()
        if request is None:
            return None
        told = supplement_text(dossier, missing=len(request.items), answer_by=request.answer_by)
        return *told, request.number
    if news == "dossier.paid":
        return "N9", {"amount": format_vnd(dossier.fee["citizen_total_vnd"]), "code": code, "link": link}, 1
    if news == "dossier.finished":
        return *result_text(dossier, at=at), 1
    if news == "dossier.refused":
        return *refused_text(dossier), 1
    if news == "delivery.out":
        found = pin_of(dossier.id)
        return (
            None
            if found is None
            else ("N6", {"window": found.window, "code": code, "pin": found.pin}, found.attempt)
        )
    if news == "delivery.failed":
        return "N7", {"code": code, "link": link, "phone": phone}, 3
    return None


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%H:%M}"
