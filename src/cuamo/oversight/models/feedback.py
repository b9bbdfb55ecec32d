"""What people tell the city, without signing in."""

from django.db import models

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Feedback(models.Model):
    """One message (phản ánh, kiến nghị), followed by its code; asking for extra money goes to integrity."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    code = models.TextField(unique=True)
    extra_money = models.BooleanField(default=False)
    place = EncryptedTextField()
    text = EncryptedTextField()
    channel = models.CharField(max_length=8, default="WEB")
    """WEB (the form), RATING (after the visit), CALL (told to the call centre)."""
    asked_vnd = models.BigIntegerField(null=True)
    """What somebody asked for on top, where the message says."""
    receipt_number = models.CharField(max_length=40, default="", blank=True)
    """Receipt or dossier the message names, as it was written."""
    dossier_id = models.UUIDField(null=True)
    shift_id = models.UUIDField(null=True)
    about_unit = models.CharField(max_length=20, default="", blank=True)
    about_account_id = models.CharField(max_length=40, default="", blank=True)
    """Who sat at the counter then; never reads the message, whatever their role."""
    received_at = models.DateTimeField()
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_feedback"
        indexes = [models.Index(fields=["answered_at", "received_at"], name="feedback_to_answer")]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier_id"], condition=models.Q(channel="RATING"), name="one_report_per_rating"
            ),
            models.CheckConstraint(
                condition=models.Q(asked_vnd__isnull=True) | models.Q(asked_vnd__gt=0),
                name="feedback_asked_positive",
            ),
        ]

    def __str__(self) -> str:
        return self.code
