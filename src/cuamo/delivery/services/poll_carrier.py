"""Read the news of a carrier that is asked for them in pages."""

from datetime import datetime

import structlog

from cuamo.delivery.errors import CarrierRefused, CarrierUnavailable
from cuamo.delivery.models import CarrierCursor
from cuamo.delivery.ports import Carriers
from cuamo.delivery.selectors.carrier_orders import ours
from cuamo.delivery.services.take_news import take_all
from cuamo.kernel import ports

MOST_PAGES = 50
log = structlog.get_logger(__name__)


def poll_carriers(*, at: datetime) -> int:
    """Read the news of every carrier; return how many were new."""
    carriers = ports.get(Carriers)  # type: ignore[type-abstract]  # a Protocol
    fresh = 0
    for code in carriers.codes():
        try:
            fresh += poll_carrier(carrier=code, at=at)
        except Exception:  # a fault with one carrier's news keeps nobody else's back
            log.exception("carrier_not_read", carrier=code)
    return fresh


def poll_carrier(*, carrier: str, at: datetime) -> int:
    """Read every page since the last one and take what it says (hỏi hãng chuyển); return how many were new.

    How far it was read is kept after each page: a stop in between reads a page twice and takes nothing twice.
    """
    port = ports.get(Carriers).named(carrier)  # type: ignore[type-abstract]  # a Protocol
    mark, _ = CarrierCursor.objects.get_or_create(carrier=carrier)
    fresh = 0
    for _ in range(MOST_PAGES):
        try:
            page = port.news_since(mark.cursor, ours=lambda numbers: ours(carrier, numbers))
        except (CarrierUnavailable, CarrierRefused) as error:
            log.warning("carrier_silent", carrier=carrier, reason=str(error))
            mark.faults += 1
            mark.save(update_fields=["faults"])
            return fresh
        fresh += take_all(carrier=carrier, news=page.news, at=at)
        mark.cursor, mark.read_at, mark.faults = page.cursor, at, 0
        mark.save(update_fields=["cursor", "read_at", "faults"])
        if not page.more:
            return fresh
    return fresh
