"""G3: one envelope at the door: call, hand over by code or signature, or say why not."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.recipient import check_for
from cuamo.delivery.selectors.runs import parcel_for, parcel_in_hand
from cuamo.delivery.selectors.slots import agreed_with, open_slots
from cuamo.delivery.services.attempt import attempt_failed
from cuamo.delivery.services.deliver import deliver
from cuamo.delivery.services.return_to_point import COMING_BACK
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.services.take_at_home import take_at_home
from cuamo.delivery.states import (
    FAILURE_REASONS,
    MOST_ATTEMPTS,
    MOST_CODE_TRIES,
    ParcelState,
    Proof,
    Relation,
)
from cuamo.kernel import events
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.courier.parts import device_facts, evidence, new_key, windows_now, words_of
from cuamo.web.forms import read_number


class PhoneRedirect(HttpResponseRedirect):
    """Sends the device to its dialler, so that the number stands on no page."""

    allowed_schemes = ["tel"]


@staff_required(Role.COURIER)
@require_GET
def parcel(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Show name, address, code and seal of one envelope, and what can be done now."""
    return _page(request, parcel_for(request.actor.id, parcel_id))


def _page(request: ActedRequest, shown: Parcel, *, refused: str = "", status: int = 200) -> HttpResponse:
    """Draw the envelope; after a refusal what was typed, ticked and signed is still there."""
    word, _, icon = words_of(shown)
    now, typed = timezone.now(), request.POST
    if refused:
        messages.error(request, refused)
    return render(
        request,
        "courier/parcel.html",
        {
            "parcel": shown,
            "run": shown.run,
            "word": word,
            "icon": icon,
            "fetching": shown.holder_kind == "SENDER",
            "papers": shown.papers.count() if shown.holder_kind == "SENDER" else 0,
            "agreed": agreed_with(shown) if shown.holder_kind == "SENDER" else "",
            "recalled": shown.recalled_at is not None and shown.state in COMING_BACK,
            "tries_left": MOST_CODE_TRIES - shown.pin_tries,
            "attempt": shown.attempts + 1,
            "most_attempts": MOST_ATTEMPTS,
            "last": shown.failed_attempts.order_by("-number").first(),
            "windows": windows_now(),
            "reasons": [(key, words[0]) for key, words in FAILURE_REASONS.items()],
            "slots": [slot.key for slot in open_slots(shown, now=now)],
            "check": check_for(shown, at=now) if shown.state == ParcelState.OUT_FOR_DELIVERY else None,
            "device_key": new_key(),
            "typed": typed,
            "seen": typed.getlist("seen"),
        },
        status=status,
    )


@staff_required(Role.COURIER)
@require_POST
def go(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Set out with one envelope."""
    window = request.POST.get("window", "")
    try:
        start_out(parcel_id=parcel_id, window=window, courier=request.actor, at=timezone.now())
    except DomainError as error:
        messages.error(request, phrases.say(error))
    return redirect("courier:parcel", parcel_id)


@staff_required(Role.COURIER)
@require_POST
def hand(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Hand the envelope over against the code, or against a card seen and a signature or photo."""
    now, shown = timezone.now(), parcel_for(request.actor.id, parcel_id)
    proof = request.POST.get("proof", Proof.CODE)
    try:
        kept = evidence(request, at=now) if proof != Proof.CODE else None
        handed = deliver(
            parcel_id=parcel_id,
            pin=request.POST.get("pin", ""),
            proof=proof,
            evidence_id=kept,
            relation=request.POST.get("relation", Relation.SELF),
            identity_seen=request.POST.get("identity_seen") == "1",
            seen=request.POST.getlist("seen"),
            taker_ref=request.POST.get("taker_ref", ""),
            courier=request.actor,
            at=now,
            **device_facts(request.POST),
        )
    except DomainError as error:
        return _page(request, shown, refused=phrases.say(error), status=error.status)
    if not handed.delivered:
        messages.error(request, f"Mã chưa đúng. Còn {handed.tries_left} lần thử. Hỏi lại người nhận.")
        return redirect("courier:parcel", parcel_id)
    messages.success(request, "Đã trao tận tay.")
    return redirect("courier:run", shown.run_id)


@staff_required(Role.COURIER)
@require_POST
def fetch(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Take a citizen's papers at the door: counted, sealed, signed for."""
    now, shown = timezone.now(), parcel_for(request.actor.id, parcel_id)
    try:
        taken = take_at_home(
            parcel_id=parcel_id,
            seal_number=request.POST.get("seal_number", ""),
            papers=read_number(request.POST.get("papers", "")),
            proof=Proof.PHOTO if "photo" in request.FILES else Proof.SIGNATURE,
            evidence_id=evidence(request, at=now),
            courier=request.actor,
            at=now,
            **device_facts(request.POST),
        )
    except DomainError as error:
        return _page(request, shown, refused=phrases.say(error), status=error.status)
    messages.success(request, f"Đã nhận giấy tờ, niêm phong {taken.seal_number}. Người giao được tin nhắn.")
    return redirect("courier:run", shown.run_id)


@staff_required(Role.COURIER)
@require_POST
def failed(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Write down why it was not handed over, and the next time chosen with the recipient."""
    now, shown = timezone.now(), parcel_for(request.actor.id, parcel_id)
    try:
        attempt_failed(
            parcel_id=parcel_id,
            reason=request.POST.get("reason", ""),
            note=request.POST.get("note", ""),
            next_window=request.POST.get("next_window", ""),
            evidence_id=evidence(request, at=now),
            courier=request.actor,
            at=now,
            **device_facts(request.POST),
        )
    except DomainError as error:
        return _page(request, shown, refused=phrases.say(error), status=error.status)
    messages.info(request, "Đã ghi. Người nhận được tin nhắn báo.")
    return redirect("courier:run", shown.run_id)


@staff_required(Role.COURIER)
@require_GET
def call(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Open the dialler for the recipient and write down that it was asked for, while the courier has it."""
    shown = parcel_in_hand(request.actor.id, parcel_id)
    if not shown.phone:
        raise Invalid("parcel.no_phone", "Người nhận không để lại số.", "The recipient left no number.")
    events.record(
        "delivery.called", shown.subject_id, actor=request.actor, at=timezone.now(), label=shown.label
    )
    return PhoneRedirect(f"tel:{shown.phone}")
