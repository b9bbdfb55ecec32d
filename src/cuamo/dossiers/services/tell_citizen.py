"""Send the citizen the text that belongs to a piece of news, once."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.catalogue.rules.messages import own_words
from cuamo.delivery.selectors.pins import pin_of
from cuamo.dossiers.models import (
    Complaint,
    Decision,
    Dossier,
    Obligation,
    PastResult,
    SupplementRequest,
)
from cuamo.dossiers.selectors.carried import carried_text, silent_about, was_lost
from cuamo.dossiers.selectors.linked import first_answer_due, part_row
from cuamo.dossiers.selectors.papers import paper_count
from cuamo.dossiers.selectors.texts import (
    ONCE,
    accepted_text,
    code_of,
    complaint_text,
    corrected_text,
    day,
    extended_text,
    link_of,
    payment_text,
    recounted_text,
    refused_text,
    result_text,
    revoked_text,
    stopped_text,
    supplement_text,
    transferred_text,
)
from cuamo.dossiers.states import Money
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.events import history_of
from cuamo.kernel.money import format_vnd
from cuamo.notices.selectors.notices import about
from cuamo.notices.services.send import send_notice
from cuamo.organisation.models import Unit

FILED = "dossier.linked"
"""A linked filing was sent: one text for all its parts."""


@transaction.atomic
def tell_citizen(*, dossier_id: UUID, news: str, at: datetime) -> str | None:
    """Queue the text of ux §12 that belongs to `news`; hearing the same news again sends nothing.

    The version the dossier is pinned to may say it in its own words, add a sentence, or leave it out.

    Returns the template used, None where the news needs no text or there is no number to send to.
    """
    dossier = Dossier.objects.select_related("version", "applicant").filter(id=dossier_id).first()
    if dossier is None or not dossier.contact_phone:
        return None
    chosen = _text_for(dossier, news, at)
    if chosen is None or silent_about(dossier.id):
        return None
    template, params, most = chosen
    subject_id = part.filing_id if template == ONCE and (part := part_row(dossier.id)) else dossier.id
    own = own_words(dossier.version.content, template)
    if own.left_out or about(subject_id).filter(template=template).count() >= most:
        return None
    try:
        send_notice(
            template=template,
            phone=dossier.contact_phone,
            params=params,
            subject_id=subject_id,
            at=at,
            instead=own.instead,
            more=own.more,
        )
    except Invalid:
        return None
    return template


def _text_for(dossier: Dossier, news: str, at: datetime) -> tuple[str, dict[str, str], int] | None:
    code, link = code_of(dossier), link_of(dossier)
    answer_due_at = first_answer_due(dossier.id) if news == FILED else dossier.answer_due_at
    if news in {"dossier.submitted", FILED} and dossier.submitted_at and answer_due_at:
        if news != FILED and part_row(dossier.id) is not None:
            return None
        papers = str(paper_count(dossier))
        return (
            "N1",
            {
                "code": code,
                "papers": papers,
                "time": _time(dossier.submitted_at),
                "until": f"{_time(answer_due_at)} {day(answer_due_at)[:5]}",
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
    if (chosen := _between(dossier, news)) is not None:
        return chosen
    if news == "delivery.out":
        found = pin_of(dossier.id)
        return (
            None
            if found is None
            else ("N6", {"window": found.window, "code": code, "pin": found.pin}, _trips(dossier.id))
        )
    return carried_text(dossier, news)


def _between(dossier: Dossier, news: str) -> tuple[str, dict[str, str], int] | None:
    """Return the text of what can come between acceptance and result, and after it."""
    acts = Decision.objects.filter(dossier=dossier).order_by("-decided_at", "-id")
    if news == "dossier.transferred":
        sent = acts.filter(kind="TRANSFER")
        unit = Unit.objects.filter(code=dossier.decided_by).first()
        return *transferred_text(dossier, to_name=unit.name_vi if unit else "co quan khac"), sent.count()
    if news == "dossier.payment_asked":
        asked = Obligation.objects.filter(dossier=dossier).order_by("-asked_at")
        if (last := asked.first()) is None:
            return None
        return *payment_text(dossier, amount_vnd=last.total_vnd, pay_by=last.pay_by), asked.count()
    if news == "dossier.obligation_paid":
        paid = Obligation.objects.filter(dossier=dossier, settled_at__isnull=False).order_by("-settled_at")
        if (settled := paid.first()) is None:
            return None
        params = {
            "amount": format_vnd(settled.total_vnd),
            "code": code_of(dossier),
            "link": link_of(dossier),
        }
        return "N9", params, paid.count() + int(dossier.money == Money.PAID)
    if (
        news == "dossier.extended"
        and dossier.promised_again_at
        and (act := acts.filter(kind="EXTEND").first())
    ):
        told = extended_text(
            dossier,
            new_due_at=dossier.promised_again_at,
            cause=act.content["cause"],
            in_time=act.content["in_time"],
        )
        return *told, 1
    if news == "dossier.due_recounted":
        return _recounted(dossier)
    if news == "dossier.result_corrected" and not was_lost(dossier):
        return *corrected_text(dossier), PastResult.objects.filter(dossier=dossier).count()
    if news == "dossier.result_revoked":
        return *revoked_text(dossier), 1
    if news == "dossier.stopped" and dossier.ending.get("kind") == "STOPPED":
        return *stopped_text(dossier), 1
    if news == "dossier.complaint_answered":
        answered = Complaint.objects.filter(dossier=dossier, answered_at__isnull=False)
        return *complaint_text(dossier), answered.count()
    return None


def _trips(dossier_id: UUID) -> int:
    """Return how often a courier has set out with a new code: each code is told once, whatever came of it."""
    return sum(
        event.name == "delivery.out" and event.data.get("with_code", True) for event in history_of(dossier_id)
    )


def _recounted(dossier: Dossier) -> tuple[str, dict[str, str], int] | None:
    """Tell of another day only; before acceptance, and while the clock waits, no day is promised."""
    moved = [event for event in history_of(dossier.id) if event.name == "dossier.due_recounted"]
    if not moved or dossier.accepted_at is None or dossier.paused_at or dossier.due_at is None:
        return None
    former = datetime.fromisoformat(moved[-1].data["former"])
    if moved[-1].data["field"] != "due_at" or day(former) == day(dossier.due_at):
        return None
    return *recounted_text(dossier, due_at=dossier.due_at), len(moved)


def _time(moment: datetime) -> str:
    return f"{moment.astimezone(HANOI):%H:%M}"
