"""Answers kept with the key of the request they answered."""

from django.db import models


class IdempotencyKey(models.Model):
    """A request answered once; the same key gives the same answer again."""

    scope = models.TextField()
    key = models.TextField()
    request_hash = models.BinaryField(max_length=32)
    result = models.JSONField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        db_table = "kernel_idempotency_key"
        constraints = [models.UniqueConstraint(fields=["scope", "key"], name="one_answer_per_key")]

    def __str__(self) -> str:
        return f"{self.scope}:{self.key}"
