"""Cash on its way to the bank: sealed bags, whose shifts they hold, and what differs."""

from django.conf import settings
from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id
from cuamo.organisation.models import Shift
from cuamo.payments.states import BagProposal, BagState, CashCause


class CashBag(models.Model):
    """One numbered, sealed bag (túi tiền): packed by one, sealed by another, taken by a third, deposited."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.CharField(max_length=40, unique=True)
    unit_code = models.CharField(max_length=20)
    seal_number = models.CharField(max_length=40, unique=True)
    amount_vnd = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=BagState.choices, default=BagState.PACKED)
    packed_by_id = models.CharField(max_length=40)
    packed_by_name = models.CharField(max_length=200)
    packed_at = models.DateTimeField()
    packed_by_lead = models.BooleanField(default=False)
    sealed_by_id = models.CharField(max_length=40, blank=True, default="")
    sealed_by_name = models.CharField(max_length=200, blank=True, default="")
    sealed_at = models.DateTimeField(null=True, blank=True)
    given_by_id = models.CharField(max_length=40, blank=True, default="")
    given_by_name = models.CharField(max_length=200, blank=True, default="")
    given_at = models.DateTimeField(null=True, blank=True)
    bank_receipt = models.CharField(max_length=40, blank=True, default="")
    """What the bank's own collector signed for it, where no account of ours takes it."""
    taken_by_id = models.CharField(max_length=40, blank=True, default="")
    taken_by_name = models.CharField(max_length=200, blank=True, default="")
    taken_at = models.DateTimeField(null=True, blank=True)
    seen_off_by_id = models.CharField(max_length=40, blank=True, default="")
    """Who of the point signed that the bank's collector took it."""
    slip_number = models.CharField(max_length=40, blank=True, default="")
    """Number of the bank's deposit slip (giấy nộp tiền)."""
    slip_vnd = models.BigIntegerField(null=True, blank=True)
    told_by_id = models.CharField(max_length=40, blank=True, default="")
    told_at = models.DateTimeField(null=True, blank=True)
    deposited_vnd = models.BigIntegerField(null=True, blank=True)
    """What the bank's statement shows."""
    deposited_at = models.DateTimeField(null=True, blank=True)
    deposit_source = models.CharField(max_length=80, blank=True, default="")
    """Which line of the statement: one line is one deposit."""
    proposal = models.CharField(max_length=8, choices=BagProposal.choices, blank=True, default="")
    """What one accountant proposes and another has to agree to."""
    proposed_line = models.CharField(max_length=60, blank=True, default="")
    """Which line of a bank statement is this bag's deposit."""
    proposed_words = models.CharField(max_length=500, blank=True, default="")
    proposed_by_id = models.CharField(max_length=40, blank=True, default="")
    proposed_by_name = models.CharField(max_length=200, blank=True, default="")
    proposed_at = models.DateTimeField(null=True, blank=True)
    agreed_by_id = models.CharField(max_length=40, blank=True, default="")
    """Who agreed that it ended so: a second accountant, or `system` by a signed file of the bank."""
    printed = models.PositiveSmallIntegerField(default=0)

    class Meta:
        db_table = "payments_cash_bag"
        indexes = [
            models.Index(fields=["unit_code", "-packed_at"], name="payments_bags_of_unit"),
            models.Index(
                fields=["packed_at"],
                condition=~Q(state__in=["DONE", "UNPACKED", "LOST"]),
                name="payments_bags_open",
            ),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_bag_positive"),
            models.CheckConstraint(
                condition=~Q(sealed_by_id=models.F("packed_by_id")), name="payments_bag_two_people"
            ),
            models.CheckConstraint(
                condition=Q(agreed_by_id__in=["", "system"])
                | ~Q(proposed_by_id="") & ~Q(agreed_by_id=models.F("proposed_by_id")),
                name="payments_bag_two_accountants",
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE") & ~Q(state="LOST")
                | Q(state="DONE") & ~Q(agreed_by_id="")
                | Q(state="LOST") & ~Q(agreed_by_id__in=["", "system"]),
                name="payments_bag_ended_by_whom",
            ),
            models.CheckConstraint(
                condition=Q(seen_off_by_id="") | ~Q(seen_off_by_id=models.F("given_by_id")),
                name="payments_bag_seen_off_by_another",
            ),
            models.UniqueConstraint(
                fields=["deposit_source"],
                condition=~Q(deposit_source=""),
                name="payments_one_bag_per_deposit",
            ),
            models.CheckConstraint(
                condition=~Q(state="DONE") | Q(deposited_vnd__isnull=False, deposited_at__isnull=False),
                name="payments_bag_done_with_amount",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class BaggedShift(models.Model):
    """The money of one shift inside a bag; a shift's money goes into one bag only."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    bag = models.ForeignKey(CashBag, on_delete=models.PROTECT, related_name="shifts")
    shift = models.OneToOneField(Shift, on_delete=models.PROTECT, related_name="bagged")
    amount_vnd = models.BigIntegerField()

    class Meta:
        db_table = "payments_bagged_shift"
        constraints = [models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_bagged_positive")]

    def __str__(self) -> str:
        return f"{self.shift_id} {self.amount_vnd}"


class CashDifference(models.Model):
    """Cash that is more or less than the books say (chênh lệch tiền mặt): with an owner who explains it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    cause = models.CharField(max_length=8, choices=CashCause.choices)
    shift = models.ForeignKey(
        Shift, null=True, blank=True, on_delete=models.PROTECT, related_name="cash_differences"
    )
    bag = models.ForeignKey(
        CashBag, null=True, blank=True, on_delete=models.PROTECT, related_name="differences"
    )
    unit_code = models.CharField(max_length=20)
    amount_vnd = models.BigIntegerField()
    """More than zero: too much; less than zero: too little."""
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    owner_name = models.CharField(max_length=200)
    raised_at = models.DateTimeField()
    explanation = EncryptedTextField(default="")
    explained_at = models.DateTimeField(null=True, blank=True)
    closed_at = models.DateTimeField(null=True, blank=True)
    closed_by_id = models.CharField(max_length=40, blank=True, default="")
    closed_by_name = models.CharField(max_length=200, blank=True, default="")
    conclusion = EncryptedTextField(default="")

    class Meta:
        db_table = "payments_cash_difference"
        indexes = [
            models.Index(
                fields=["raised_at"], condition=Q(closed_at__isnull=True), name="payments_differences_open"
            )
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["cause", "shift"], condition=Q(shift__isnull=False), name="payments_difference_shift"
            ),
            models.UniqueConstraint(
                fields=["bag"],
                condition=Q(bag__isnull=False, closed_at=None),
                name="payments_difference_bag",
            ),
            models.CheckConstraint(condition=~Q(amount_vnd=0), name="payments_difference_is_one"),
            models.CheckConstraint(
                condition=Q(shift__isnull=False) ^ Q(bag__isnull=False), name="payments_difference_of_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.cause} {self.amount_vnd}"
