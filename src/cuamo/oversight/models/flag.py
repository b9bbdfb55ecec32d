"""Signs that a state was moved for the figures' sake."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Flag(models.Model):
    """One sign on one dossier (dấu hiệu đối phó số liệu): to be looked at by a person, it stops nothing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField()
    kind = models.CharField(max_length=12)
    """LAST_MOMENT, TOGGLED, DUE_MOVED, REFILED, SECOND, NO_FILE."""
    code = models.TextField()
    unit_code = models.TextField()
    received_by = models.TextField(default="", blank=True)
    evidence = models.JSONField(default=list)
    """Ids of the events that show it, oldest first."""
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closed_by = models.JSONField(default=dict)
    closed_why = EncryptedTextField(default="")

    class Meta:
        db_table = "oversight_flag"
        constraints = [
            models.UniqueConstraint(fields=["dossier_id", "kind"], name="one_flag_per_kind"),
            models.CheckConstraint(
                condition=Q(kind__in=["LAST_MOMENT", "TOGGLED", "DUE_MOVED", "REFILED", "SECOND", "NO_FILE"]),
                name="flag_kind",
            ),
        ]
        indexes = [
            models.Index(fields=["unit_code", "-raised_at"], name="flags_of_unit"),
            models.Index(fields=["closed_at", "-raised_at"], name="flags_to_look_at"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code}"


class FiledContent(models.Model):
    """What a dossier asked for, as a keyed hash: the same content is known again, and not read."""

    dossier_id = models.UUIDField(primary_key=True)
    content_hash = models.BinaryField(max_length=32)
    filed_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_filed_content"
        indexes = [models.Index(fields=["content_hash", "-withdrawn_at"], name="filed_again")]

    def __str__(self) -> str:
        return str(self.dossier_id)
