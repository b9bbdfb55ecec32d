"""Leaders of the city ask why."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Explanation(models.Model):
    """An explanation demanded from one named leader of a unit (yêu cầu giải trình), with its deadline."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit_code = models.TextField()
    to_id = models.TextField()
    to_name = models.TextField()
    question = EncryptedTextField()
    figure = models.TextField(default="", blank=True)
    """The figure that is to be explained, as it stood when asked; empty when dossiers are asked about."""
    dossiers = models.JSONField(default=list)
    """`[{"id", "code"}]`."""
    asked_by = models.JSONField()
    asked_at = models.DateTimeField()
    answer_by = models.DateTimeField()
    state = models.CharField(max_length=10, default="ASKED")
    """ASKED, ANSWERED, SENT_BACK, ACCEPTED."""
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(default=dict)
    judged_at = models.DateTimeField(null=True)
    judged_by = models.JSONField(default=dict)
    note = EncryptedTextField(default="")
    """Why the answer was sent back."""

    class Meta:
        db_table = "oversight_explanation"
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["ASKED", "ANSWERED", "SENT_BACK", "ACCEPTED"]),
                name="explanation_state",
            )
        ]
        indexes = [
            models.Index(fields=["to_id", "answer_by"], name="explanations_of_leader"),
            models.Index(
                fields=["unit_code", "answer_by"],
                condition=~Q(state="ACCEPTED"),
                name="explanations_open",
            ),
        ]

    def __str__(self) -> str:
        return f"explanation of {self.unit_code}"
