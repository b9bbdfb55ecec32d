"""How long each step at the counters took, by day and place: counts only, no person and no clerk."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class StepFact(models.Model):
    """Visits of one day (Hanoi) at one place that went through a step, by how long and how many presses.

    Step 0 is the whole visit. The arrays count visits per bucket of `rules.histogram`; medians of any period
    come from adding arrays, so that no visit is read again.
    """

    day = models.DateField()
    agency = models.TextField()
    step = models.SmallIntegerField()
    visits = models.IntegerField(default=0)
    seconds = ArrayField(models.IntegerField(), default=list)
    presses = ArrayField(models.IntegerField(), default=list)

    class Meta:
        db_table = "oversight_step_fact"
        constraints = [
            models.UniqueConstraint(fields=["agency", "day", "step"], name="one_step_fact_per_day")
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.agency} {self.step}"
