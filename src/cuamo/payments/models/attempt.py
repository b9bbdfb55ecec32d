"""One try to pay by QR, and what the payment platform told us."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id
from cuamo.payments.models.request import PaymentRequest
from cuamo.payments.states import AttemptState, Verdict


class PaymentAttempt(models.Model):
    """One try to pay (lần thanh toán), with a QR of its own; its reference never means anything else."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(PaymentRequest, on_delete=models.PROTECT, related_name="attempts")
    reference = models.CharField(max_length=25, unique=True)
    amount_vnd = models.BigIntegerField()
    account = models.CharField(max_length=40, blank=True, default="")
    """Our account at the bank the money goes to."""
    qr_payload = models.CharField(max_length=500)
    pay_url = models.CharField(max_length=1000)
    state = models.CharField(max_length=8, choices=AttemptState.choices, default=AttemptState.OPEN)
    started_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    resolved_at = models.DateTimeField(null=True, blank=True)
    asked = models.PositiveSmallIntegerField(default=0)
    """How often the platform was asked without an end."""
    ask_again_at = models.DateTimeField(null=True, blank=True)
    """Also of one that failed or ran out, where another took its place: money may still come for it."""
    answered_late = models.PositiveSmallIntegerField(default=0)
    """How often the platform said after that, that nothing came."""

    class Meta:
        indexes = [
            models.Index(fields=["ask_again_at"], condition=Q(state="OPEN"), name="payments_attempts_to_ask"),
            models.Index(
                fields=["ask_again_at"],
                condition=Q(state__in=["EXPIRED", "FAILED"], ask_again_at__isnull=False),
                name="payments_attempts_ask_late",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=Q(state="OPEN"), name="payments_one_open_attempt"
            ),
            models.CheckConstraint(condition=Q(amount_vnd__gt=0), name="payments_attempt_positive"),
            models.CheckConstraint(
                condition=Q(reference__regex=r"^[A-Z0-9 ]{6,25}$"), name="payments_reference_is_plain"
            ),
        ]

    def __str__(self) -> str:
        return self.reference


class CallbackReceipt(models.Model):
    """One message of the payment platform and what was decided about it (thông báo của cổng thanh toán).

    The platform's transaction id is unique: whatever comes twice meets the first row and books nothing.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    transaction_id = models.CharField(max_length=80, unique=True)
    attempt = models.ForeignKey(
        PaymentAttempt, null=True, blank=True, on_delete=models.PROTECT, related_name="callbacks"
    )
    reference = models.CharField(max_length=140)
    amount_vnd = models.BigIntegerField()
    succeeded = models.BooleanField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=8, choices=[("CALLBACK", "báo về"), ("PULL", "hỏi ra")])
    body = models.BinaryField()
    """The message as it came, byte for byte."""
    verdict = models.CharField(max_length=20, choices=Verdict.choices)
    times_seen = models.PositiveIntegerField(default=1)
    last_seen_at = models.DateTimeField()
    conflicting_body = models.BinaryField(null=True, blank=True)
    """A later message with the same transaction id that says something else; somebody has to look."""
    conflict_closed_at = models.DateTimeField(null=True, blank=True)
    conflict_closed_by = models.CharField(max_length=200, blank=True, default="")
    conflict_words = models.CharField(max_length=500, blank=True, default="")
    """What the platform answered when it was asked which of the two counts."""

    class Meta:
        indexes = [
            models.Index(fields=["verdict", "received_at"], name="payments_callback_verdict"),
            models.Index(fields=["occurred_at"], name="payments_callback_occurred"),
        ]
        constraints = [
            models.CheckConstraint(condition=Q(amount_vnd__gte=0), name="payments_callback_not_negative")
        ]

    def __str__(self) -> str:
        return f"{self.transaction_id} {self.verdict}"
