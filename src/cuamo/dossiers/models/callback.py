"""Somebody asks to be called back about a dossier, and the calls that followed."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Callback(models.Model):
    """A wish to be called (yêu cầu gọi lại): which number, when, what about; it waits in one unit's queue."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    phone = EncryptedTextField()
    question = EncryptedTextField(default="")
    window_from = models.DateTimeField()
    call_by = models.DateTimeField()
    """End of the time the person chose: the term of the call."""
    unit_code = models.TextField()
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    state = models.CharField(max_length=10, default="WAITING")
    """WAITING, DONE (reached), MISSED (tried as often as the rules say), CANCELLED (by the person)."""
    attempts = models.PositiveSmallIntegerField(default=0)
    answer = EncryptedTextField(default="")
    """What was said on the phone; the person reads it on T2."""
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_callback"
        indexes = [
            models.Index(fields=["unit_code", "call_by"], condition=Q(state="WAITING"), name="callbacks_due"),
            models.Index(fields=["dossier"], name="callbacks_of_dossier"),
            models.Index(
                fields=["unit_code", "-ended_at"], condition=~Q(state="WAITING"), name="callbacks_ended"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(state="WAITING"), name="one_waiting_callback"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["WAITING", "DONE", "MISSED", "CANCELLED"]), name="callback_state"
            ),
            models.CheckConstraint(condition=Q(call_by__gt=F("window_from")), name="callback_window"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.state}"


class CallAttempt(models.Model):
    """One call that was made (lần gọi), whoever made it, and what it came to."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    callback = models.ForeignKey(Callback, on_delete=models.PROTECT, related_name="calls")
    number = models.PositiveSmallIntegerField()
    called_at = models.DateTimeField()
    called_by = models.JSONField()
    outcome = models.CharField(max_length=14)

    class Meta:
        db_table = "dossiers_call_attempt"
        constraints = [models.UniqueConstraint(fields=["callback", "number"], name="call_number")]

    def __str__(self) -> str:
        return f"{self.callback_id} #{self.number} {self.outcome}"
