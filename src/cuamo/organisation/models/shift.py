"""A clerk's time at a counter, with the till."""

from django.conf import settings
from django.db import models

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
