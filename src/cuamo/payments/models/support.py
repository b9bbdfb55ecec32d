"""What the budget pays for a subject in place of the citizen, beside any demand for money."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class BudgetSupport(models.Model):
    """The budget's part of the fees nobody is asked for (ngân sách trả thay), once per subject."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField(unique=True)
    subject_code = models.CharField(max_length=40)
    lines = models.JSONField()
    """`{"key", "name_vi", "setter", "budget_vnd", "reason_vi"}` of every fee."""
    budget_vnd = models.BigIntegerField()
    booked_at = models.DateTimeField()
    dropped_at = models.DateTimeField(null=True, blank=True)
    drop_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [models.Index(fields=["booked_at", "id"], name="payments_support_booked")]
        constraints = [
            models.CheckConstraint(condition=Q(budget_vnd__gt=0), name="payments_support_positive")
        ]

    def __str__(self) -> str:
        return f"{self.subject_code} {self.budget_vnd}"
