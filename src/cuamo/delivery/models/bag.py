"""A bag: envelopes that travel together between two places."""

from django.db import models

from cuamo.delivery.states import BagState
from cuamo.kernel.ids import new_id


class Bag(models.Model):
    """A sealed bag of envelopes from one place to another (túi thư)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField(unique=True)
    seal_number = models.TextField(default="", blank=True)
    origin_unit = models.TextField()
    destination_unit = models.TextField()
    run = models.ForeignKey(
        "delivery.Run", null=True, blank=True, on_delete=models.PROTECT, related_name="bags"
    )
    state = models.CharField(max_length=10, choices=BagState.choices, default=BagState.OPEN)
    opened_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField(null=True)
    run_order = models.SmallIntegerField(default=0)
    listed = models.JSONField(default=list)
    """Labels of what was in it when it was sealed."""
    found = models.JSONField(default=list)
    """Labels of what was in it when it was opened and counted."""
    counted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_bag"
        indexes = [
            models.Index(fields=["origin_unit", "state"], name="bags_at_unit"),
            models.Index(fields=["destination_unit", "state"], name="bags_for_unit"),
        ]

    def __str__(self) -> str:
        return self.number


class BagHandOver(models.Model):
    """One change of hands of a bag, with two sides like an envelope's; its end moves what is in it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bag = models.ForeignKey(Bag, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.JSONField(default=dict)
    given_at = models.DateTimeField(null=True)
    taker = models.JSONField(null=True)
    taken_at = models.DateTimeField(null=True)
    place = models.TextField(default="", blank=True)
    seal_read = models.TextField(default="", blank=True)
    """Number the taker read on the seal; empty where only the bag was scanned."""
    intact = models.BooleanField(null=True)
    device_key = models.TextField(null=True, unique=True)
    gap_found_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_bag_hand_over"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=False) | models.Q(taken_at__isnull=False),
                name="bag_hand_over_has_a_side",
            ),
            models.UniqueConstraint(
                fields=["bag"],
                condition=models.Q(given_at=None) | models.Q(taken_at=None),
                name="one_open_bag_hand_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.bag_id} {self.given_at}"

    @property
    def complete(self) -> bool:
        """True when both sides have signed."""
        return self.given_at is not None and self.taken_at is not None
