"""Q9R: give money back in cash, once it was approved, to whoever shows that it is theirs."""

from datetime import timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.rules.amount_words import amount_in_words
from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.dossiers.selectors.money_subject import subject_of
from cuamo.kernel.errors import DomainError, Invalid, NotFound, NotPermitted, TooMany
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.organisation.services.sign_in_limit import closed_until, take_try
from cuamo.organisation.types import Role
from cuamo.payments.models import Refund
from cuamo.payments.selectors.refunds import cash_refunds_of, refund_of
from cuamo.payments.services.give_back_cash import give_back_cash
from cuamo.payments.states import RefundState
from cuamo.people.services.read_log import log_reading
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.hand_results import drawing_of
from cuamo.web.forms import id_of

READ_FOR = "Trả lại tiền mặt tại quầy"
MOST_TYPED = 40
MOST_CODES = 5
"""Wrong codes for one refund in a day."""


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def cash_back(request: ActedRequest) -> HttpResponse:
    """Find approved refunds by the code on the person's slip or text; pay one out of the own till."""
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            return redirect("counter:cash-back-slip", _pay(request).id)
        except DomainError as refused:
            errors, status = {refused.where or "khoan": phrases.say(refused)}, refused.status
    words = (request.POST.get("q", "") or request.GET.get("q", "")).strip()[:MOST_TYPED]
    found = cash_refunds_of(words, lead=Role.SHIFT_LEAD in request.actor.roles) if words else []
    for refund in found:
        _note_look(request, refund)
    mine = next((refund for refund in found if str(refund.id) == request.POST.get("khoan", "")), None)
    point = Unit.objects.filter(code=request.actor.unit_code).first()
    return render(
        request,
        "counter/cash_back.html",
        {
            "words": words,
            "rows": [
                {
                    "refund": refund,
                    "told": _was_told(refund),
                    "posted": request.POST if refund is mine else {},
                }
                for refund in found
            ],
            "errors": errors,
            "working": open_shift_of(request.actor.id) is not None,
            "place": "shift",
            "unit_name": point.name_vi if point else "",
            "keys": page_keys(),
        },
        status=status,
    )


@staff_required(*CLERKS)
@require_GET
def slip(request: ActedRequest, refund_id: UUID) -> HttpResponse:
    """Show the slip of a refund paid at this place, to be printed and signed.

    Raises:
        NotFound: it was not paid here.
    """
    refund = refund_of(refund_id)
    here = units_under(request.actor.unit_code)
    if refund.state != RefundState.PAID or refund.shift is None or refund.shift.unit_code not in here:
        raise NotFound("refund.unknown", "Không có phiếu chi này ở đây.", "There is no such slip here.")
    _note_look(request, refund)
    point = Unit.objects.filter(code=refund.shift.unit_code).first()
    return render(
        request,
        "counter/cash_back_slip.html",
        {
            "refund": refund,
            "words": amount_in_words(refund.amount_vnd),
            "point_name": point.name_vi if point else "",
            "place": "shift",
            "keys": page_keys(),
        },
    )


def _pay(request: ActedRequest) -> Refund:
    posted, now = request.POST, timezone.now()
    shift, refund_id = open_shift_of(request.actor.id), id_of(posted.get("khoan", ""))
    if shift is None:
        raise NotPermitted(
            "shift.closed",
            "Chưa mở ca. Mở ca rồi trả tiền.",
            "No shift is open. Open the shift, then pay.",
            where="/quay/ca",
        )
    if refund_id is None:
        raise NotFound("refund.unknown", "Không có khoản hoàn này.", "There is no such refund.")
    refund = refund_of(refund_id)
    what = f"cash-refund:{refund.id}"
    if closed_until(allowed={what: MOST_CODES}, at=now) is not None:
        raise TooMany(
            "refund.tries",
            "Đã đọc sai mã 5 lần. Hôm nay khoản này không trả ở quầy nữa; báo kế toán Trung tâm.",
            "Five wrong codes. This refund is not paid today; tell the accountants of the centre.",
            where="ma",
        )
    card = posted.get("can_cuoc", "").strip()
    try:
        return give_back_cash(
            refund_id=refund.id,
            shift_id=shift.id,
            clerk=request.actor,
            code=posted.get("ma", ""),
            told=_was_told(refund),
            card_name=read_card(card).full_name if card else "",
            signature_id=_signature(request),
            at=now,
        )
    except Invalid as refused:
        if refused.code == "refund.code":
            take_try(what=what, most=MOST_CODES, at=now, window=timedelta(days=1))
        raise


def _was_told(refund: Refund) -> bool:
    """Say whether a text with the code could go to who paid."""
    subject = subject_of(refund.request.subject_id) if refund.request is not None else None
    return subject is None or subject.has_phone


def _signature(request: ActedRequest) -> UUID | None:
    drawn = drawing_of(request)
    if not drawn:
        return None
    kept = store_upload(
        data=drawn, filename="chu-ky.png", actor=request.actor, at=timezone.now(), purpose=Purpose.EVIDENCE
    )
    found: UUID = kept.id
    return found


def _note_look(request: ActedRequest, refund: Refund) -> None:
    """Let the person see that a counter opened the money that comes back to them."""
    subject = subject_of(refund.request.subject_id) if refund.request is not None else None
    if subject is not None and subject.person_id is not None:
        log_reading(
            person_id=subject.person_id,
            actor=request.actor,
            purpose=READ_FOR,
            dossier_id=subject.dossier_id,
            fields=["full_name", "fee"],
            at=timezone.now(),
        )
