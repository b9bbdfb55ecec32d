"""What is left of a file whose bytes are gone."""

from django.db import models
from django.db.models import Q


class Erasure(models.Model):
    """A file emptied on purpose (tệp đã xoá): its row keeps hash and page count, its bytes are gone.

    The row is the order; `bytes_gone_at` says when it was carried out. Rows are never removed.
    """

    file = models.OneToOneField("documents.StoredFile", primary_key=True, on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    why = models.CharField(max_length=12)
    """ID_IMAGE: an ID card's image after closing; DESTROYED: its dossier was destroyed."""
    erased_at = models.DateTimeField()
    erased_by = models.JSONField()
    bytes_gone_at = models.DateTimeField(null=True)
    needed_elsewhere = models.BooleanField(default=False)
    """The same bytes serve another file that stays."""

    class Meta:
        db_table = "documents_erasure"
        indexes = [
            models.Index(fields=["sha256"], name="erasures_of_content"),
            models.Index(
                fields=["erased_at"],
                condition=Q(bytes_gone_at__isnull=True, needed_elsewhere=False),
                name="erasures_to_carry_out",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(why__in=["ID_IMAGE", "DESTROYED"]), name="erasure_why")
        ]

    def __str__(self) -> str:
        return f"{self.why} {self.sha256[:12]}"
