"""The ledger: one row per thing that happened, never changed, never removed."""

from django.db import models

from cuamo.kernel.ids import new_id


class Event(models.Model):
    """One thing that happened (sự kiện). The database refuses UPDATE and DELETE.

    The table is partitioned by month on `id`, whose first bits are the moment it happened.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    stream_id = models.UUIDField()
    seq = models.IntegerField()
    name = models.TextField()
    occurred_at = models.DateTimeField()
    recorded_at = models.DateTimeField()
    actor = models.JSONField()
    data = models.JSONField()
    hash = models.BinaryField(max_length=32)

    class Meta:
        db_table = "kernel_event"
        managed = False

    def __str__(self) -> str:
        return f"{self.name} {self.stream_id}/{self.seq}"


class Stream(models.Model):
    """Head of a stream's hash chain; locked while an event is appended."""

    stream_id = models.UUIDField(primary_key=True)
    seq = models.IntegerField()
    hash = models.BinaryField(max_length=32)
    first_id = models.UUIDField()
    last_id = models.UUIDField()

    class Meta:
        db_table = "kernel_stream"
        managed = False

    def __str__(self) -> str:
        return f"{self.stream_id}@{self.seq}"


class DayRoot(models.Model):
    """Merkle root over one day's events, also written outside the database."""

    day = models.DateField(primary_key=True)
    events = models.IntegerField()
    root = models.BinaryField(max_length=32)
    sealed_at = models.DateTimeField()

    class Meta:
        db_table = "kernel_day_root"

    def __str__(self) -> str:
        return f"{self.day} ({self.events})"
