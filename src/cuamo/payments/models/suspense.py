"""Money that came and is owed to nobody we know, until somebody has decided about it."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.payments.models.attempt import CallbackReceipt
from cuamo.payments.models.request import PaymentRequest
from cuamo.payments.types import SuspenseKind


class SuspenseItem(models.Model):
    """One sum that waits in suspense (khoản tiền chưa rõ); what is left of all is what the account holds."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    source = models.CharField(max_length=160, unique=True)
    """The entry that put it there; where one entry puts several, with its number after it."""
    kind = models.CharField(max_length=20, choices=SuspenseKind.choices)
    callback = models.ForeignKey(
        CallbackReceipt, null=True, blank=True, on_delete=models.PROTECT, related_name="suspended"
    )
    """The movement on the payment platform it came by; cash has none."""
    request = models.ForeignKey(
        PaymentRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="suspended"
    )
    """Whose money it is, as far as anybody knows."""
    amount_vnd = models.BigIntegerField()
    left_vnd = models.BigIntegerField()
    since = models.DateTimeField()
    proposed_request = models.ForeignKey(
        PaymentRequest, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    """Whose money one accountant says it is; another has to agree."""
    proposed_at = models.DateTimeField(null=True, blank=True)
    proposed_by_id = models.CharField(max_length=40, blank=True, default="")
    proposed_by_name = models.CharField(max_length=200, blank=True, default="")
    matched_at = models.DateTimeField(null=True, blank=True)
    matched_by_id = models.CharField(max_length=40, blank=True, default="")
    matched_by_name = models.CharField(max_length=200, blank=True, default="")
    match_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(
                fields=["since", "id"], condition=Q(left_vnd__gt=0), name="payments_suspense_waiting"
            )
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0) & Q(left_vnd__gte=0) & Q(left_vnd__lte=F("amount_vnd")),
                name="payments_suspense_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(proposed_by_id="") | ~Q(matched_by_id=F("proposed_by_id")),
                name="payments_match_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.source} {self.left_vnd}"
