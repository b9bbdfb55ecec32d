"""Somebody asks for a stuck dossier to be moved; and the call in which it may happen."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Expedite(models.Model):
    """A request to move a stuck dossier (đề nghị đẩy nhanh): one named person, one term, one answer"""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField()
    code = models.TextField()
    asked_by = models.JSONField()
    asked_by_id = models.TextField()
    asked_as = models.CharField(max_length=8)
    """CLERK, CALL or CITIZEN."""
    reason = EncryptedTextField()
    asked_at = models.DateTimeField()
    stuck = models.CharField(max_length=10)
    """LATE, SLOW or WAITING: why it counts as stuck."""
    to_id = models.TextField()
    to_name = models.TextField()
    to_unit = models.TextField()
    answer_by = models.DateTimeField()
    reminded_at = models.DateTimeField(null=True)
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(default=dict)

    class Meta:
        db_table = "dossiers_expedite"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"], condition=Q(answered_at__isnull=True), name="one_open_expedite"
            )
        ]
        indexes = [
            models.Index(
                fields=["to_id", "answer_by"],
                condition=Q(answered_at__isnull=True),
                name="expedites_to_answer",
            ),
            models.Index(fields=["asked_by_id", "-asked_at"], name="expedites_asked"),
            models.Index(fields=["dossier_id", "-asked_at"], name="expedites_of_dossier"),
        ]

    def __str__(self) -> str:
        return f"expedite {self.code}"


class Call(models.Model):
    """One opening of a dossier by the call centre (cuộc gọi): why, how identity was shown, how it ended."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField()
    code = models.TextField()
    agent_id = models.TextField()
    agent_name = models.TextField()
    reason = models.CharField(max_length=12)
    proved_by = models.JSONField(default=list)
    """Which questions were answered rightly; never the answers."""
    opened_at = models.DateTimeField()
    outcome = models.CharField(max_length=12, default="", blank=True)
    note = EncryptedTextField(default="")
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_call"
        indexes = [models.Index(fields=["agent_id", "-opened_at"], name="calls_of_agent")]

    def __str__(self) -> str:
        return f"call about {self.code}"
