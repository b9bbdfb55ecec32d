"""What operators did, act by act."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id
from cuamo.settlement.types import Service


class Item(models.Model):
    """One act of an operator (việc được tính tiền), traced to the hand-over that proves it.

    What may be claimed once has a key of its own; the database lets only one item with it be claimable,
    whatever month, operator or envelope it came from.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    service = models.CharField(max_length=14, choices=Service.choices)
    operator_code = models.CharField(max_length=20)
    unit_code = models.TextField(blank=True, default="")
    """Unit the envelope set out from; for help at an agency the agency."""
    subject_id = models.UUIDField()
    subject_code = models.TextField()
    parcel_id = models.UUIDField(null=True)
    label = models.TextField(blank=True, default="")
    hand_over_id = models.UUIDField(null=True)
    """The two-sided hand-over that proves it; none for help at an agency."""
    proof = models.CharField(max_length=12, blank=True, default="")
    evidence_id = models.UUIDField(null=True)
    ward_code = models.TextField(blank=True, default="")
    acted_at = models.DateTimeField()
    acted_on = models.DateField()
    """The day in Hanoi: contract, rules and budget year follow from it."""
    claim_key = models.TextField()
    claimable = models.BooleanField()
    reason = models.CharField(max_length=300, blank=True, default="")
    facts = models.JSONField()
    """Moments of the custody chain penalties are computed from."""
    filing = models.JSONField()
    """What of the dossier decides about support: channel, groups, names of papers."""
    noted_at = models.DateTimeField()
    settled = models.BooleanField(default=False)
    """An approved statement holds it, for good: no later month looks at it again."""

    class Meta:
        db_table = "settlement_item"
        indexes = [
            models.Index(fields=["operator_code", "acted_on", "id"], name="items_of_operator"),
            models.Index(fields=["acted_on", "id"], name="items_by_day"),
            models.Index(
                fields=["operator_code", "acted_on", "id"],
                condition=Q(claimable=False),
                name="items_not_claimable",
            ),
            models.Index(fields=["acted_on", "id"], condition=Q(settled=False), name="items_not_settled"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "service", "hand_over_id"],
                nulls_distinct=False,
                name="one_item_per_act",
            ),
            models.UniqueConstraint(
                fields=["claim_key"], condition=Q(claimable=True), name="nothing_claimable_twice"
            ),
            models.CheckConstraint(condition=Q(claimable=True) ^ ~Q(reason=""), name="item_says_why_not"),
        ]

    def __str__(self) -> str:
        return f"{self.service} {self.label or self.subject_code}"
