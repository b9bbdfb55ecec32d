"""What a machine read from a file; a proposal for people, never a value by itself."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField
from cuamo.kernel.ids import new_id


class Reading(models.Model):
    """The reading of one stored file (kết quả đọc giấy): kind, flaws and proposed facts.

    The whole text of the paper is not kept (Law 91/2025/QH15: no more data than needed). Rows never
    change; a file is read once.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file = models.OneToOneField("documents.StoredFile", on_delete=models.PROTECT)
    kind = models.CharField(max_length=30)
    """A `Kind`; `UNKNOWN` when no title was recognised."""
    pages_read = models.PositiveSmallIntegerField()
    flaws = models.JSONField(default=list)
    """`[{"page", "flaw"}]`, worst first."""
    facts = EncryptedJSONField(default=list)
    """`[{"fact", "value", "confidence", "page", "place": [left, top, right, bottom]}]`."""
    confidence = models.PositiveSmallIntegerField(default=0)
    """How sure the words are on the whole, 0 to 100."""
    turn = models.PositiveSmallIntegerField(default=0)
    """Degrees clockwise the page must be turned by to be read: 0, 90, 180, 270."""
    read_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} {self.file_id}"
