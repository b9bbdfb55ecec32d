"""Numbers taken at the door, and how long visits take."""

from django.db import models
from django.db.models import Q

from cuamo.appointments.models.booking import Booking
from cuamo.appointments.types import Priority, TicketState
from cuamo.kernel.ids import new_id


class Ticket(models.Model):
    """One number of one day at one point (số thứ tự); says nothing about who holds it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_code = models.CharField(max_length=20)
    day = models.DateField()
    """In Hanoi; numbers start anew each day."""
    number = models.PositiveSmallIntegerField()
    token = models.CharField(max_length=32, unique=True)
    """Key of the page that follows the number."""
    reason = models.CharField(max_length=20)
    priority = models.CharField(max_length=10, choices=Priority.choices, blank=True, default=Priority.NONE)
    source = models.CharField(max_length=10)
    """DOOR (màn hình ở cửa), PHONE (điện thoại), CLERK (nhân viên lấy giúp), BOOKING (đã đặt giờ)."""
    booking = models.OneToOneField(Booking, null=True, on_delete=models.PROTECT, related_name="ticket")
    state = models.CharField(max_length=10, choices=TicketState.choices, default=TicketState.WAITING)
    taken_at = models.DateTimeField()
    rank_at = models.DateTimeField()
    """Moment the order of calling goes by; see `rules/order.py`."""
    calls = models.PositiveSmallIntegerField(default=0)
    misses = models.PositiveSmallIntegerField(default=0)
    called_at = models.DateTimeField(null=True)
    counter_number = models.PositiveSmallIntegerField(null=True)
    clerk_id = models.TextField(blank=True, default="")
    served_at = models.DateTimeField(null=True)
    visit_id = models.UUIDField(null=True, unique=True)
    """The visit that began with it; opaque here."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "appointments_ticket"
        indexes = [
            models.Index(
                fields=["unit_code", "day", "rank_at", "number"],
                name="appointments_ticket_waiting",
                condition=Q(state="WAITING"),
            ),
            models.Index(
                fields=["unit_code", "day", "-called_at"],
                name="appointments_ticket_called",
                condition=Q(called_at__isnull=False),
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "day", "number"], name="appointments_number_once"),
            models.UniqueConstraint(
                fields=["clerk_id"], condition=Q(state="CALLED"), name="appointments_one_called_per_clerk"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit_code} {self.day} {self.shown}"

    @property
    def shown(self) -> str:
        """The number as it is printed and called: three digits."""
        return f"{self.number:03d}"


class ServiceTime(models.Model):
    """How long one visit took at one point; nothing about the person or the clerk."""

    visit_id = models.UUIDField(primary_key=True)
    unit_code = models.CharField(max_length=20)
    ended_at = models.DateTimeField()
    seconds = models.PositiveIntegerField()

    class Meta:
        db_table = "appointments_service_time"
        indexes = [models.Index(fields=["unit_code", "-ended_at"], name="appointments_times_of_point")]

    def __str__(self) -> str:
        return f"{self.unit_code} {self.seconds} s"


class Pace(models.Model):
    """How fast a point works, from its newest visits: what waiting times are estimated from."""

    unit_code = models.CharField(max_length=20, primary_key=True)
    quick_seconds = models.PositiveIntegerField()
    """A quarter of the visits took less."""
    slow_seconds = models.PositiveIntegerField()
    """A quarter took more."""
    visits = models.PositiveSmallIntegerField()
    measured_at = models.DateTimeField()

    class Meta:
        db_table = "appointments_pace"

    def __str__(self) -> str:
        return f"{self.unit_code} {self.quick_seconds}–{self.slow_seconds} s"
