"""What a person has put together for a supplement and not sent yet."""

from django.db import models

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class SupplementDraft(models.Model):
    """The note of an unsent supplement (bản bổ sung làm dở); its papers are `SupplementDraftPaper`."""

    request = models.OneToOneField(
        "dossiers.SupplementRequest", primary_key=True, on_delete=models.CASCADE, related_name="draft"
    )
    note = EncryptedTextField(default="")
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_supplement_draft"

    def __str__(self) -> str:
        return str(self.request_id)


class SupplementDraftPaper(models.Model):
    """One file kept for one item of the list; it is nobody's paper before it is sent."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    draft = models.ForeignKey(SupplementDraft, on_delete=models.CASCADE, related_name="papers")
    item = models.SmallIntegerField()
    """Number of the item in the list, from 1."""
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT)
    added_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_supplement_draft_paper"
        indexes = [models.Index(fields=["draft", "item"], name="papers_of_draft_item")]

    def __str__(self) -> str:
        return f"{self.draft_id} {self.item}"
