"""What was late once stays late: a promise that was broken, whatever happened afterwards."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class Lateness(models.Model):
    """One broken promise of one dossier (trễ hẹn); written by the act or watch that saw it.

    It is removed by one thing only: a named decision that the office was closed at the promised moment.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField()
    kind = models.CharField(max_length=8)
    """ANSWER: not accepted or refused in time; TERM: no result in time; RETURN: asked for more twice."""
    since = models.DateTimeField()
    """The moment that was promised; for RETURN the moment of the second request."""
    code = models.TextField()
    procedure_code = models.TextField()
    unit_code = models.TextField()
    """Where it lay when the promise was broken; moving it elsewhere changes nothing here."""
    step = models.CharField(max_length=10, default="", blank=True)
    received_by = models.TextField(default="", blank=True)
    helped_at = models.TextField(default="", blank=True)
    told = models.SmallIntegerField(default=0)
    """How many rungs above the unit's people were told."""
    next_at = models.DateTimeField(null=True)
    """When the next rung is told; None when there is none, or the dossier has ended."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_lateness"
        constraints = [
            models.UniqueConstraint(fields=["dossier_id", "kind"], name="late_once_per_kind"),
            models.CheckConstraint(condition=Q(kind__in=["ANSWER", "TERM", "RETURN"]), name="lateness_kind"),
        ]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="late_to_tell"),
            models.Index(fields=["unit_code", "-ended_at"], name="late_and_ended"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.kind}"
