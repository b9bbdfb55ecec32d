"""Tell the citizen that money comes back, once per refund."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.money_subject import subject_of
from cuamo.dossiers.selectors.texts import code_of, link_of
from cuamo.kernel.errors import Invalid
from cuamo.kernel.events import history_of
from cuamo.kernel.money import format_vnd
from cuamo.notices.selectors.notices import about
from cuamo.notices.services.send import send_notice

TEXTS = {("refund.paid", "GATEWAY"): "N9R", ("refund.approved", "CASH"): "N9C"}
"""Paid to the account it came from, or to be fetched at a counter; cash in the hand needs no text."""


@transaction.atomic
def tell_refund(*, subject_id: UUID, news: str, way: str, amount_vnd: int, at: datetime) -> str | None:
    """Queue the text of a refund's news; hearing it again sends nothing.

    Returns the template used, None where none belongs to it or nobody can be told.
    """
    template = TEXTS.get((news, way))
    subject = subject_of(subject_id) if template is not None else None
    if template is None or subject is None:
        return None
    dossier = Dossier.objects.get(id=subject.dossier_id)
    if not dossier.contact_phone:
        return None
    said = [event for event in history_of(subject_id) if event.name == news and event.data.get("way") == way]
    if about(dossier.id).filter(template=template).count() >= len(said):
        return None
    try:
        send_notice(
            template=template,
            phone=dossier.contact_phone,
            params={"amount": format_vnd(amount_vnd), "code": code_of(dossier), "link": link_of(dossier)},
            subject_id=dossier.id,
            at=at,
        )
    except Invalid:
        return None
    return template
