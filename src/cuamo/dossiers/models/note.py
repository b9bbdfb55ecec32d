"""What officers write to each other on a dossier."""

from django.db import models

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class InternalNote(models.Model):
    """One note (ghi chú nội bộ): never for the citizen, never reworded; struck through it stays readable."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    text = EncryptedTextField()
    by_id = models.TextField()
    by_name = models.TextField()
    unit_code = models.TextField()
    written_at = models.DateTimeField()
    struck_at = models.DateTimeField(null=True)
    struck_by_name = models.TextField(default="", blank=True)

    class Meta:
        db_table = "dossiers_internal_note"
        indexes = [models.Index(fields=["dossier", "written_at"], name="notes_of_dossier")]

    def __str__(self) -> str:
        return f"{self.by_name} {self.written_at}"
