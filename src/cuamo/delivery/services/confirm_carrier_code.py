"""Say what a code of a carrier means, on whose word."""

from datetime import datetime

from django.db import transaction

from cuamo.delivery.models import CarrierNews, CarrierOrder, CarrierStatus
from cuamo.delivery.selectors.carrier_map import status_of
from cuamo.delivery.services.follow_carrier import follow_order
from cuamo.delivery.states import FAILURE_REASONS
from cuamo.delivery.types import CarrierState
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid
from cuamo.kernel.ids import uuid7

SHORTEST = 5


@transaction.atomic
def confirm_carrier_code(
    *,
    carrier: str,
    code: str,
    state: str,
    confirmed_by: str,
    source: str,
    actor: Actor,
    at: datetime,
    reason: str = "",
) -> CarrierStatus:
    """Add a confirmed version of a code (xác nhận mã trạng thái) and read the news that waited for it again.

    Saying the same again changes nothing. Records `carrier.code_confirmed`.

    Args:
        confirmed_by: who confirmed it, by name and office. source: the letter or list it stands in.
        reason: for a failed attempt, which of our reasons it is.
    Raises:
        Invalid: the state or reason is none of ours, or nobody and nothing is named.
    """
    if state not in set(CarrierState) or (reason and reason not in FAILURE_REASONS):
        raise Invalid(
            "carrier.state",
            f"Trạng thái phải là một trong: {', '.join(CarrierState)}.",
            f"The state must be among {', '.join(CarrierState)}.",
            where="state",
        )
    who, where = " ".join(confirmed_by.split()), " ".join(source.split())
    if len(who) < SHORTEST or len(where) < SHORTEST or not code.strip():
        raise Invalid(
            "carrier.confirmation",
            "Ghi mã, ai xác nhận và theo văn bản nào.",
            "Name the code, who confirmed it and by which letter.",
            where="confirmed_by",
        )
    now = status_of(carrier, code)
    if now is not None and (now.canonical, now.confirmed_by, now.source) == (state, who, where):
        return now
    row = CarrierStatus.objects.create(
        carrier=carrier,
        code=code,
        version=now.version + 1 if now else 1,
        canonical=state,
        name_vi=now.name_vi if now else "",
        reason=reason or (now.reason if now and state == CarrierState.FAILED_ATTEMPT else ""),
        confidence="S",
        contested=now.contested if now else False,
        source=where,
        confirmed_by=who,
        valid_from=at,
    )
    events.record(
        "carrier.code_confirmed",
        uuid7(at),
        actor=actor,
        at=at,
        carrier=carrier,
        code=code,
        state=state,
        version=row.version,
        source=where,
    )
    waiting = CarrierNews.objects.filter(carrier=carrier, code=code, order__isnull=False)
    for order in CarrierOrder.objects.filter(id__in=waiting.values("order_id")).order_by("parcel_id", "id"):
        follow_order(order_id=order.id, at=at)
    return row
