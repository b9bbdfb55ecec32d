"""Tables of the app, one module per aggregate."""

from cuamo.kernel.models.calendar_day import CalendarDay
from cuamo.kernel.models.consumer import ConsumerFault, ConsumerPosition
from cuamo.kernel.models.counter_row import NumberSeries
from cuamo.kernel.models.event import DayRoot, Event, Stream
from cuamo.kernel.models.idempotency import IdempotencyKey

__all__ = [
    "CalendarDay",
    "ConsumerFault",
    "ConsumerPosition",
    "DayRoot",
    "Event",
    "IdempotencyKey",
    "NumberSeries",
    "Stream",
]
