"""How far each consumer of the ledger has come, and what it could not take."""

from django.db import models


class ConsumerPosition(models.Model):
    """Last event of the feed a consumer has taken: transaction first, then place within it."""

    consumer = models.TextField(primary_key=True)
    xid = models.BigIntegerField(default=0)
    feed_id = models.BigIntegerField(default=0)
    moved_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "kernel_consumer_position"

    def __str__(self) -> str:
        return f"{self.consumer}@{self.xid}/{self.feed_id}"


class ConsumerFault(models.Model):
    """An event a consumer failed on; tried again with growing pauses, then parked for a person."""

    consumer = models.TextField()
    event_id = models.UUIDField()
    attempts = models.IntegerField(default=1)
    error = models.TextField()
    next_try_at = models.DateTimeField()
    parked = models.BooleanField(default=False)

    class Meta:
        db_table = "kernel_consumer_fault"
        constraints = [models.UniqueConstraint(fields=["consumer", "event_id"], name="one_fault_per_event")]

    def __str__(self) -> str:
        return f"{self.consumer} {self.event_id} ({self.attempts})"
