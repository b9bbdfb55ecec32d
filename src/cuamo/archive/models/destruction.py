"""Proposals to destroy, and what became of each dossier."""

from django.db import models
from django.db.models import Q

from cuamo.archive.types import DestructionState, Outcome
from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Destruction(models.Model):
    """A list proposed for destruction (danh mục hồ sơ đề nghị tiêu huỷ); proposer and approver are two."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField(unique=True)
    unit_code = models.TextField()
    state = models.CharField(
        max_length=10, choices=DestructionState.choices, default=DestructionState.PROPOSED
    )
    proposed_by = models.JSONField()
    proposed_at = models.DateTimeField()
    council = models.TextField()
    """Number of the minutes of the council that looked at the list (hội đồng xét huỷ tài liệu)."""
    decided_by = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    decision = EncryptedTextField(default="")
    """Number of the decision, or why it was rejected."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "archive_destruction"
        indexes = [models.Index(fields=["unit_code", "-proposed_at", "-id"], name="destructions_of_unit")]

    def __str__(self) -> str:
        return self.number


class DestructionItem(models.Model):
    """One dossier of a list; holds its code, never whose it was."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    destruction = models.ForeignKey(Destruction, on_delete=models.PROTECT, related_name="items")
    dossier_id = models.UUIDField()
    code = models.TextField()
    outcome = models.CharField(max_length=10, choices=Outcome.choices, default=Outcome.WAITING)
    reasons = models.JSONField(default=list)
    """Why it was kept after all: `rules.retention.Blocked`."""
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "archive_destruction_item"
        indexes = [models.Index(fields=["destruction", "outcome"], name="items_of_destruction")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"], condition=Q(outcome="WAITING"), name="in_one_list_at_a_time"
            )
        ]

    def __str__(self) -> str:
        return self.code
