"""Figures of one day, built out of the ledger."""

from django.db import models


class DayFact(models.Model):
    """What happened on one day (Hanoi) for one procedure, helped at one place, through one channel."""

    day = models.DateField()
    procedure = models.TextField(default="", blank=True)
    helped_at = models.TextField(default="", blank=True)
    received_by = models.TextField(default="", blank=True)
    channel = models.TextField(default="", blank=True)
    visits = models.IntegerField(default=0)
    visit_seconds = models.BigIntegerField(default=0)
    visits_sent = models.IntegerField(default=0)
    submitted = models.IntegerField(default=0)
    accepted = models.IntegerField(default=0)
    answered_late = models.IntegerField(default=0)
    supplements = models.IntegerField(default=0)
    second_returns = models.IntegerField(default=0)
    finished = models.IntegerField(default=0)
    on_time = models.IntegerField(default=0)
    closed = models.IntegerField(default=0)
    """Ended without a result after acceptance: refused, stopped, withdrawn."""
    closed_on_time = models.IntegerField(default=0)
    refused = models.IntegerField(default=0)
    withdrawn = models.IntegerField(default=0)
    delivered = models.IntegerField(default=0)
    rated = models.IntegerField(default=0)
    rated_good = models.IntegerField(default=0)
    extra_money = models.IntegerField(default=0)

    class Meta:
        db_table = "oversight_day_fact"
        constraints = [
            models.UniqueConstraint(
                fields=["day", "procedure", "helped_at", "received_by", "channel"], name="one_fact_per_day"
            )
        ]

    def __str__(self) -> str:
        return f"{self.day} {self.procedure} {self.helped_at}"
