"""A code a person keys in to say: yes, this is me and I agree."""

from django.db import models

from cuamo.kernel.ids import new_id


class OneTimeCode(models.Model):
    """One code of six digits (mã xác nhận), kept only as a keyed hash; the newest of its purpose counts."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    purpose = models.CharField(max_length=40)
    subject_id = models.UUIDField()
    phone_hash = models.BinaryField(max_length=32)
    code_hash = models.BinaryField(max_length=32)
    tries = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    consumed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notices_one_time_code"
        indexes = [
            models.Index(fields=["subject_id", "purpose", "-created_at"], name="notices_code_of_subject")
        ]

    def __str__(self) -> str:
        return f"{self.purpose} {self.subject_id}"
