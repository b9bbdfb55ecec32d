"""Money taken by hand."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id
from cuamo.organisation.models import Shift
from cuamo.payments.models.request import PaymentRequest


class CashReceipt(models.Model):
    """One numbered receipt for cash (biên lai thu tiền); numbers of an agency's day have no gap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="cash_receipts")
    """Usually its only one; what the platform took back may be paid at a counter afterwards."""
    shift = models.ForeignKey(Shift, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=20)
    day = models.DateField()
    number = models.PositiveIntegerField()
    amount_vnd = models.BigIntegerField()
    tendered_vnd = models.BigIntegerField()
    change_vnd = models.BigIntegerField()
    clerk_id = models.CharField(max_length=40)
    clerk_name = models.CharField(max_length=200)
    taken_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["shift"], name="payments_cash_of_shift")]
        constraints = [
            models.UniqueConstraint(fields=["unit_code", "day", "number"], name="payments_receipt_number"),
            models.CheckConstraint(
                condition=Q(amount_vnd__gt=0)
                & Q(change_vnd__gte=0)
                & Q(tendered_vnd=models.F("amount_vnd") + models.F("change_vnd")),
                name="payments_cash_adds_up",
            ),
        ]

    def __str__(self) -> str:
        return self.shown_number

    @property
    def shown_number(self) -> str:
        """The number as printed, for example `BL-HN012-261124-0007`."""
        return f"BL-{self.unit_code}-{self.day:%y%m%d}-{self.number:04d}"
