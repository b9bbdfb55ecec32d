"""Send the citizen the text that belongs to a piece of news, once."""

from datetime import datetime
from uuid import UUID

from django.conf import settings
from django.db import transaction

from cuamo.delivery.selectors.pins import pin_of
from cuamo.dossiers.models import Dossier, SupplementRequest
from cuamo.dossiers.selectors.papers import paper_count
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.money import format_vnd
from cuamo.kernel.selectors.calendar import current_calendar
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
                "until": f"{_time(dossier.answer_due_at)} {_day(dossier.answer_due_at)[:5]}",
                "link": link,
            },
            1,
        )
    if news == "dossier.accepted" and dossier.due_at:
        return "N2", {"code": code, "date": _day(dossier.due_at), "link": link}, 1
    if news == "dossier.supplement_asked":
        request = SupplementRequest.objects.filter(dossier=dossier).order_by("-number").first()
        if request is None:
            return None
        missing = {"missing": str(len(request.items)), "date": _day(request.answer_by)}
        return "N3", {"code": code, **missing, "link": link, "phone": phone}, request.number
    if news == "dossier.paid":
        return "N9", {"amount": format_vnd(dossier.fee["citizen_total_vnd"]), "code": code, "link": link}, 1
    if news == "dossier.finished":
        return _result_text(dossier, code, link, at)
    if news == "dossier.refused":
        return "N12", {"code": code, "link": link, "phone": phone}, 1
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


def _result_text(dossier: Dossier, code: str, link: str, at: datetime) -> tuple[str, dict[str, str], int]:
    way = dossier.delivery.get("way")
    if way == "ELECTRONIC":
        return "N5E", {"code": code, "link": link}, 1
    if way == "POINT":
        return "N5P", {"code": code, "place": dossier.delivery.get("point", "diem da chon"), "link": link}, 1
    next_day = current_calendar().next_working_day(at.astimezone(HANOI).date())
    return "N5", {"code": code, "date": f"{next_day:%d/%m}", "link": link}, 1


def link_of(dossier: Dossier) -> str:
    """Return the address of the tracking page that needs no sign-in and shows no personal data."""
    return f"{settings.PUBLIC_URL}/t/{dossier.tracking_token}"


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%H:%M}"


def _day(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%d/%m/%Y}"
