"""Work on statements that takes longer than a page may."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class LongWork(models.Model):
    """One run (việc chạy nền): a month being built, a workbook written; broken off it is done again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=5, choices=[("BUILD", "Lập bảng"), ("XLSX", "Bảng XLSX")])
    subject = models.CharField(max_length=80)
    """The month, or the statement and whose sheet it is."""
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=8, default="WAITING")
    """WAITING, RUNNING, DONE, REFUSED."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    said = models.CharField(max_length=500, blank=True, default="")
    """What came of it in words, or why it was refused."""
    content = models.BinaryField(null=True)
    """The workbook, until its link ends."""
    started_by = models.JSONField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_long_work"
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"],
                condition=Q(status__in=["WAITING", "RUNNING"]),
                name="one_long_work_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "RUNNING"], finished_at=None)
                | Q(status__in=["DONE", "REFUSED"], finished_at__isnull=False),
                name="long_work_status",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.status}"
