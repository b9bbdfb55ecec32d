"""Q9R: give money back in cash, once it was approved, to whoever shows that it is theirs."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.documents.rules.amount_words import amount_in_words
from cuamo.dossiers.selectors.money_subject import subject_of
from cuamo.kernel.errors import DomainError, NotFound, NotPermitted
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.payments.models import Refund
from cuamo.payments.selectors.refunds import cash_refunds_of, refund_of
from cuamo.payments.services.give_back_cash import give_back_cash
from cuamo.payments.states import RefundState
from cuamo.people.services.read_log import log_reading
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.forms import id_of

READ_FOR = "Trả lại tiền mặt tại quầy"
MOST_TYPED = 40


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def cash_back(request: ActedRequest) -> HttpResponse:
    """Find approved refunds by the code on the person's slip or text; pay one out of the own till."""
    if request.method == "POST":
        return _pay(request)
    words = request.GET.get("q", "").strip()[:MOST_TYPED]
    found = cash_refunds_of(words) if words else []
    for refund in found:
        _note_look(request, refund)
    point = Unit.objects.filter(code=request.actor.unit_code).first()
    return render(
        request,
        "counter/cash_back.html",
        {
            "words": words,
            "refunds": found,
            "working": open_shift_of(request.actor.id) is not None,
            "place": "shift",
            "unit_name": point.name_vi if point else "",
            "keys": page_keys(),
        },
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


def _pay(request: ActedRequest) -> HttpResponse:
    shift, refund_id = open_shift_of(request.actor.id), id_of(request.POST.get("khoan", ""))
    try:
        if shift is None:
            raise NotPermitted(
                "shift.closed",
                "Chưa mở ca. Mở ca rồi trả tiền.",
                "No shift is open. Open the shift, then pay.",
                where="/quay/ca",
            )
        if refund_id is None:
            raise NotFound("refund.unknown", "Không có khoản hoàn này.", "There is no such refund.")
        paid = give_back_cash(refund_id=refund_id, shift_id=shift.id, clerk=request.actor, at=timezone.now())
    except DomainError as error:
        messages.error(request, phrases.say(error))
        return redirect("counter:cash-back")
    return redirect("counter:cash-back-slip", paid.id)


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
