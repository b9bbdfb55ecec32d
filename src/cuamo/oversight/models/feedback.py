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
    received_at = models.DateTimeField()
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "oversight_feedback"
        indexes = [models.Index(fields=["answered_at", "received_at"], name="feedback_to_answer")]

    def __str__(self) -> str:
        return self.code
