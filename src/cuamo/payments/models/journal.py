"""The books: double entry in đồng, append-only."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id
from cuamo.payments.types import EntryKind, Side


class JournalEntry(models.Model):
    """One balanced entry (bút toán). The database refuses one whose sides differ, and any later change.

    The table has one column more than the model, `seq`: the database counts entries as they are written, and
    a closing (`BooksClosing`) is made up to one of them.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=20)
    """One of `EntryKind`; a new kind needs no change of the table."""
    source = models.CharField(max_length=120, unique=True)
    """What it books, said once: `opened:<request>`, `gateway:<transaction>`, `cash:<receipt>`."""
    request_id = models.UUIDField(null=True, blank=True)
    booked_at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["request_id"], name="payments_entry_of_request"),
            models.Index(fields=["booked_at", "id"], name="payments_entry_booked"),
        ]

    def __str__(self) -> str:
        return self.source

    @property
    def kind_words(self) -> str:
        """Why the entry stands in the books, as people read it."""
        return str(EntryKind(self.kind).label)


class Posting(models.Model):
    """One side of an entry on one account (định khoản)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    entry = models.ForeignKey(JournalEntry, on_delete=models.PROTECT, related_name="postings")
    account = models.CharField(max_length=60)
    side = models.CharField(max_length=1, choices=Side.choices)
    amount_vnd = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["account", "id"], name="payments_posting_account")]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_posting_positive"),
            models.CheckConstraint(condition=Q(side__in=["D", "C"]), name="payments_posting_side"),
        ]

    def __str__(self) -> str:
        return f"{self.account} {self.side} {self.amount_vnd}"
