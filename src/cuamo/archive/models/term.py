"""The retention table."""

from django.db import models


class RetentionTerm(models.Model):
    """How long one kind of file is kept (thời hạn bảo quản); what is not confirmed destroys nothing."""

    code = models.TextField()
    valid_from = models.DateField()
    name_vi = models.TextField()
    name_en = models.TextField(default="", blank=True)
    procedures = models.JSONField(default=list)
    fields = models.JSONField(default=list)
    """Fields of procedures; `*` for all others, `$` for vouchers of what was paid."""
    years = models.PositiveSmallIntegerField(null=True)
    permanent = models.BooleanField(default=False)
    submit_within_months = models.PositiveSmallIntegerField(null=True)
    complaint_days = models.PositiveSmallIntegerField(default=90)
    keeps = models.TextField(default="ALL")
    source = models.TextField()
    confidence = models.CharField(max_length=1)
    confirmed_by = models.TextField(default="", blank=True)

    class Meta:
        db_table = "archive_retention_term"
        constraints = [
            models.UniqueConstraint(fields=["code", "valid_from"], name="one_term_per_day"),
            models.CheckConstraint(
                condition=models.Q(permanent=False) | models.Q(years=None), name="permanent_or_years"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"
