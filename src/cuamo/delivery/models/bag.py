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

    class Meta:
        db_table = "delivery_bag"
        indexes = [
            models.Index(fields=["origin_unit", "state"], name="bags_at_unit"),
            models.Index(fields=["destination_unit", "state"], name="bags_for_unit"),
        ]

    def __str__(self) -> str:
        return self.number
