"""Somebody says: this must not be touched."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Hold(models.Model):
    """A legal hold on one dossier (đình chỉ tiêu huỷ): by whom, on which ground, until when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField()
    code = models.TextField()
    unit_code = models.TextField()
    ground = EncryptedTextField()
    document = models.TextField(default="", blank=True)
    """Number of the paper that asks for it."""
    placed_at = models.DateTimeField()
    placed_by = models.JSONField()
    until = models.DateField(null=True)
    """Last day; None until somebody lifts it."""
    lifted_at = models.DateTimeField(null=True)
    lifted_by = models.JSONField(default=dict)
    lifted_because = EncryptedTextField(default="")

    class Meta:
        db_table = "archive_hold"
        indexes = [
            models.Index(fields=["dossier_id"], name="holds_of_dossier"),
            models.Index(fields=["unit_code", "-placed_at"], name="holds_of_unit"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"], condition=Q(lifted_at__isnull=True), name="one_standing_hold"
            )
        ]

    def __str__(self) -> str:
        return self.code
