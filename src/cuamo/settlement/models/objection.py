"""An operator's objection to something that is said not to be claimable."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.settlement.models.item import Item
from cuamo.settlement.types import DisputeState


class Objection(models.Model):
    """What an operator says against «not claimable» (ý kiến về việc chưa tính được), and the answer to it.

    Accepted, the item may be claimed, by the operator that objected and in the next statement; the reason it
    was kept out for stays to be read here.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    item = models.ForeignKey(Item, on_delete=models.PROTECT, related_name="objections")
    operator_code = models.CharField(max_length=20)
    reason = models.CharField(max_length=300)
    """Why it could not be claimed when the operator objected."""
    state = models.CharField(max_length=10, choices=DisputeState.choices, default=DisputeState.OPEN)
    words = models.CharField(max_length=1000)
    evidence = models.CharField(max_length=500, blank=True, default="")
    """What the operator points at: number of a document, label, file."""
    raised_by_id = models.CharField(max_length=60)
    raised_by_name = models.CharField(max_length=200)
    raised_at = models.DateTimeField()
    answer = models.CharField(max_length=1000, blank=True, default="")
    answered_by_id = models.CharField(max_length=60, blank=True, default="")
    answered_by_name = models.CharField(max_length=200, blank=True, default="")
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "settlement_objection"
        indexes = [
            models.Index(fields=["raised_at", "id"], condition=Q(state="OPEN"), name="objections_open"),
        ]
        constraints = [
            models.UniqueConstraint(fields=["item"], condition=Q(state="OPEN"), name="one_open_objection"),
            models.UniqueConstraint(
                fields=["item", "operator_code"],
                condition=Q(state="ACCEPTED"),
                name="one_accepted_objection_each",
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_at=None)
                | (
                    ~Q(state="OPEN")
                    & Q(answered_at__isnull=False)
                    & ~Q(answer="")
                    & ~Q(answered_by_id="")
                    & ~Q(answered_by_id=F("raised_by_id"))
                ),
                name="objection_is_answered_by_another",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.state}"

    @property
    def word(self) -> str:
        """What became of it, with the answer."""
        label = str(DisputeState(self.state).label)
        return f"{label}: {self.answer}" if self.answer else label
