"""The kept PDF of an electronic receipt."""

from django.db import models

from cuamo.kernel.ids import new_id


class ReceiptFile(models.Model):
    """The PDF of an electronic receipt as it was signed (tệp biên lai điện tử); one for each receipt."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="+")
    receipt_id = models.UUIDField(unique=True)
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    kept_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_receipt_file"

    def __str__(self) -> str:
        return str(self.receipt_id)
