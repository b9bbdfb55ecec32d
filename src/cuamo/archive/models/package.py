"""Finished dossiers handed to the archive together."""

from django.db import models
from django.db.models import Q

from cuamo.archive.types import PackageState
from cuamo.kernel.ids import new_id


class Package(models.Model):
    """A package for the archive (gói nộp lưu) and what the archive answered, with its progress."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField(unique=True)
    unit_code = models.TextField()
    state = models.CharField(max_length=10, choices=PackageState.choices, default=PackageState.BUILDING)
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    dossiers = models.JSONField(default=list)
    """Ids of its dossiers, in their order; they stay when a refused package lets go of them."""
    sha256 = models.CharField(max_length=64, default="", blank=True)
    size = models.PositiveBigIntegerField(default=0)
    made_by = models.JSONField()
    made_at = models.DateTimeField()
    built_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    receipt = models.JSONField(default=dict)
    """`{"number", "sha256", "dossiers", "received_at", "received_by", "way": "ONLINE|FILE"}`."""
    received_at = models.DateTimeField(null=True)
    problem = models.TextField(default="", blank=True)

    class Meta:
        db_table = "archive_package"
        indexes = [models.Index(fields=["unit_code", "-made_at", "-id"], name="packages_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="RECEIVED") | Q(received_at__isnull=False), name="received_has_moment"
            )
        ]

    def __str__(self) -> str:
        return self.number
