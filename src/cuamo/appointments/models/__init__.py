"""Tables of the app, one module per aggregate."""

from cuamo.appointments.models.booking import Booking, LessonSession, Slot
from cuamo.appointments.models.ticket import Pace, ServiceTime, Ticket

__all__ = ["Booking", "LessonSession", "Pace", "ServiceTime", "Slot", "Ticket"]
