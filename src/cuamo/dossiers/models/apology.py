"""A letter of apology that lies ready."""

from django.db import models

from cuamo.kernel.ids import new_id


class PreparedApology(models.Model):
    """Form 04 drafted before the term ends (soạn sẵn xin lỗi); only a leader sends it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier_id = models.UUIDField(unique=True)
    due_at = models.DateTimeField()
    """The moment that will not be kept."""
    cause = models.TextField()
    new_due_at = models.DateTimeField()
    prepared_at = models.DateTimeField()
    escalated_at = models.DateTimeField(null=True)
    """When it was reported that nobody had sent it by the due moment."""
    ended_at = models.DateTimeField(null=True)
    sent = models.BooleanField(default=False)

    class Meta:
        db_table = "dossiers_prepared_apology"
        indexes = [
            models.Index(
                fields=["due_at"], condition=models.Q(ended_at__isnull=True), name="apologies_to_send"
            )
        ]

    def __str__(self) -> str:
        return f"apology for {self.dossier_id}"
