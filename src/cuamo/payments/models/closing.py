"""What accounts held one night, so that nobody sums the whole journal to know what they hold now."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.payments.models.by_two import ByTwo
from cuamo.payments.types import RebuildState


class BooksClosing(models.Model):
    """How far the journal was summed one night (chốt số dư); only one that was verified is built upon."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    upto = models.BigIntegerField(db_index=True)
    """Place in the journal (`payments_journalentry.seq`) of the last entry that is in it.

    One that is made anew may end where one that differs does; only one of them counts.
    """
    closed_at = models.DateTimeField()
    verified_at = models.DateTimeField(null=True, blank=True)
    """When it was held against the sum of every entry up to it."""

    class Meta:
        db_table = "payments_books_closing"
        indexes = [
            models.Index(
                fields=["-upto"], condition=Q(verified_at__isnull=False), name="payments_closing_last"
            )
        ]
        constraints = [
            models.CheckConstraint(condition=Q(upto__gt=0), name="payments_closing_of_something"),
            models.UniqueConstraint(
                fields=["upto"], condition=Q(verified_at__isnull=False), name="payments_closing_counts_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.upto} {self.closed_at}"


class ClosingFault(models.Model):
    """A check of a closing that did not agree with the journal (chốt sổ không khớp); it is written once."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    closing = models.ForeignKey(BooksClosing, on_delete=models.PROTECT, related_name="faults")
    found_at = models.DateTimeField()
    accounts = models.PositiveIntegerField()
    """How many accounts, or groups of them, differ."""
    rows = models.JSONField(default=list)
    """The first: `{"account", "counts", "closed": [debit, credit], "journal": [debit, credit]}`, in đồng.

    `counts` is how many accounts are in it, in the closing and in the journal; the first rows had none.
    """

    class Meta:
        db_table = "payments_closing_fault"
        constraints = [
            models.CheckConstraint(condition=Q(accounts__gt=0), name="payments_closing_fault_of_something")
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.found_at}"


class ClosingRebuild(ByTwo):
    """A closing that is to be made anew from the whole journal (lập lại số chốt): who says so, who agreed.

    Never changed once it has ended, never deleted.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    closing = models.ForeignKey(BooksClosing, on_delete=models.PROTECT, related_name="rebuilds")
    """The one that differed when it was asked for."""
    made = models.OneToOneField(
        BooksClosing, null=True, blank=True, on_delete=models.PROTECT, related_name="rebuild"
    )
    """The one made from every entry; None before."""
    state = models.CharField(max_length=7, choices=RebuildState.choices, default=RebuildState.ASKED)

    class Meta:
        db_table = "payments_closing_rebuild"
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ASKED", decided_by_id="", decided_at=None, made=None)
                | Q(state="DONE", decided_at__isnull=False)
                & ~Q(decided_by_id="")
                & ~Q(decided_by_id=F("asked_by_id"))
                | Q(state="REFUSED", decided_at__isnull=False, made=None) & ~Q(decided_by_id=""),
                name="payments_rebuild_four_eyes",
            ),
            models.UniqueConstraint(
                fields=["state"],
                condition=Q(made=None, state__in=["ASKED", "DONE"]),
                name="payments_one_rebuild",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.closing_id} {self.state}"


class ClosedBalance(models.Model):
    """Debit and credit of one account, or one group of accounts, up to a closing."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    closing = models.ForeignKey(BooksClosing, on_delete=models.PROTECT, related_name="balances")
    account = models.CharField(max_length=60)
    """An account, or the name of a group with a colon: `till:`."""
    accounts = models.IntegerField()
    """How many accounts are in it."""
    debit_vnd = models.BigIntegerField()
    credit_vnd = models.BigIntegerField()

    class Meta:
        db_table = "payments_closed_balance"
        constraints = [
            models.UniqueConstraint(fields=["closing", "account"], name="payments_one_closed_balance"),
            models.CheckConstraint(
                condition=Q(debit_vnd__gte=0, credit_vnd__gte=0, accounts__gt=0),
                name="payments_closed_balance_counts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.debit_vnd} {self.credit_vnd}"
