"""Take what a carrier says, exactly once."""

from collections import Counter
from datetime import datetime

import structlog
from django.db import IntegrityError, transaction
from django.db.models import F

from cuamo.delivery.models import CarrierNews, CarrierOrder
from cuamo.delivery.ports import Carriers
from cuamo.delivery.services.accept_order import note_accepted
from cuamo.delivery.services.follow_carrier import follow_order
from cuamo.delivery.services.raise_alarm import raise_alarm
from cuamo.delivery.states import AlarmKind
from cuamo.delivery.types import CarrierState, News, NewsVerdict
from cuamo.kernel import ports
from cuamo.kernel.errors import DomainError
from cuamo.kernel.ids import uuid7
from cuamo.organisation.types import Role

DUPLICATE = "DUPLICATE"
log = structlog.get_logger(__name__)


def receive_news(*, carrier: str, body: bytes, at: datetime) -> str:
    """Take one message a carrier sent to our address and return its verdict (nhận tin của hãng chuyển).

    It may come twice, late, out of order, with a code nobody knows or for an order we never placed: each is
    kept with a verdict, and moves an envelope at most once.

    Raises:
        NotPermitted: it does not carry our secret. Invalid: it is not in the agreed form.
        NotFound: there is no such carrier, or it sends no messages. Nothing is kept in any of these cases.
    """
    said = ports.get(Carriers).named(carrier).read_webhook(body)  # type: ignore[type-abstract]  # a Protocol
    return take_news(carrier=carrier, said=said, source="MESSAGE", at=at)


@transaction.atomic
def take_news(*, carrier: str, said: News, source: str, at: datetime) -> str:
    """Keep one piece of news and let the envelope follow; a copy of one that is known only counts.

    Two copies at the same time queue on the key: the second waits for the first and finds it done.
    """
    order = CarrierOrder.objects.filter(carrier=carrier, number=said.number).first()
    row = CarrierNews(
        id=uuid7(at),
        carrier=carrier,
        key=said.key,
        order=order,
        number=said.number,
        carrier_number=said.carrier_number,
        code=said.code,
        ordinal=said.ordinal,
        occurred_at=said.occurred_at or at,
        received_at=at,
        source=source,
        body=said.body,
        verdict=NewsVerdict.UNKNOWN,
    )
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        CarrierNews.objects.filter(carrier=carrier, key=said.key).update(times_seen=F("times_seen") + 1)
        return DUPLICATE
    if order is None:
        return NewsVerdict.UNKNOWN.value
    order = note_accepted(order_id=order.id, carrier_number=said.carrier_number, at=at)
    if said.carrier_number and said.carrier_number != order.carrier_number:
        return _contradicts(row, order, at, what="ANOTHER_ITEM")
    try:
        with transaction.atomic():
            follow_order(order_id=order.id, at=at)
    except DomainError as error:
        log.warning("carrier_news_not_applied", carrier=carrier, order=order.number, code=error.code)
        return _contradicts(row, order, at, what="NOT_APPLIED")
    row.refresh_from_db(fields=["verdict", "canonical"])
    if row.canonical == CarrierState.DELIVERED:
        CarrierOrder.objects.filter(id=order.id, state="ENDED", proof_due_at=None).update(
            proof_due_at=at, proof_asked=0
        )
    return str(row.verdict)


def take_all(*, carrier: str, news: tuple[News, ...], at: datetime) -> int:
    """Take news that was asked for, each by itself; return how many were new."""
    known = _count_copies(carrier, [said.key for said in news])
    fresh = 0
    for said in news:
        if said.key in known:
            continue
        try:
            fresh += take_news(carrier=carrier, said=said, source="ASKED", at=at) != DUPLICATE
        except Exception:  # the order is asked about again after silence; the news behind it are taken
            log.exception("carrier_news_not_taken", carrier=carrier, key=said.key)
    return fresh


def _count_copies(carrier: str, keys: list[str]) -> set[str]:
    """Count what is known already and return its keys: most of a page that is read again is."""
    held = CarrierNews.objects.filter(carrier=carrier, key__in=keys)
    known = set(held.values_list("key", flat=True))
    copies = Counter(key for key in keys if key in known)
    for times in set(copies.values()):
        again = [key for key, seen in copies.items() if seen == times]
        held.filter(key__in=again).update(times_seen=F("times_seen") + times)
    return known


def _contradicts(row: CarrierNews, order: CarrierOrder, at: datetime, *, what: str) -> str:
    """Keep news that may move nothing: of another item of the carrier, or against what our scans say."""
    row.verdict = NewsVerdict.IMPOSSIBLE
    row.save(update_fields=["verdict"])
    raise_alarm(
        kind=AlarmKind.CARRIER_CONFLICT.value,
        parcel=order.parcel,
        owner_unit=order.operator_code,
        owner_role=Role.COORDINATOR.value,
        at=at,
        facts={"label": order.parcel.label, "order": order.number, "what": what},
    )
    return NewsVerdict.IMPOSSIBLE.value
