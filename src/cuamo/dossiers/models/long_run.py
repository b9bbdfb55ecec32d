"""Work that takes longer than a page may: started by a person, done in the background, seen in progress."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class LongRun(models.Model):
    """One run (việc chạy nền): what for, how far, what came of it; run again it goes on where it stopped."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    """CALENDAR: a decision about days reaches open dossiers; REGISTER: form 07 of a long period;
    BULK: one act on many dossiers."""
    subject = models.TextField()
    """The decision's id, unit and period, or the act and its own number."""
    params = models.JSONField(default=dict)
    status = models.CharField(max_length=10, default="WAITING")
    """WAITING, RUNNING, DONE."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    result = models.JSONField(default=dict)
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    started_by = models.JSONField()
    unit_code = models.TextField()
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_long_run"
        indexes = [models.Index(fields=["kind", "subject"], name="long_runs_of_subject")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject"], condition=~Q(status="DONE"), name="one_long_run_at_a_time"
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["CALENDAR", "REGISTER", "BULK"]), name="long_run_kind"
            ),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "RUNNING", "DONE"]), name="long_run_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject} {self.status}"
