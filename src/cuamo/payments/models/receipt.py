"""Electronic receipts: one that is valid per demand that was paid, numbered without a gap, never deleted."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id
from cuamo.payments.models.request import PaymentRequest
from cuamo.payments.types import Method


class ElectronicReceipt(models.Model):
    """One electronic receipt (biên lai điện tử); cancelled when its money went back, it stays with its mark.

    Payer and lines are those of the request, which do not change.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="electronic_receipts")
    unit_code = models.CharField(max_length=20)
    year = models.PositiveSmallIntegerField()
    number = models.PositiveIntegerField()
    token = models.CharField(max_length=40, unique=True)
    """What the QR leads to; nothing else is known by it."""
    amount_vnd = models.BigIntegerField()
    method = models.CharField(max_length=10, choices=Method.choices)
    paid_at = models.DateTimeField()
    issued_at = models.DateTimeField()
    cancelled_at = models.DateTimeField(null=True, blank=True)
    cancel_reason = models.CharField(max_length=500, blank=True, default="")
    signed = models.BooleanField(default=False)
    """The kept PDF carries its agency's signature."""
    copies = models.PositiveSmallIntegerField(default=0)
    """How often it was printed on paper."""

    class Meta:
        db_table = "payments_electronic_receipt"
        constraints = [
            models.UniqueConstraint(
                fields=["unit_code", "year", "number"], name="payments_electronic_receipt_number"
            ),
            models.UniqueConstraint(
                fields=["request"],
                condition=Q(cancelled_at__isnull=True),
                name="payments_one_valid_receipt",
            ),
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0), name="payments_electronic_receipt_positive"
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(cancel_reason=""),
                name="payments_receipt_cancelled_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """The number as printed, for example `BLDT-HN012-26-0000007`."""
        return f"BLDT-{self.unit_code}-{self.year % 100:02d}-{self.number:07d}"
