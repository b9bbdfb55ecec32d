"""Tell the citizen that money comes back, once per refund."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.money_subject import subject_of
from cuamo.dossiers.selectors.texts import code_of, link_of
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import Invalid
from cuamo.kernel.events import history_of
from cuamo.kernel.money import format_vnd
from cuamo.notices.services.send import send_notice
from cuamo.payments.rules.cash_code import cash_code

TEXTS = {
    ("refund.paid", "GATEWAY"): "N9R",
    ("refund.approved", "CASH"): "N9C",
    ("refund.paid", "CASH"): "N9D",
}
"""Paid to the account it came from; to be fetched at a counter, with a code; fetched there."""

_TOLD = "refund.told"
"""That a text went out is kept with the refund it is about."""


@transaction.atomic
def tell_refund(
    *,
    refund_id: UUID,
    subject_id: UUID,
    news: str,
    way: str,
    amount_vnd: int,
    at: datetime,
) -> str | None:
    """Queue the text of a refund's news; hearing it again sends nothing. Records `refund.told`.

    Returns the template used, None where none belongs to it or nobody can be told.
    """
    template = TEXTS.get((news, way))
    subject = subject_of(subject_id) if template is not None else None
    if template is None or subject is None:
        return None
    dossier = Dossier.objects.get(id=subject.dossier_id)
    if not dossier.contact_phone:
        return None
    if any(event.name == _TOLD and event.data.get("text") == template for event in history_of(refund_id)):
        return None
    params = {"amount": format_vnd(amount_vnd), "code": code_of(dossier), "link": link_of(dossier)}
    if template == "N9C":
        params["pin"] = cash_code(refund_id)
    try:
        send_notice(
            template=template,
            phone=dossier.contact_phone,
            params=params,
            subject_id=dossier.id,
            at=at,
        )
    except Invalid:
        return None
    events.record(_TOLD, refund_id, actor=SYSTEM, at=at, text=template)
    return template
