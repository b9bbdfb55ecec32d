"""Which content was signed by whom, so that it is signed once."""

from django.db import models

from cuamo.kernel.ids import new_id


class SignedContent(models.Model):
    """The signed form of one content by one signer; a retried job finds it here instead of signing again."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    content_sha256 = models.CharField(max_length=64)
    signer_code = models.CharField(max_length=80)
    signed_sha256 = models.CharField(max_length=64)
    signed_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["content_sha256", "signer_code"], name="documents_signed_once_per_signer"
            )
        ]

    def __str__(self) -> str:
        return f"{self.content_sha256[:12]} by {self.signer_code}"
