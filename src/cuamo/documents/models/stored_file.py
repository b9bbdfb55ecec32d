"""A file as it is kept: by content, harmless, with where it came from."""

from django.db import models
from django.db.models import Q

from cuamo.documents.types import Mime, Purpose, ScanStatus
from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id

SHA256_HEX = r"^[0-9a-f]{64}$"


class StoredFile(models.Model):
    """One file somebody brought or the product made (tệp tin); its bytes are found by `sha256`.

    The bytes kept are the cleaned ones; `original_sha256` proves what came in (Circular 03/2025/TT-VPCP
    asks for the hash of every file in a dossier message). Rows never change after they are written.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    mime = models.CharField(max_length=40, choices=[(mime.value, mime.name) for mime in Mime])
    pages = models.PositiveSmallIntegerField()
    width = models.PositiveIntegerField(default=0)
    height = models.PositiveIntegerField(default=0)
    original_sha256 = models.CharField(max_length=64)
    original_size = models.PositiveIntegerField()
    original_mime = models.CharField(max_length=40)
    original_name = EncryptedTextField()
    """As the person's device named it: often holds names, so it is kept encrypted."""
    scan_status = models.CharField(max_length=12, choices=ScanStatus.choices, default=ScanStatus.NOT_SCANNED)
    purpose = models.CharField(max_length=10, choices=Purpose.choices, default=Purpose.PAPER)
    made_from = models.JSONField(default=list)
    """`[{"file", "page", "edits"}]` when it was put together or laid straight here; what it was made from is
    kept as it came, so that it can be undone. Empty for what came in as it is."""
    uploaded_by = models.JSONField()
    uploaded_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["sha256"], name="documents_file_sha256")]
        constraints = [
            models.CheckConstraint(
                condition=Q(sha256__regex=SHA256_HEX) & Q(original_sha256__regex=SHA256_HEX),
                name="documents_file_hashes_are_sha256",
            ),
            models.CheckConstraint(condition=Q(pages__gte=1), name="documents_file_has_pages"),
        ]

    def __str__(self) -> str:
        return f"{self.mime} {self.sha256[:12]}"
