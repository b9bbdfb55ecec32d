"""The citizen's own act: seen the whole summary, confirmed it."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField
from cuamo.kernel.ids import new_id


class Confirmation(models.Model):
    """One summary shown, with its hash, and how it was confirmed (xác nhận của người nộp)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    summary = EncryptedJSONField()
    summary_hash = models.BinaryField(max_length=32)
    shown_at = models.DateTimeField()
    agreed_at = models.DateTimeField(null=True)
    """The citizen pressed «Đúng rồi, tôi đồng ý nộp»; a code was sent."""
    confirmed_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=12, default="", blank=True)
    """OTP, or SIGNED_IN for a citizen in their own session."""
    outdated_at = models.DateTimeField(null=True)
    """Something changed afterwards: this summary no longer counts."""

    class Meta:
        db_table = "dossiers_confirmation"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], name="one_live_summary", condition=models.Q(outdated_at=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id} {self.shown_at}"
