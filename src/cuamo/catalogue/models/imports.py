"""A list of procedures somebody brings, from its first look to its last row."""

from django.db import models

from cuamo.kernel.ids import new_id


class ProcedureImport(models.Model):
    """One uploaded list (tệp nhập danh mục): looked at first, applied by an explicit act."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    file_name = models.TextField()
    rows = models.JSONField()
    status = models.TextField(default="CHECKING")
    """CHECKING, CHECKED, APPLYING, APPLIED, UNDOING, UNDONE, FAILED."""
    mode = models.TextField(default="", blank=True)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    report = models.JSONField(default=dict, blank=True)
    made = models.JSONField(default=list, blank=True)
    """What each kept row made, and what stood there before: what taking it back goes by."""
    made_by = models.TextField()
    made_name = models.TextField(default="", blank=True)
    made_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.TextField(default="", blank=True)
    undone_name = models.TextField(default="", blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "catalogue_import"
        indexes = [models.Index(fields=["-made_at"], name="catalogue_import_newest")]

    def __str__(self) -> str:
        return f"{self.file_name} {self.status}"
