"""What one member of staff is told to look at."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class StaffAlert(models.Model):
    """One reminder for one person (nhắc việc): it can be put off, and ends with its cause."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account_id = models.TextField()
    person_name = models.TextField()
    kind = models.CharField(max_length=12)
    """SLOW, SOON, LATE, LATE_UNIT, LATE_CENTRE, APOLOGY, EXPEDITE, UNANSWERED, EXPLAIN, UNSIGNED."""
    as_who = models.CharField(max_length=12)
    """HOLDER, SUPERVISOR, CENTRE or NAMED: why it comes to this person."""
    subject_id = models.UUIDField()
    """The dossier, or the request for an explanation."""
    about_id = models.UUIDField()
    """The event, request or draft that caused it; the same cause reminds a person once."""
    code = models.TextField()
    unit_code = models.TextField(default="", blank=True)
    step = models.CharField(max_length=10, default="", blank=True)
    due_at = models.DateTimeField(null=True)
    """By when what it asks for should be done."""
    made_at = models.DateTimeField()
    snoozed_until = models.DateTimeField(null=True)
    snoozes = models.SmallIntegerField(default=0)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_staff_alert"
        constraints = [
            models.UniqueConstraint(fields=["account_id", "kind", "about_id"], name="reminded_once_per_cause")
        ]
        indexes = [
            models.Index(
                fields=["account_id", "made_at"], condition=Q(ended_at__isnull=True), name="alerts_of_person"
            ),
            models.Index(fields=["subject_id", "made_at"], name="alerts_of_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.code} → {self.person_name}"
