"""Files of the outside parties, the days they were held against the books, and what did not agree."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id
from cuamo.payments.reconciling import DayState, FileSide, FileState, ItemKind, ItemState, LineCode, RowState


class MoneyFile(models.Model):
    """One file of one side for one day (tệp đối soát), as it was read; its bytes are named by their hash.

    A corrected file takes the place of the one before; a file that could not be read is kept with its faults.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    side = models.CharField(max_length=8, choices=FileSide.choices)
    day = models.DateField()
    """The day the file was asked for; a file of another day is refused."""
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    name = models.CharField(max_length=200, blank=True, default="")
    by_hand = models.BooleanField(default=False)
    """Uploaded by a person; nothing but their word says whose file it is."""
    state = models.CharField(max_length=10, choices=FileState.choices)
    rows = models.PositiveIntegerField(default=0)
    sum_vnd = models.BigIntegerField(default=0)
    opening_vnd = models.BigIntegerField(default=0)
    balance_vnd = models.BigIntegerField(default=0)
    """At the close of the day: what the platform holds for us, or what lies at the bank."""
    faults = models.JSONField(default=list)
    changes = models.JSONField(default=dict)
    """Against the file it replaced: counts and the first rows that came, went and changed."""
    read_by = models.JSONField()
    read_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["day", "side", "read_at"], name="payments_file_of_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["side", "day"], condition=Q(state="CURRENT"), name="payments_one_current_file"
            ),
            models.UniqueConstraint(fields=["side", "day", "sha256"], name="payments_file_once"),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.day} {self.state}"


class SettlementRow(models.Model):
    """One transaction as the platform's file has it (dòng tệp của cổng thanh toán)."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(MoneyFile, on_delete=models.PROTECT, related_name="settlement_rows")
    line = models.PositiveIntegerField()
    transaction_id = models.CharField(max_length=80)
    reference = models.CharField(max_length=140)
    amount_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=RowState.choices)
    batch = models.CharField(max_length=20, blank=True, default="")

    class Meta:
        indexes = [
            models.Index(fields=["file", "line"], name="payments_row_of_file"),
            models.Index(fields=["transaction_id"], name="payments_row_transaction"),
            models.Index(
                fields=["file"], condition=Q(state=RowState.REFUNDED), name="payments_rows_refunded"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} {self.state}"


class DeclaredPayout(models.Model):
    """One pay-out as the platform's file has it (đợt chuyển tiền về cổng báo)."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(MoneyFile, on_delete=models.PROTECT, related_name="payouts")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=20)
    gross_vnd = models.BigIntegerField()
    fee_vnd = models.BigIntegerField()
    net_vnd = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["number"], name="payments_payout_number")]

    def __str__(self) -> str:
        return self.number


class BookedPayout(models.Model):
    """A pay-out that came to the bank and stands in the books (đợt chuyển tiền về đã ghi sổ)."""

    number = models.CharField(primary_key=True, max_length=20)
    gross_vnd = models.BigIntegerField()
    """Left the platform's account."""
    bank_vnd = models.BigIntegerField()
    """Came to the bank's account; the rest went to fees or waits in suspense."""
    booked_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.number


class StatementLine(models.Model):
    """One line of the bank's statement (dòng sổ phụ); the other party and the words are personal data."""

    id = models.BigAutoField(primary_key=True)
    file = models.ForeignKey(MoneyFile, on_delete=models.PROTECT, related_name="statement_lines")
    line = models.PositiveIntegerField()
    number = models.CharField(max_length=40)
    booked_at = models.DateTimeField()
    amount_vnd = models.BigIntegerField()
    code = models.CharField(max_length=3, choices=LineCode.choices)
    party = EncryptedTextField()
    words = EncryptedTextField()
    batch = models.CharField(max_length=20, blank=True, default="")
    """The pay-out its words name."""

    class Meta:
        indexes = [
            models.Index(fields=["file", "line"], name="payments_line_of_file"),
            models.Index(fields=["number"], name="payments_line_number"),
            models.Index(fields=["batch"], condition=~Q(batch=""), name="payments_line_batch"),
        ]

    def __str__(self) -> str:
        return self.number


class ReconciledDay(models.Model):
    """How far the three sides of one day agree (ngày đối soát)."""

    day = models.DateField(primary_key=True)
    state = models.CharField(max_length=12, choices=DayState.choices, default=DayState.WAITING)
    gateway_ticked = models.PositiveIntegerField(default=0)
    bank_ticked = models.PositiveIntegerField(default=0)
    figures = models.JSONField(default=dict)
    """Sums of the three sides, and both balances at the close held against the books."""
    run_at = models.DateTimeField(null=True, blank=True)
    runs = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["-day"], name="payments_reconciled_days")]

    def __str__(self) -> str:
        return f"{self.day} {self.state}"


class ReconciliationItem(models.Model):
    """One thing on which the sides do not agree (khoản chênh lệch): what, where, who mends it and how.

    Running its day again changes what the sides say, never what people said.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    day = models.DateField()
    kind = models.CharField(max_length=20, choices=ItemKind.choices)
    subject = models.CharField(max_length=120)
    """What it is about: `tx:<transaction>`, `line:<bank line>`, `batch:<pay-out>`, `bag:<bag>`, …"""
    ours_vnd = models.BigIntegerField(default=0)
    gateway_vnd = models.BigIntegerField(null=True, blank=True)
    bank_vnd = models.BigIntegerField(null=True, blank=True)
    gateway_delta_vnd = models.BigIntegerField(default=0)
    bank_delta_vnd = models.BigIntegerField(default=0)
    """What would have to be booked on the two accounts so that the sides agree."""
    evidence = models.JSONField(default=dict)
    state = models.CharField(max_length=9, choices=ItemState.choices, default=ItemState.OPEN)
    owner_id = models.CharField(max_length=40, blank=True, default="")
    owner_name = models.CharField(max_length=200, blank=True, default="")
    words = models.TextField(blank=True, default="")
    """What somebody said about it."""
    proposed_by = models.CharField(max_length=40, blank=True, default="")
    proposed_name = models.CharField(max_length=200, blank=True, default="")
    proposed_at = models.DateTimeField(null=True, blank=True)
    approved_by = models.CharField(max_length=40, blank=True, default="")
    """The second accountant, where one had to agree."""
    settled_by = models.JSONField(default=dict)
    settled_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=300, blank=True, default="")
    """How it ended, in words."""
    booked_gateway_vnd = models.BigIntegerField(default=0)
    booked_bank_vnd = models.BigIntegerField(default=0)
    """What its repairs booked on the two accounts, all rounds together."""
    rounds = models.PositiveSmallIntegerField(default=0)
    """How often a repair of it was booked; part of the names of its entries."""
    raised_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["day", "state"], name="payments_item_of_day"),
            models.Index(fields=["subject"], name="payments_item_subject"),
            models.Index(
                fields=["raised_at", "id"], condition=~Q(state="SETTLED"), name="payments_items_waiting"
            ),
            models.Index(
                fields=["subject"],
                condition=~Q(booked_gateway_vnd=0) | ~Q(booked_bank_vnd=0),
                name="payments_items_booked",
            ),
        ]
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject"], name="payments_one_item"),
            models.CheckConstraint(
                condition=~Q(state="SETTLED") | Q(settled_at__isnull=False), name="payments_item_settled"
            ),
            models.CheckConstraint(
                condition=Q(approved_by="") | ~Q(proposed_by="") & ~Q(approved_by=F("proposed_by")),
                name="payments_item_two_people",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject}"
