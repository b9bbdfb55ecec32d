"""Matches that turned out to be wrong: who says so, who agreed, and the entry that turned it back."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.payments.models.by_two import ByTwo
from cuamo.payments.models.cash_bag import CashBag
from cuamo.payments.models.reconciliation import ReconciliationItem
from cuamo.payments.models.suspense import SuspenseItem
from cuamo.payments.states import TakeBackState
from cuamo.payments.types import MatchOf


class TakenBack(ByTwo):
    """One match that is to be taken back (rút lại ghép): never changed once it has ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    what = models.CharField(max_length=8, choices=MatchOf.choices)
    item = models.ForeignKey(
        SuspenseItem, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    difference = models.ForeignKey(
        ReconciliationItem, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    bag = models.ForeignKey(
        CashBag, null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back"
    )
    entry = models.CharField(max_length=120, blank=True, default="")
    """Source of the entry that is turned back; empty where the match moved no money."""
    amount_vnd = models.BigIntegerField()
    matched_to = models.CharField(max_length=120)
    """What it had been matched to: code of a case, number of a line of the bank."""
    state = models.CharField(max_length=7, choices=TakeBackState.choices, default=TakeBackState.ASKED)

    class Meta:
        db_table = "payments_taken_back"
        indexes = [
            models.Index(fields=["asked_at", "id"], condition=Q(state="ASKED"), name="payments_back_waiting"),
            models.Index(fields=["-asked_at", "-id"], name="payments_back_newest"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(what="SUSPENSE", item__isnull=False, difference=None, bag=None)
                | Q(what="LINE", item=None, difference__isnull=False, bag=None)
                | Q(what="DEPOSIT", item=None, difference=None, bag__isnull=False),
                name="payments_back_of_one",
            ),
            models.CheckConstraint(
                condition=Q(state="ASKED", decided_by_id="", decided_at=None)
                | Q(state="DONE", decided_at__isnull=False)
                & ~Q(decided_by_id="")
                & ~Q(decided_by_id=F("asked_by_id"))
                | Q(state="REFUSED", decided_at__isnull=False) & ~Q(decided_by_id=""),
                name="payments_back_four_eyes",
            ),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_back_positive"),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state="ASKED", item__isnull=False), name="payments_back_item"
            ),
            models.UniqueConstraint(
                fields=["difference"],
                condition=Q(state="ASKED", difference__isnull=False),
                name="payments_back_difference",
            ),
            models.UniqueConstraint(
                fields=["bag"], condition=Q(state="ASKED", bag__isnull=False), name="payments_back_bag"
            ),
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="DONE") & ~Q(entry=""), name="payments_back_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.what} {self.matched_to} {self.amount_vnd}"
