"""A text to one phone about one thing."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id
from cuamo.notices.types import NoticeState


class Notice(models.Model):
    """One text message (tin nhắn): written in the transaction of the change it tells, sent afterwards.

    Its id is the provider's tracking id, so a text is handed over once whatever is retried. `text` loses its
    secrets (codes) as soon as it is sent or given up.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    template = models.CharField(max_length=8)
    phone = EncryptedTextField()
    phone_hash = models.BinaryField(max_length=32)
    text = EncryptedTextField()
    text_kept = EncryptedTextField()
    parts = models.PositiveSmallIntegerField(default=1)
    state = models.CharField(max_length=10, choices=NoticeState.choices, default=NoticeState.QUEUED)
    provider_id = models.CharField(max_length=64, blank=True, default="")
    attempts = models.PositiveSmallIntegerField(default=0)
    last_fault = models.CharField(max_length=60, blank=True, default="")
    """Kind of the last failure; never what the provider wrote, which may repeat the number."""
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Not before this moment; moved ahead while an attempt runs and after one that failed."""
    give_up_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_notice"
        indexes = [
            models.Index(fields=["subject_id", "created_at"], name="notices_notice_of_subject"),
            models.Index(fields=["due_at"], name="notices_notice_waiting", condition=Q(state="QUEUED")),
            models.Index(fields=["sent_at"], name="notices_notice_sent", condition=Q(state="SENT")),
        ]

    def __str__(self) -> str:
        return f"{self.template} {self.state}"
