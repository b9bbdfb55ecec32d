"""A finished dossier on its way to the archive and to its end."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class Keeping(models.Model):
    """One finished dossier and the days that matter to it; holds no personal data (hồ sơ đã kết thúc)."""

    dossier_id = models.UUIDField(primary_key=True)
    code = models.TextField()
    unit_code = models.TextField()
    procedure_code = models.TextField()
    field_vi = models.TextField(default="", blank=True)
    ended_at = models.DateTimeField()
    term_code = models.TextField(default="", blank=True)
    """The row of the table it follows; empty when there is none."""
    submit_from = models.DateField(null=True)
    submit_by = models.DateField(null=True)
    destroy_from = models.DateField(null=True)
    """First day it may be destroyed; None when its term is permanent, unknown or unconfirmed."""
    images_looked_at = models.DateTimeField(null=True)
    """When the images of ID cards that are no component were removed, or none were found."""
    package = models.ForeignKey("archive.Package", null=True, on_delete=models.PROTECT)
    changed_at = models.DateTimeField(null=True)
    """When the ended dossier last changed: its result corrected or taken back."""
    archived_at = models.DateTimeField(null=True)
    destroyed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "archive_keeping"
        indexes = [
            models.Index(
                fields=["unit_code", "submit_by", "dossier_id"],
                condition=Q(package__isnull=True, archived_at__isnull=True, destroyed_at__isnull=True),
                name="keepings_to_submit",
            ),
            models.Index(
                fields=["unit_code", "destroy_from", "dossier_id"],
                condition=Q(destroyed_at__isnull=True),
                name="keepings_to_destroy",
            ),
            models.Index(
                fields=["ended_at"], condition=Q(images_looked_at__isnull=True), name="keepings_with_images"
            ),
            models.Index(fields=["package"], name="keepings_of_package"),
        ]

    def __str__(self) -> str:
        return self.code


class RemovedImage(models.Model):
    """One image of an ID card that was removed: what stays of it (ảnh căn cước đã xoá)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField()
    file_id = models.UUIDField()
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField()
    component_key = models.TextField(default="", blank=True)
    why = models.TextField()
    removed_at = models.DateTimeField()

    class Meta:
        db_table = "archive_removed_image"
        constraints = [
            models.UniqueConstraint(fields=["dossier_id", "file_id"], name="removed_once_per_dossier")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.sha256[:12]}"
