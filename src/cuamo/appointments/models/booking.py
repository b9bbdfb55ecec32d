"""Times people have booked, and what can be booked."""

from django.db import models
from django.db.models import Q

from cuamo.appointments.types import BookingKind, BookingState
from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Slot(models.Model):
    """How many places of one time at a point's counters are taken; a row exists once somebody booked."""

    id = models.BigAutoField(primary_key=True)
    unit_code = models.CharField(max_length=20)
    starts_at = models.DateTimeField()
    taken = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "appointments_slot"
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "starts_at"], name="appointments_slot_once")
        ]

    def __str__(self) -> str:
        return f"{self.unit_code} {self.starts_at:%Y-%m-%d %H:%M}: {self.taken}"


class LessonSession(models.Model):
    """One open lesson at a point (buổi học mở): a lesson of the list, a time, a number of places."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_code = models.CharField(max_length=20)
    lesson_key = models.CharField(max_length=40)
    starts_at = models.DateTimeField()
    minutes = models.PositiveSmallIntegerField()
    places = models.PositiveSmallIntegerField()
    taken = models.PositiveSmallIntegerField(default=0)
    opened_by = models.TextField()
    opened_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True)
    reason = models.CharField(max_length=200, blank=True, default="")
    """Why it does not take place; people who booked are told."""

    class Meta:
        db_table = "appointments_lesson_session"
        indexes = [
            models.Index(
                fields=["starts_at", "id"], name="appointments_lessons_open", condition=Q(cancelled_at=None)
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_code", "lesson_key", "starts_at"],
                condition=Q(cancelled_at=None),
                name="appointments_lesson_once",
            ),
            models.CheckConstraint(
                condition=Q(taken__lte=models.F("places")), name="appointments_lesson_not_over"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lesson_key} {self.unit_code} {self.starts_at:%Y-%m-%d %H:%M}"


class Booking(models.Model):
    """One booked time (lịch hẹn): a name and a phone number, no identity number."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_code = models.CharField(max_length=20)
    kind = models.CharField(max_length=10, choices=BookingKind.choices)
    starts_at = models.DateTimeField()
    session = models.ForeignKey(LessonSession, null=True, on_delete=models.PROTECT, related_name="bookings")
    name = EncryptedTextField()
    phone = EncryptedTextField()
    phone_hash = models.BinaryField(max_length=32)
    subject = models.CharField(max_length=100, blank=True, default="")
    """What the time is for, as whoever booked it calls it (a referral's reference); opaque here."""
    token = models.CharField(max_length=32, unique=True)
    """Key of the page on which the time is moved or cancelled."""
    code = models.CharField(max_length=6)
    """Six digits keyed in at the door; good at one point on one day."""
    day = models.DateField()
    """Day of the time in Hanoi; of the code."""
    state = models.CharField(max_length=10, choices=BookingState.choices, default=BookingState.BOOKED)
    moves = models.PositiveSmallIntegerField(default=0)
    reminded = models.BooleanField(default=False)
    forgotten = models.BooleanField(default=False)
    """Name and number are wiped."""
    created_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "appointments_booking"
        indexes = [
            models.Index(fields=["unit_code", "starts_at"], name="appointments_booked_at_point"),
            models.Index(fields=["phone_hash"], name="appointments_booked_by", condition=Q(state="BOOKED")),
            models.Index(fields=["subject"], name="appointments_booked_for", condition=~Q(subject="")),
            models.Index(fields=["starts_at"], name="appointments_to_forget", condition=Q(forgotten=False)),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["unit_code", "day", "code"],
                condition=Q(state="BOOKED"),
                name="appointments_code_once",
            ),
            models.UniqueConstraint(
                fields=["unit_code", "kind", "starts_at", "phone_hash"],
                condition=Q(state="BOOKED", subject=""),
                name="appointments_booked_once",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.unit_code} {self.starts_at:%Y-%m-%d %H:%M}"
