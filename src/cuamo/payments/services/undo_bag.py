"""A bag goes a step back: opened again before it is sealed, sealed anew, fetched back from who never came."""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid
from cuamo.kernel.text import nfc
from cuamo.organisation.policies import require_role_at
from cuamo.organisation.services.shift import less_left
from cuamo.organisation.types import Role
from cuamo.payments.models import CashBag
from cuamo.payments.services.bag_parts import lock_bag, read_number, wrong_state
from cuamo.payments.states import BagState

MOST = 500


@transaction.atomic
def unpack_bag(*, bag_id: UUID, words: str, clerk: Actor, at: datetime) -> CashBag:
    """Take the money out of a bag nobody has sealed yet; its shifts can be packed again (mở túi).

    A seal read wrongly is mended so. Records `cash.bag_unpacked`; opening twice changes nothing.

    Raises:
        NotPermitted: of another point, or neither who packed it nor a lead.
        IllegalTransition: it was sealed once: its money is on its way in the books.
        Invalid: no reason.
    """
    bag = lock_bag(bag_id)
    roles = (Role.CLERK, Role.SHIFT_LEAD) if bag.packed_by_id == clerk.id else (Role.SHIFT_LEAD,)
    require_role_at(clerk, bag.unit_code, *roles)
    if bag.state == BagState.UNPACKED:
        return bag
    if bag.state != BagState.PACKED or bag.sealed_at is not None:
        raise wrong_state(bag)
    said = _said(words)
    for each in bag.shifts.order_by("id"):
        less_left(shift_id=each.shift_id, amount_vnd=-each.amount_vnd)
    bag.shifts.all().delete()
    bag.state = BagState.UNPACKED
    bag.save(update_fields=["state"])
    events.record("cash.bag_unpacked", bag.id, actor=clerk, at=at, number=bag.number, words=said)
    return bag


@transaction.atomic
def reseal_bag(*, bag_id: UUID, seal_number: str, words: str, lead: Actor, at: datetime) -> CashBag:
    """Put a new seal on a bag whose seal is broken or another one; a second person signs it again.

    The amount in the books stays: what is missing shows at the bank. Records `cash.bag_resealed`.

    Raises:
        NotPermitted: no lead of its point.
        IllegalTransition: it is not at the point.
        Conflict: the seal was used.
        Invalid: no number, or no reason.
    """
    bag = lock_bag(bag_id)
    require_role_at(lead, bag.unit_code, Role.SHIFT_LEAD)
    if bag.state != BagState.SEALED:
        raise wrong_state(bag)
    seal = read_number(seal_number, where="seal_number", what_vi="số niêm phong", what_en="the seal's number")
    said, before = _said(words), bag.seal_number
    bag.state, bag.seal_number = BagState.PACKED, seal
    bag.packed_by_id, bag.packed_by_name, bag.packed_by_lead = lead.id, lead.name, True
    bag.sealed_by_id = bag.sealed_by_name = ""
    try:
        with transaction.atomic():
            bag.save()
    except IntegrityError as error:
        raise Conflict(
            "bag.seal_used",
            "Số niêm phong này đã dùng cho túi khác. Lấy dây niêm phong mới.",
            "This seal was used for another bag. Take a new one.",
            where="seal_number",
        ) from error
    events.record(
        "cash.bag_resealed", bag.id, actor=lead, at=at, number=bag.number, before=before, words=said
    )
    return bag


@transaction.atomic
def fetch_back(*, bag_id: UUID, words: str, actor: Actor, at: datetime) -> CashBag:
    """Take back a bag that was given and that nobody signed for. Records `cash.bag_fetched_back`.

    Raises:
        NotPermitted: neither who gave it nor a lead of its point.
        IllegalTransition: somebody signed for it, or it was not given.
        Invalid: no reason.
    """
    bag = lock_bag(bag_id)
    roles = (Role.CLERK, Role.SHIFT_LEAD) if bag.given_by_id == actor.id else (Role.SHIFT_LEAD,)
    require_role_at(actor, bag.unit_code, *roles)
    if bag.state != BagState.GIVEN:
        raise wrong_state(bag)
    said = _said(words)
    bag.state, bag.given_at = BagState.SEALED, None
    bag.given_by_id = bag.given_by_name = bag.bank_receipt = ""
    bag.save(update_fields=["state", "given_at", "given_by_id", "given_by_name", "bank_receipt"])
    events.record("cash.bag_fetched_back", bag.id, actor=actor, at=at, number=bag.number, words=said)
    return bag


def _said(words: str) -> str:
    said = nfc(words)[:MOST]
    if not said:
        raise Invalid("bag.words", "Ghi lý do.", "Give the reason.", where="bag_words")
    return said
