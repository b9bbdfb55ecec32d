"""Files that come piece by piece from a counter that had no network."""

from django.db import models

from cuamo.documents.models.stored_file import SHA256_HEX
from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class IncomingFile(models.Model):
    """One file a clerk's PC announced: known by whose it is and by the hash of its bytes (tệp đang gửi lên).

    Kept per clerk, so that nobody learns of, or points at, a file somebody else sent.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    owner_id = models.TextField()
    sha256 = models.CharField(max_length=64)
    size = models.PositiveIntegerField()
    name = EncryptedTextField()
    have = models.PositiveIntegerField(default=0)
    """Bytes that have arrived, from the first on without a gap."""
    begun_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    stored = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    """What it became after it was checked and cleaned."""
    refused = models.JSONField(null=True)
    """Why it cannot be taken, in words; the same bytes get the same answer."""

    class Meta:
        db_table = "documents_incoming"
        constraints = [
            models.UniqueConstraint(fields=["owner_id", "sha256"], name="documents_incoming_once"),
            models.CheckConstraint(
                condition=models.Q(sha256__regex=SHA256_HEX), name="documents_incoming_sha256"
            ),
        ]
        indexes = [
            models.Index(
                fields=["touched_at"],
                name="documents_incoming_open",
                condition=models.Q(stored__isnull=True, refused__isnull=True),
            )
        ]

    def __str__(self) -> str:
        return f"{self.sha256[:12]} {self.have}/{self.size}"


class IncomingPiece(models.Model):
    """One piece of a file that is not complete yet; gone when it is."""

    file = models.ForeignKey(IncomingFile, on_delete=models.CASCADE, related_name="pieces")
    start = models.PositiveIntegerField()
    data = models.BinaryField()

    class Meta:
        db_table = "documents_incoming_piece"
        constraints = [
            models.UniqueConstraint(fields=["file", "start"], name="documents_incoming_piece_once")
        ]

    def __str__(self) -> str:
        return f"{self.file_id} +{self.start}"
