"""A clerk's time at a counter, with the till."""

from django.conf import settings
from django.db import models

from cuamo.kernel.fields import EncryptedJSONField, EncryptedTextField
from cuamo.kernel.ids import new_id
from cuamo.organisation.models.unit import Counter


class Shift(models.Model):
    """One shift (ca): opened with a float, closed with a count; one open per counter and per clerk."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="shifts")
    unit_code = models.CharField(max_length=20)
    clerk = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="shifts")
    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    float_vnd = models.BigIntegerField()
    cash_in_vnd = models.BigIntegerField(default=0)
    """Cash taken during the shift; set when it closes."""
    counted_vnd = models.BigIntegerField(null=True, blank=True)
    difference_vnd = models.BigIntegerField(null=True, blank=True)
    reason = models.TextField(blank=True, default="")
    unsent_count = models.PositiveIntegerField(default=0)
    unsent_reason = models.TextField(blank=True, default="")
    count_lines = models.JSONField(default=dict)
    """Notes counted, by denomination in đồng: `{"500000": 1}`; empty when only the sum was written."""
    overnight_reason = models.TextField(blank=True, default="")
    """Why it was closed on a later day than it was opened."""
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    absent_reason = models.TextField(blank=True, default="")
    """Why somebody else closed it."""
    left_visits = EncryptedJSONField(default=list)
    """Visits that were ended with the shift: `[{"ref", "words"}]`."""
    papers_count = models.PositiveIntegerField(default=0)
    papers_words = EncryptedTextField(default="")
    """Papers and envelopes that stay at the counter, and where they are kept."""

    class Meta:
        db_table = "organisation_shift"
        indexes = [models.Index(fields=["unit_code", "-opened_at"], name="organisation_shift_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["counter"],
                condition=models.Q(closed_at__isnull=True),
                name="organisation_one_open_shift_per_counter",
            ),
            models.UniqueConstraint(
                fields=["clerk"],
                condition=models.Q(closed_at__isnull=True),
                name="organisation_one_open_shift_per_clerk",
            ),
            models.CheckConstraint(
                condition=models.Q(float_vnd__gte=0), name="organisation_shift_float_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.opened_at:%Y-%m-%d %H:%M}"

    @property
    def is_open(self) -> bool:
        """True until the shift is closed."""
        return self.closed_at is None


class Handover(models.Model):
    """What one shift leaves to the next at the counter (bàn giao ca): given by one, counted by the other.

    It waits at the counter until somebody opens a shift there; both are named, and a difference has its note.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    from_shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="handover")
    counter = models.ForeignKey(Counter, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=20)
    given_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    given_at = models.DateTimeField()
    amount_vnd = models.BigIntegerField()
    """Money left in the till, as the giver counted it."""
    visits_count = models.PositiveIntegerField(default=0)
    unsent_count = models.PositiveIntegerField(default=0)
    papers_count = models.PositiveIntegerField(default=0)
    words = EncryptedTextField(default="")
    """What the next one must know: where papers lie, who comes back when."""
    to_shift = models.OneToOneField(
        Shift, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_from"
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    taken_at = models.DateTimeField(null=True, blank=True)
    counted_vnd = models.BigIntegerField(null=True, blank=True)
    papers_found = models.PositiveIntegerField(null=True, blank=True)
    note = EncryptedTextField(default="")

    class Meta:
        db_table = "organisation_handover"
        indexes = [models.Index(fields=["unit_code", "-given_at"], name="organisation_handover_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["counter"],
                condition=models.Q(taken_at__isnull=True),
                name="organisation_one_waiting_handover",
            )
        ]

    def __str__(self) -> str:
        return f"{self.counter_id} {self.given_at:%Y-%m-%d %H:%M}"

    @property
    def difference_vnd(self) -> int:
        """Money found minus money given; 0 until it is taken."""
        return 0 if self.counted_vnd is None else self.counted_vnd - self.amount_vnd
