"""Carriers of the sample: what the codes of the simulated ones mean, and envelopes on their way with them."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import CarrierOrder
from cuamo.delivery.services.close_originals import close_originals
from cuamo.delivery.services.confirm_carrier_code import confirm_carrier_code
from cuamo.delivery.services.hand_over import hand_over
from cuamo.delivery.services.order_carriage import order_carriage
from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.issue_result import pack_result
from cuamo.dossiers.states import Step
from cuamo.interop.systems.viettelpost.simulator.app import CODES as VIETTEL_CODES
from cuamo.interop.systems.vnpost.simulator.app import CODES as VNPOST_CODES
from cuamo.kernel.actors import SYSTEM
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Membership
from cuamo.organisation.selectors.staff import actor_of, held_at
from cuamo.organisation.types import Role
from cuamo.people.models import Account

LAST_STATES = ("DELIVERED", "RETURNED", "CANCELLED", "LOST")
BY = "Bản mô phỏng đi kèm, không phải hãng thật"
SOURCE = "Mã của bản mô phỏng, chỉ dùng để thử"
EACH = 3
"""Envelopes with each carrier."""


def confirm_simulated(*, at: datetime) -> int:
    """Confirm what the simulators mean by their codes; a real carrier is confirmed by its own letter."""
    codes = {"VNPOST": VNPOST_CODES, "VTPOST": VIETTEL_CODES}
    for carrier, said in codes.items():
        for state in LAST_STATES:
            confirm_carrier_code(
                carrier=carrier,
                code=said[state],
                state=state,
                confirmed_by=BY,
                source=SOURCE,
                actor=SYSTEM,
                at=at,
            )
    return len(codes) * len(LAST_STATES)


def make_carried(now: datetime) -> int:
    """Give a few packed results to the carriers, if none was given yet; the last waits for its scan out."""
    if CarrierOrder.objects.exists():
        return 0
    made = 0
    packing = WorkItem.objects.filter(step=Step.PACK).values("dossier_id")
    waiting = Dossier.objects.filter(id__in=packing).order_by("-id")
    for dossier_id, unit_code in waiting.values_list("id", "received_by")[:60]:
        if made == 2 * EACH:
            break
        carrier = "VNPOST" if made % 2 else "VTPOST"
        try:
            made += _give(dossier_id, unit_code, carrier, now, scanned=made < 2 * EACH - 1)
        except DomainError:
            continue
    return made


@transaction.atomic
def _give(dossier_id: UUID, unit_code: str, carrier: str, now: datetime, *, scanned: bool) -> int:
    held = Membership.objects.filter(held_at(now), unit__code=unit_code, role=Role.RECEIVER)
    account = Account.objects.filter(id__in=held.values("account_id"), is_active=True).first()
    if account is None:
        return 0
    clerk = actor_of(account, at=now)
    parcel = pack_result(dossier_id=dossier_id, clerk=clerk, at=now)
    close_originals(
        parcel_id=parcel.id,
        inside=list(parcel.papers.values_list("label", flat=True)),
        seal_number=f"HN-{parcel.label[2:11]}",
        clerk=clerk,
        at=now,
    )
    order_carriage(parcel_id=parcel.id, carrier=carrier, clerk=clerk, at=now)
    if scanned:
        hand_over(label=parcel.label, clerk=clerk, at=now)
    return 1
