"""Another address, asked for by the recipient, safe against somebody who only says to be them."""

import hmac
import secrets
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import QuerySet

from cuamo.delivery.models import Parcel, Redirect, SlotChoice
from cuamo.delivery.selectors.home_terms import home_terms
from cuamo.delivery.selectors.parcels import parcel_of
from cuamo.delivery.selectors.slots import REDIRECTABLE
from cuamo.delivery.services.parts import lock_parcel
from cuamo.delivery.services.turn_carrier import turn_carrier
from cuamo.delivery.states import WITH_COURIER, ParcelState
from cuamo.kernel import events
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import IllegalTransition, Invalid
from cuamo.kernel.ids import uuid7
from cuamo.kernel.text import nfc

PROVEN = frozenset({"SIGNED_IN", "CARD", "QUESTIONS"})
MOST_TRIES = 5
SHORTEST, LONGEST = 8, 300
AT_ONCE = 200


@transaction.atomic
def ask_redirect(
    *,
    subject_id: UUID,
    address: str,
    ward_code: str,
    proven_by: str,
    via: str,
    asker: Actor,
    at: datetime,
) -> Redirect:
    """Ask for another address (đổi nơi giao): it holds with the code of the text, or after a day.

    Until then the old address stays. The text goes to the number given with the dossier, which cannot be
    changed here. A new request takes the place of one that waits. Records `delivery.redirect_asked` with
    the wards only; who asked and how it was proven is kept.

    Args:
        proven_by: SIGNED_IN, CARD or QUESTIONS; checked by who calls.
    Raises:
        IllegalTransition: the envelope is not on its way to a home.
        Invalid: the address says too little, or is the old one.
    """
    parcel = _travelling(subject_id)
    told = nfc(" ".join(address.split()))
    if not SHORTEST <= len(told) <= LONGEST:
        raise Invalid(
            "redirect.address",
            "Nơi nhận cần có số nhà hoặc thôn, tên đường, xã/phường.",
            "The address needs house number or hamlet, street and ward.",
            where="dia_chi",
        )
    if told.casefold() == str(parcel.address).casefold() and ward_code == parcel.ward_code:
        raise Invalid(
            "redirect.same", "Đây là nơi nhận cũ.", "This is the address it goes to.", where="dia_chi"
        )
    if proven_by not in PROVEN:
        raise ValueError(f"identity is proven by one of {sorted(PROVEN)}, got {proven_by}")
    _waiting(parcel).update(stopped_at=at, stopped_by=asker.as_json())
    asked = Redirect.objects.create(
        id=uuid7(at),
        parcel=parcel,
        old_address=parcel.address,
        old_ward=parcel.ward_code,
        new_address=told,
        new_ward=ward_code[:5],
        via=via,
        proven_by=proven_by,
        asked_by=asker.as_json(),
        asked_at=at,
        code=f"{secrets.randbelow(1_000_000):06d}",
        holds_from=at + timedelta(hours=home_terms().redirect_wait_hours),
    )
    events.record(
        "delivery.redirect_asked",
        parcel.subject_id,
        actor=asker,
        at=at,
        label=parcel.label,
        from_ward=asked.old_ward,
        to_ward=asked.new_ward,
        via=via,
        proven_by=proven_by,
    )
    return asked


@transaction.atomic
def confirm_redirect(*, subject_id: UUID, code: str, actor: Actor, at: datetime) -> bool:
    """Let the new address hold at once with the code of the text; a wrong one is counted, five are the most.

    Returns:
        Whether the code was right.
    Raises:
        IllegalTransition: no request waits, or too many wrong codes: it then waits for its day.
    """
    parcel = _travelling(subject_id)
    asked = _waiting(parcel).select_for_update().first()
    if asked is None or asked.confirmed_at is not None:
        raise IllegalTransition(
            "redirect.none", "Không có yêu cầu đổi nơi giao nào chờ mã.", "No request waits for a code."
        )
    if asked.code_tries >= MOST_TRIES:
        raise IllegalTransition(
            "redirect.tries",
            "Đã sai mã 5 lần. Nơi giao mới có hiệu lực sau 24 giờ, hoặc gọi tổng đài.",
            "Five wrong codes. The new address holds after 24 hours, or call the hotline.",
        )
    digits = "".join(sign for sign in code if sign in "0123456789")
    if not hmac.compare_digest(digits, asked.code):
        asked.code_tries += 1
        asked.save(update_fields=["code_tries"])
        return False
    asked.confirmed_at, asked.code = at, ""
    asked.save(update_fields=["confirmed_at", "code"])
    _apply(asked, parcel, actor, at)
    return True


@transaction.atomic
def stop_redirect(*, subject_id: UUID, actor: Actor, at: datetime) -> Redirect | None:
    """Stop a request that waits («Không phải tôi đổi»): the old address stays; None where none waits.

    Records `delivery.redirect_stopped`.
    """
    parcel = _travelling(subject_id)
    asked = _waiting(parcel).select_for_update().first()
    if asked is None:
        return None
    asked.stopped_at, asked.stopped_by, asked.code = at, actor.as_json(), ""
    asked.save(update_fields=["stopped_at", "stopped_by", "code"])
    events.record("delivery.redirect_stopped", parcel.subject_id, actor=actor, at=at, label=parcel.label)
    return asked


@transaction.atomic
def apply_redirects(*, at: datetime) -> int:
    """Let addresses hold that nobody stopped for a day, and confirmed ones the courier had set out past.

    One the courier is just bringing waits until that attempt is over.
    """
    waiting = Redirect.objects.filter(applied_at=None, stopped_at=None, holds_from__lte=at)
    confirmed = Redirect.objects.filter(applied_at=None, stopped_at=None, confirmed_at__isnull=False)
    done = 0
    for asked_id, parcel_id in (
        (waiting | confirmed).order_by("asked_at").values_list("id", "parcel_id")[:AT_ONCE]
    ):
        parcel = lock_parcel(parcel_id=parcel_id)
        asked = Redirect.objects.select_for_update().get(id=asked_id)
        if asked.applied_at is None and asked.stopped_at is None:
            done += _apply(asked, parcel, SYSTEM, at)
    return done


def _apply(asked: Redirect, parcel: Parcel, actor: Actor, at: datetime) -> bool:
    over = parcel.ended_at is not None or parcel.recalled_at is not None
    if over or parcel.state in {ParcelState.DELIVERED, ParcelState.HELD, ParcelState.LOST}:
        asked.stopped_at, asked.stopped_by, asked.code = at, SYSTEM.as_json(), ""
        asked.save(update_fields=["stopped_at", "stopped_by", "code"])
        return False
    if parcel.state == ParcelState.OUT_FOR_DELIVERY:
        return False
    asked.applied_at, asked.code = at, ""
    asked.save(update_fields=["applied_at", "code"])
    other_ward = bool(asked.new_ward) and asked.new_ward != parcel.ward_code
    parcel.address, parcel.ward_code = asked.new_address, asked.new_ward or parcel.ward_code
    if other_ward and parcel.state in WITH_COURIER:
        parcel.state = ParcelState.RETURNING
    parcel.save(update_fields=["address", "ward_code", "state"])
    turn_carrier(parcel, what="ADDRESS", actor=actor, at=at)
    if other_ward:
        SlotChoice.objects.filter(parcel=parcel, ended_at=None).update(ended_at=at)
    events.record(
        "delivery.redirected",
        parcel.subject_id,
        actor=actor,
        at=at,
        label=parcel.label,
        from_ward=asked.old_ward,
        to_ward=parcel.ward_code,
    )
    return True


def _waiting(parcel: Parcel) -> QuerySet[Redirect]:
    return Redirect.objects.filter(parcel=parcel, applied_at=None, stopped_at=None)


def _travelling(subject_id: UUID) -> Parcel:
    found = parcel_of(subject_id)
    parcel = lock_parcel(parcel_id=found.id) if found else None
    if (
        parcel is None
        or parcel.state not in REDIRECTABLE
        or parcel.recalled_at is not None
        or parcel.ended_at is not None
    ):
        raise IllegalTransition(
            "redirect.not_now",
            "Phong bì này không còn đổi nơi giao được.",
            "The address of this envelope can no longer be changed.",
            hint_vi="Gọi đường dây miễn phí để hỏi nó đang ở đâu.",
            hint_en="Call the free hotline to ask where it is.",
        )
    return parcel
