"""Put the money of closed shifts into a bag, and seal it before two people."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Conflict, Invalid, NotPermitted
from cuamo.kernel.ids import uuid7
from cuamo.kernel.numbering import take_number
from cuamo.organisation.models import Shift
from cuamo.organisation.policies import require_role, require_role_at
from cuamo.organisation.services.shift import less_left
from cuamo.organisation.types import Role
from cuamo.payments.models import BaggedShift, CashBag
from cuamo.payments.rules import legs
from cuamo.payments.rules.day import day_begins
from cuamo.payments.selectors.cash_bags import shifts_to_bag
from cuamo.payments.services.bag_parts import lock_bag, read_number, require_seal, wrong_state
from cuamo.payments.services.book import book
from cuamo.payments.states import BagState
from cuamo.payments.types import Account, EntryKind


@transaction.atomic
def pack_bag(*, shift_ids: Sequence[UUID], seal_number: str, clerk: Actor, at: datetime) -> CashBag:
    """Put what the books say is in the tills of these closed shifts into one bag (cho tiền vào túi).

    The float stays. The amount is never typed: it is what was taken, corrected by the count. Packing the
    same shifts with the same seal again gives the same bag. Records `cash.bag_packed`.

    Raises:
        NotPermitted: a shift is of another point, or somebody else's and `clerk` does not lead there.
        Invalid: no shift, or no number of a seal.
        Conflict: the seal was used, or a shift holds nothing that can be bagged.
    """
    seal = read_number(seal_number, where="seal_number", what_vi="số niêm phong", what_en="the seal's number")
    if not shift_ids:
        raise Invalid("bag.shifts", "Chọn ít nhất một ca.", "Choose at least one shift.", where="shift")
    require_role(clerk, Role.CLERK, Role.SHIFT_LEAD)
    chosen = Shift.objects.select_for_update(no_key=True).filter(id__in=shift_ids).order_by("id")
    leads = Role.SHIFT_LEAD in clerk.roles
    for shift in chosen:
        require_role_at(clerk, shift.unit_code, Role.CLERK, Role.SHIFT_LEAD)
        if str(shift.clerk_id) != clerk.id and not leads:
            raise NotPermitted(
                "shift.other", "Ca này của người khác.", "This shift is somebody else's.", where="shift"
            )
    packed = _packed_before(shift_ids, seal)
    if packed is not None:
        return packed
    held = shifts_to_bag(unit_code=clerk.unit_code, ids=shift_ids, not_taken_since=day_begins(at))
    if len(held) != len(set(shift_ids)):
        raise Conflict(
            "bag.nothing",
            "Có ca chưa kết, đã vào túi, hoặc không còn tiền. Tải lại trang rồi chọn lại.",
            "A shift is open, is in a bag, or holds nothing. Load the page again and choose.",
            where="shift",
        )
    year = at.astimezone(HANOI).year
    series = take_number(f"cash-bag:{clerk.unit_code}:{year}")
    bag = CashBag(
        id=uuid7(at),
        number=f"TM-{clerk.unit_code}-{year % 100:02d}-{series:05d}",
        unit_code=clerk.unit_code,
        seal_number=seal,
        amount_vnd=sum(each.amount_vnd for each in held),
        packed_by_id=clerk.id,
        packed_by_name=clerk.name,
        packed_at=at,
        packed_by_lead=leads,
    )
    try:
        with transaction.atomic():
            bag.save(force_insert=True)
    except IntegrityError as error:
        raise Conflict(
            "bag.seal_used",
            "Số niêm phong này đã dùng cho túi khác. Lấy dây niêm phong mới.",
            "This seal was used for another bag. Take a new one.",
            where="seal_number",
        ) from error
    BaggedShift.objects.bulk_create(
        BaggedShift(id=uuid7(at), bag=bag, shift=each.shift, amount_vnd=each.amount_vnd) for each in held
    )
    for each in held:
        less_left(shift_id=each.shift.id, amount_vnd=each.amount_vnd)
    events.record(
        "cash.bag_packed",
        bag.id,
        actor=clerk,
        at=at,
        number=bag.number,
        amount_vnd=bag.amount_vnd,
        shifts=[str(each.shift.id) for each in held],
    )
    return bag


@transaction.atomic
def seal_bag(*, bag_id: UUID, seal_seen: str, signer: Actor, at: datetime) -> CashBag:
    """Sign as the second person that the bag holds its amount and is sealed (niêm phong túi tiền).

    From now on the money is on its way in the books; under a new seal later it stays so. Signing twice
    changes nothing. Records `cash.bagged`.

    Raises:
        NotPermitted: of another point, or the one who packed it, or neither of the two leads the shift.
        Conflict: the seal has another number.
        IllegalTransition: the bag has left already.
    """
    bag = lock_bag(bag_id)
    roles = (Role.CLERK, Role.SHIFT_LEAD) if bag.packed_by_lead else (Role.SHIFT_LEAD,)
    require_role_at(signer, bag.unit_code, *roles)
    if bag.packed_by_id == signer.id:
        raise NotPermitted(
            "bag.same_person",
            "Người cho tiền vào túi không tự ký niêm phong. Cần người thứ hai ký.",
            "Who packed the bag does not sign for it alone. A second person signs.",
        )
    if bag.state == BagState.SEALED and bag.sealed_by_id == signer.id:
        return bag
    if bag.state != BagState.PACKED:
        raise wrong_state(bag)
    require_seal(bag, seal_seen)
    first_time = bag.sealed_at is None
    bag.state, bag.sealed_at = BagState.SEALED, at
    bag.sealed_by_id, bag.sealed_by_name = signer.id, signer.name
    bag.save(update_fields=["state", "sealed_at", "sealed_by_id", "sealed_by_name"])
    if first_time:
        book(
            kind=EntryKind.BAGGED,
            source=f"bagged:{bag.id}",
            request_id=None,
            legs=legs.bagged(
                {Account.till(each.shift_id): each.amount_vnd for each in bag.shifts.order_by("id")}
            ),
            at=at,
        )
    events.record("cash.bagged", bag.id, actor=signer, at=at, number=bag.number, amount_vnd=bag.amount_vnd)
    return bag


def _packed_before(shift_ids: Sequence[UUID], seal: str) -> CashBag | None:
    bags = {row.bag for row in BaggedShift.objects.filter(shift_id__in=shift_ids).select_related("bag")}
    if len(bags) != 1:
        return None
    bag = bags.pop()
    same = set(bag.shifts.values_list("shift_id", flat=True)) == set(shift_ids)
    return bag if same and bag.seal_number == seal else None
