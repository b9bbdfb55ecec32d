"""One act on many dossiers: what came of each."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class BulkRow(models.Model):
    """One dossier of a run over many (xử lý hàng loạt); its outcome is kept in the transaction of its act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    run = models.ForeignKey("dossiers.LongRun", on_delete=models.PROTECT, related_name="rows")
    place = models.PositiveSmallIntegerField()
    dossier_id = models.UUIDField()
    code = models.TextField()
    seen = models.TextField(default="", blank=True)
    """What the dry run saw; where it has changed since, nothing is done."""
    status = models.CharField(max_length=10, default="WAITING")
    """WAITING, DONE, REFUSED (a rule says no), FAILED (the machine could not)."""
    said = models.TextField(default="", blank=True)
    """The outcome in words."""
    done_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_bulk_row"
        constraints = [
            models.UniqueConstraint(fields=["run", "place"], name="bulk_row_place"),
            models.UniqueConstraint(fields=["run", "dossier_id"], name="bulk_row_once"),
            models.CheckConstraint(
                condition=Q(status__in=["WAITING", "DONE", "REFUSED", "FAILED"]), name="bulk_row_status"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.status}"
