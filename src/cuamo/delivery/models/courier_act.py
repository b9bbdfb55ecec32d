"""What a courier's phone brings: one row for each act, whether it could be done or has to be looked at."""

from django.db import models


class CourierAct(models.Model):
    """One act of a courier as the phone told it (việc trên máy bưu tá), with what became of it here.

    Never removed: an act that could not be done is the only proof of what happened at a door.
    """

    class State(models.TextChoices):
        """What became of it."""

        DONE = "DONE", "Đã ghi"
        LOOK = "LOOK", "Cần xem"
        SETTLED = "SETTLED", "Đã xem xong"

    key = models.UUIDField(primary_key=True)
    """Made by the phone with the act; the same key is the same act."""
    courier_id = models.TextField()
    kind = models.CharField(max_length=10)
    parcel = models.ForeignKey(
        "delivery.Parcel", null=True, on_delete=models.PROTECT, related_name="courier_acts"
    )
    run_id = models.UUIDField(null=True)
    label = models.TextField(default="", blank=True)
    device = models.UUIDField()
    serial = models.IntegerField()
    """Order on the phone."""
    device_time = models.DateTimeField()
    """By the phone's clock, as it was."""
    skew_s = models.IntegerField(null=True)
    """How far the phone was behind the server when it last heard from it, in seconds."""
    contact_at = models.DateTimeField(null=True)
    """When the phone had last heard from the server before the act, by the server's clock."""
    doubt = models.CharField(max_length=10, default="", blank=True)
    """Why the phone's time is not believed; empty when it is."""
    position = models.JSONField(null=True)
    said = models.JSONField(default=dict)
    """What was chosen: time of day, reason, proof, who took it. Never a code."""
    wrong_tries = models.SmallIntegerField(default=0)
    """Wrong codes the phone counted before this act."""
    evidence_id = models.UUIDField(null=True)
    evidence_sha256 = models.TextField(default="", blank=True)
    again = models.SmallIntegerField(default=0)
    """How often the courier sent it once more after it was looked at."""
    state = models.CharField(max_length=8, choices=State.choices)
    reasons = models.JSONField(default=list)
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)
    settled_by = models.JSONField(null=True)
    words = models.TextField(default="", blank=True)
    """How it was settled."""

    class Meta:
        db_table = "delivery_courier_act"
        indexes = [
            models.Index(
                fields=["courier_id", "received_at"],
                condition=models.Q(state="LOOK"),
                name="courier_acts_to_look_at",
            ),
            models.Index(
                fields=["courier_id", "settled_at"],
                condition=models.Q(state="SETTLED"),
                name="courier_acts_looked_at",
            ),
            models.Index(fields=["device", "serial"], name="courier_acts_of_device"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.label}"
