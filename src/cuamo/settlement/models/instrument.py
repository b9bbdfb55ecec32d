"""Contracts, rules of support and yearly budgets as versioned data."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.organisation.types import Confidence
from cuamo.settlement.types import InstrumentKind, InstrumentState


class Instrument(models.Model):
    """One version of a contract, of the rules of support, or of a year's estimate (văn bản làm căn cứ).

    It counts once a second person has approved it; from then on the database refuses any change of it.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10, choices=InstrumentKind.choices)
    subject = models.CharField(max_length=20)
    """The operator of a contract, the year of a budget, `CITY` for the rules of support."""
    number = models.CharField(max_length=120)
    valid_from = models.DateField()
    content = models.JSONField()
    source = models.CharField(max_length=500)
    confidence = models.CharField(max_length=1, choices=Confidence.choices)
    confirmed_by = models.CharField(max_length=200, blank=True, default="")
    state = models.CharField(max_length=10, choices=InstrumentState.choices, default=InstrumentState.PROPOSED)
    proposed_by_id = models.CharField(max_length=60)
    proposed_by_name = models.CharField(max_length=200)
    proposed_at = models.DateTimeField()
    decided_by_id = models.CharField(max_length=60, blank=True, default="")
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True)
    decision_words = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        db_table = "settlement_instrument"
        indexes = [models.Index(fields=["kind", "subject", "valid_from"], name="instruments_in_force")]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "subject", "valid_from"],
                condition=Q(state="APPROVED"),
                name="one_instrument_a_day",
            ),
            models.CheckConstraint(
                condition=Q(state="PROPOSED", decided_at=None)
                | (
                    Q(decided_at__isnull=False) & ~Q(decided_by_id="") & ~Q(decided_by_id=F("proposed_by_id"))
                ),
                name="instrument_has_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.valid_from})"
