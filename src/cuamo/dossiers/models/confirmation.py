"""The citizen's own act: seen the whole summary, confirmed it."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField, EncryptedTextField
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
    """OTP, SIGNED_IN (own session), API (a trusted system), SIGNATURE or THUMBPRINT."""
    evidence = models.ForeignKey(
        "documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """The signature as it was drawn, or the slip with signature or thumbprint."""
    evidence_seal = models.BinaryField(max_length=32, null=True)
    """SHA-256 over the hash of the summary and of the evidence: the two belong together."""
    witness_name = EncryptedTextField(default="")
    """Who saw the thumbprint being given; never the clerk who helped."""
    taken_by = models.JSONField(null=True)
    """The clerk who scanned a slip; empty when the citizen signed on their own screen."""
    claimed_at = models.DateTimeField(null=True)
    """When it was signed by the clock of a counter without network; only a claim."""
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
