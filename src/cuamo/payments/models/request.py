"""What is owed for one subject, and what it consists of."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q
from django.db.models.functions import Upper

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id
from cuamo.payments.states import RequestState
from cuamo.payments.types import Method


class PaymentRequest(models.Model):
    """One demand for money (yêu cầu thanh toán), with amounts from the fee engine only.

    A subject has at most one that is not void. `received_vnd` is the money credited to it; what came beyond
    the amount lies in suspense.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    subject_code = models.CharField(max_length=40)
    fee_digest = models.BinaryField(max_length=32)
    payer_name = EncryptedTextField()
    amount_vnd = models.BigIntegerField()
    received_vnd = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=RequestState.choices, default=RequestState.AWAITING)
    method = models.CharField(max_length=10, choices=Method.choices, blank=True, default="")
    opened_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    voided_at = models.DateTimeField(null=True, blank=True)
    void_reason = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["state", "opened_at"], name="payments_request_state"),
            models.Index(fields=["subject_id"], name="payments_request_subject"),
            models.Index(fields=["opened_at", "id"], name="payments_request_opened"),
            GinIndex(OpClass(Upper("subject_code"), name="gin_trgm_ops"), name="payments_request_code"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id"], condition=Q(voided_at__isnull=True), name="payments_one_live_request"
            ),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_request_positive"),
            models.CheckConstraint(
                condition=Q(received_vnd__gte=0) & Q(received_vnd__lte=models.F("amount_vnd")),
                name="payments_received_within_amount",
            ),
            models.CheckConstraint(
                condition=Q(settled_at__isnull=True) | Q(received_vnd=models.F("amount_vnd")),
                name="payments_settled_in_full",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject_code} {self.amount_vnd}"

    @property
    def settled(self) -> bool:
        """True once the whole amount has come."""
        return self.settled_at is not None

    @property
    def remaining_vnd(self) -> int:
        """What is still owed."""
        return self.amount_vnd - self.received_vnd


class PaymentLine(models.Model):
    """One fee inside a request (khoản phí, lệ phí), as the fee engine explained it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="lines")
    position = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=80)
    name_vi = models.CharField(max_length=300)
    name_en = models.CharField(max_length=300, blank=True, default="")
    kind = models.CharField(max_length=20)
    setter = models.CharField(max_length=20, blank=True, default="")
    amount_vnd = models.BigIntegerField()
    budget_vnd = models.BigIntegerField(default=0)
    reason_vi = models.CharField(max_length=500, blank=True, default="")
    refund_when = models.JSONField(default=list, blank=True)
    """Endings of the case after which this fee goes back, as the procedure says; empty: never."""

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["request", "position"], name="payments_line_once"),
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0) & Q(budget_vnd__gte=0), name="payments_line_positive"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name_vi} {self.amount_vnd}"
