"""How long the post took, built out of the ledger."""

from django.db import models


class PostFact(models.Model):
    """One measure of delay in forwarding on one day at one place (facts §8)."""

    day = models.DateField()
    """Day it ended (Hanoi)."""
    unit = models.TextField()
    """Place the time was spent at, or that the bag left from."""
    measure = models.TextField()
    """A key of `oversight.rules.post_delays.MEASURES`."""
    count = models.IntegerField(default=0)
    working_minutes = models.BigIntegerField(default=0)
    late = models.IntegerField(default=0)

    class Meta:
        db_table = "oversight_post_fact"
        constraints = [
            models.UniqueConstraint(fields=["day", "unit", "measure"], name="one_post_fact_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.unit} {self.measure}"
