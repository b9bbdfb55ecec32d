"""Cash of the sample shifts: into a sealed bag in the evening, at the bank the next morning."""

from datetime import datetime, timedelta

from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Membership, Shift
from cuamo.organisation.selectors.staff import actor_of
from cuamo.organisation.types import Role
from cuamo.payments.selectors.cash_bags import shifts_to_bag
from cuamo.payments.services.carry_bag import confirm_deposit, give_bag, see_bag_off
from cuamo.payments.services.pack_bag import pack_bag, seal_bag

MORNING_AFTER = timedelta(hours=14)


def bag_cash(shift: Shift, clerk: Actor, *, at: datetime, deposited: bool = True) -> None:
    """Put what a closed shift took into a bag; its lead seals it, the bank fetches it and confirms it.

    Where a point has no lead but the clerk, the bag waits for its second signature.
    """
    if not shifts_to_bag(unit_code=shift.unit_code, ids=[shift.id]):
        return
    seal = f"NP-{shift.id.hex[-10:].upper()}"
    bag = pack_bag(shift_ids=[shift.id], seal_number=seal, clerk=clerk, at=at)
    lead = _lead_beside(clerk, at)
    if lead is None:
        return
    seal_bag(bag_id=bag.id, seal_seen=seal, signer=lead, at=at)
    if not deposited:
        return
    morning = at + MORNING_AFTER
    give_bag(bag_id=bag.id, giver=lead, bank_receipt=f"BN-{bag.number[-5:]}", at=morning)
    see_bag_off(bag_id=bag.id, seal_seen=seal, signer=clerk, at=morning)
    confirm_deposit(bag_id=bag.id, amount_vnd=bag.amount_vnd, source=f"line:{bag.number}", at=morning)


def _lead_beside(clerk: Actor, at: datetime) -> Actor | None:
    leads = Membership.objects.filter(unit_id=clerk.unit_code, role=Role.SHIFT_LEAD, valid_to=None)
    other = leads.exclude(account_id=clerk.id).select_related("account").first()
    return actor_of(other.account, at=at) if other is not None else None
