"""Money that goes back to who paid it."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.organisation.models import Shift
from cuamo.payments.models.request import PaymentRequest
from cuamo.payments.models.suspense import SuspenseItem
from cuamo.payments.states import LIVE_REFUNDS, RefundState
from cuamo.payments.types import RefundCause, RefundWay

_DECIDED = Q(state__in=[state for state in RefundState if state != RefundState.ASKED])


class Refund(models.Model):
    """One refund (khoản hoàn tiền): asked for by one accountant, decided by another, sent once.

    It gives back a sum of suspense, or a fee that was paid and may be given back.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=30, unique=True)
    cause = models.CharField(max_length=20, choices=RefundCause.choices)
    item = models.ForeignKey(
        SuspenseItem, null=True, blank=True, on_delete=models.PROTECT, related_name="refunds"
    )
    request = models.ForeignKey(
        PaymentRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="refunds"
    )
    paid_by = models.CharField(max_length=160)
    """The entry by which the money came: `gateway:<transaction>` or `cash:<receipt>`."""
    transaction_id = models.CharField(max_length=80, blank=True, default="")
    """The platform's movement that is turned back; empty where money came in cash."""
    shares = models.JSONField(default=list)
    """A fee given back: `[setter, đồng]` of every line."""
    amount_vnd = models.BigIntegerField()
    way = models.CharField(max_length=10, choices=RefundWay.choices)
    state = models.CharField(max_length=10, choices=RefundState.choices, default=RefundState.ASKED)

    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by_id = models.CharField(max_length=40)
    asked_by_name = models.CharField(max_length=200)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by_id = models.CharField(max_length=40, blank=True, default="")
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    refusal = models.CharField(max_length=500, blank=True, default="")

    sent_at = models.DateTimeField(null=True, blank=True)
    asked_platform = models.PositiveSmallIntegerField(default=0)
    """How often the platform was asked without an end."""
    ask_again_at = models.DateTimeField(null=True, blank=True)
    platform_number = models.CharField(max_length=80, blank=True, default="")
    ended_at = models.DateTimeField(null=True, blank=True)
    failure = models.CharField(max_length=500, blank=True, default="")

    shift = models.ForeignKey(Shift, null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    paid_by_clerk_id = models.CharField(max_length=40, blank=True, default="")
    paid_by_clerk_name = models.CharField(max_length=200, blank=True, default="")
    receipt_number = models.CharField(max_length=40, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["state", "asked_at"], name="payments_refund_state"),
            models.Index(fields=["shift"], name="payments_refund_of_shift"),
            models.Index(
                fields=["ask_again_at"],
                condition=Q(state__in=[RefundState.SENT, RefundState.UNKNOWN]),
                name="payments_refunds_to_ask",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_refund_positive"),
            models.CheckConstraint(
                condition=Q(decided_by_id="") | ~Q(decided_by_id=F("asked_by_id")),
                name="payments_refund_four_eyes",
            ),
            models.CheckConstraint(
                condition=(Q(state=RefundState.ASKED) & Q(decided_by_id="") & Q(decided_at__isnull=True))
                | (_DECIDED & ~Q(decided_by_id="") & Q(decided_at__isnull=False)),
                name="payments_refund_decided_by_somebody",
            ),
            models.CheckConstraint(
                condition=Q(way=RefundWay.CASH) | ~Q(transaction_id=""), name="payments_refund_has_a_way"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(state__in=sorted(LIVE_REFUNDS)), name="payments_one_live_refund"
            ),
            models.UniqueConstraint(
                fields=["request", "paid_by"],
                condition=Q(item__isnull=True) & ~Q(state=RefundState.REFUSED),
                name="payments_fee_back_once",
            ),
        ]

    def __str__(self) -> str:
        return self.number
