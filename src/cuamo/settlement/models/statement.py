"""The monthly statement of one operator, its lines, and objections to them."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.settlement.models.instrument import Instrument
from cuamo.settlement.models.item import Item
from cuamo.settlement.types import DisputeState, Fault, LineKind, Payer, Service, StatementState


class Statement(models.Model):
    """What one operator is paid for a month (bảng quyết toán)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    operator_code = models.CharField(max_length=20)
    month = models.DateField()
    """First day of the month."""
    state = models.CharField(max_length=10, choices=StatementState.choices, default=StatementState.DRAFT)
    totals = models.JSONField(default=dict)
    """Sums of the lines in đồng, as `rules.month.totals_of` names them."""
    payable_vnd = models.BigIntegerField(default=0)
    waiting_words = models.CharField(max_length=1000, blank=True, default="")
    """What it does not pay for want of budget, and why, as it was built; empty when it pays all."""
    built_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    sent_by_id = models.CharField(max_length=60, blank=True, default="")
    sent_by_name = models.CharField(max_length=200, blank=True, default="")
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by_id = models.CharField(max_length=60, blank=True, default="")
    confirmed_by_name = models.CharField(max_length=200, blank=True, default="")
    approved_at = models.DateTimeField(null=True)
    approved_by_id = models.CharField(max_length=60, blank=True, default="")
    approved_by_name = models.CharField(max_length=200, blank=True, default="")
    paid_at = models.DateTimeField(null=True)
    paid_reference = models.CharField(max_length=80, blank=True, default="")

    class Meta:
        db_table = "settlement_statement"
        indexes = [models.Index(fields=["operator_code", "month"], name="statements_of_operator")]
        constraints = [
            models.UniqueConstraint(fields=["operator_code", "month"], name="one_statement_a_month"),
            models.CheckConstraint(
                condition=Q(approved_at=None)
                | (~Q(approved_by_id="") & ~Q(sent_by_id="") & ~Q(approved_by_id=F("sent_by_id"))),
                name="statement_has_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["APPROVED", "PAID"]) | Q(approved_at__isnull=False),
                name="statement_approved_by_somebody",
            ),
            models.CheckConstraint(
                condition=~Q(state="PAID") | (Q(paid_at__isnull=False) & ~Q(paid_reference="")),
                name="statement_paid_with_reference",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class Line(models.Model):
    """One line (dòng quyết toán): a service, or what a fault takes off; one alive per item and cause."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    statement = models.ForeignKey(Statement, on_delete=models.PROTECT, related_name="lines")
    item = models.ForeignKey(Item, null=True, on_delete=models.PROTECT, related_name="lines")
    kind = models.CharField(max_length=10, choices=LineKind.choices)
    fault = models.CharField(max_length=14, choices=Fault.choices, blank=True, default="")
    acted_on = models.DateField(null=True)
    net_vnd = models.BigIntegerField()
    vat_vnd = models.BigIntegerField(default=0)
    payer = models.CharField(max_length=8, choices=Payer.choices)
    words = models.CharField(max_length=500)
    source = models.CharField(max_length=500, blank=True, default="")
    contract = models.ForeignKey(Instrument, null=True, on_delete=models.PROTECT, related_name="+")
    waits = models.BooleanField(default=False)
    """Waits for budget; a later statement pays it."""
    carried_at = models.DateTimeField(null=True)
    """When it left this statement for a later one: objected to, or waiting for budget, at the approval."""

    class Meta:
        db_table = "settlement_line"
        indexes = [
            models.Index(fields=["statement", "acted_on", "id"], name="lines_of_statement"),
            models.Index(
                fields=["acted_on"],
                condition=Q(kind="SERVICE", payer="CITY", carried_at=None),
                name="lines_of_budget",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind", "fault"],
                condition=Q(carried_at=None) & ~Q(kind="CORRECTION"),
                name="one_live_line_per_item",
            ),
            models.CheckConstraint(
                condition=(Q(kind="SERVICE") & Q(net_vnd__gt=0) & Q(vat_vnd__gte=0))
                | (Q(kind__in=["PENALTY", "LIABILITY"]) & Q(net_vnd__lte=0) & Q(vat_vnd=0))
                | Q(kind__in=["CAP", "CORRECTION"]),
                name="line_has_the_right_sign",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.net_vnd}"

    @property
    def word(self) -> str:
        """What it is, as people read it: `Phạt: Giao chậm`, or the service."""
        if self.kind == LineKind.SERVICE and self.item is not None:
            return str(Service(self.item.service).label)
        label = str(LineKind(self.kind).label)
        return f"{label}: {Fault(self.fault).label}" if self.fault else label

    @property
    def gross_vnd(self) -> int:
        """With VAT."""
        return self.net_vnd + self.vat_vnd


class Dispute(models.Model):
    """An operator's objection to a line (ý kiến khác), and the answer to it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="disputes")
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
        db_table = "settlement_dispute"
        constraints = [
            models.UniqueConstraint(fields=["line"], condition=Q(state="OPEN"), name="one_open_dispute"),
            models.UniqueConstraint(
                fields=["line"], condition=Q(state="ACCEPTED"), name="one_accepted_dispute"
            ),
            models.CheckConstraint(
                condition=Q(state="OPEN", answered_at=None)
                | (~Q(state="OPEN") & Q(answered_at__isnull=False) & ~Q(answer="")),
                name="dispute_is_answered_in_words",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} {self.state}"

    @property
    def word(self) -> str:
        """What became of it, with the answer."""
        label = str(DisputeState(self.state).label)
        return f"{label}: {self.answer}" if self.answer else label
