"""Orders at carriers, what carriers say of them, and what their words mean."""

from django.db import models

from cuamo.delivery.types import NewsVerdict, OrderState
from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id

CLOSED = (OrderState.CANCELLED, OrderState.REFUSED, OrderState.ENDED)
"""An order that carries nothing any more."""


class CarrierOrder(models.Model):
    """One order of carriage (vận đơn); its number is ours and is never used for another."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey("delivery.Parcel", on_delete=models.PROTECT, related_name="carrier_orders")
    carrier = models.CharField(max_length=20)
    operator_code = models.CharField(max_length=20)
    """Operator whose coordinator looks after it: the carrier's."""
    number = models.TextField(unique=True)
    carrier_number = models.TextField(blank=True, default="")
    state = models.CharField(max_length=12, choices=OrderState.choices, default=OrderState.WAITING)
    reached = models.CharField(max_length=20, blank=True, default="")
    """Canonical state by all news known; empty before the first."""
    asked = models.SmallIntegerField(default=0)
    """How often the carrier was asked since the last certain answer."""
    ask_again_at = models.DateTimeField(null=True)
    """When the next question is due; null when none is."""
    cancel_wanted_at = models.DateTimeField(null=True)
    proof_due_at = models.DateTimeField(null=True)
    """When to ask for the proof of delivery again; null when none is missing."""
    proof_asked = models.SmallIntegerField(default=0)
    last_fault = models.TextField(blank=True, default="")
    created_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "delivery_carrier_order"
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=~models.Q(state__in=CLOSED), name="one_open_order_of_parcel"
            )
        ]
        indexes = [
            models.Index(
                fields=["ask_again_at"],
                condition=models.Q(ask_again_at__isnull=False),
                name="orders_to_ask_about",
            ),
            models.Index(
                fields=["proof_due_at"],
                condition=models.Q(proof_due_at__isnull=False),
                name="proofs_to_fetch",
            ),
            models.Index(fields=["operator_code", "state", "id"], name="orders_of_operator"),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.number}"


class CarrierNews(models.Model):
    """One piece of news of a carrier, kept as it came; copies of it only count (tin của hãng chuyển)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    carrier = models.CharField(max_length=20)
    key = models.TextField()
    order = models.ForeignKey(CarrierOrder, null=True, on_delete=models.PROTECT, related_name="news")
    """Null when it names an order we never placed."""
    number = models.TextField()
    carrier_number = models.TextField(blank=True, default="")
    code = models.TextField()
    canonical = models.CharField(max_length=20, blank=True, default="")
    """What the code meant when it was last read; empty when nobody has said."""
    ordinal = models.BigIntegerField()
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField()
    source = models.CharField(max_length=10)
    """MESSAGE or ASKED."""
    body = EncryptedTextField()
    verdict = models.CharField(max_length=12, choices=NewsVerdict.choices)
    times_seen = models.IntegerField(default=1)
    looked_at = models.DateTimeField(null=True)
    """When a coordinator dealt with it; null while it still is work."""
    looked_by = models.TextField(blank=True, default="")
    words = models.TextField(blank=True, default="")

    class Meta:
        db_table = "delivery_carrier_news"
        constraints = [models.UniqueConstraint(fields=["carrier", "key"], name="carrier_news_once")]
        indexes = [
            models.Index(fields=["order", "ordinal"], name="news_of_order"),
            models.Index(
                fields=["carrier", "id"],
                condition=models.Q(looked_at=None, verdict__in=["UNKNOWN", "IMPOSSIBLE"]),
                name="news_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.number} {self.code}"


class CarrierStatus(models.Model):
    """What one code of a carrier means, in one version; versions are added, never changed."""

    id = models.BigAutoField(primary_key=True)
    carrier = models.CharField(max_length=20)
    code = models.TextField()
    version = models.SmallIntegerField()
    canonical = models.CharField(max_length=20)
    name_vi = models.TextField(blank=True, default="")
    reason = models.CharField(max_length=12, blank=True, default="")
    """For a failed attempt: which of our reasons it is."""
    confidence = models.CharField(max_length=1)
    contested = models.BooleanField(default=False)
    source = models.TextField()
    confirmed_by = models.TextField(blank=True, default="")
    valid_from = models.DateTimeField()

    class Meta:
        db_table = "delivery_carrier_status"
        constraints = [
            models.UniqueConstraint(fields=["carrier", "code", "version"], name="carrier_status_version")
        ]

    def __str__(self) -> str:
        return f"{self.carrier} {self.code} v{self.version}: {self.canonical}"


class CarrierProof(models.Model):
    """Who took an item by the carrier's word (bằng chứng phát)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    order = models.ForeignKey(CarrierOrder, on_delete=models.PROTECT, related_name="proofs")
    key = models.TextField()
    name = EncryptedTextField()
    name_hash = models.BinaryField(max_length=32)
    """Keyed hash of the folded name: tells two names apart without reading them."""
    relation = models.CharField(max_length=12)
    otp = models.BooleanField(default=False)
    evidence_id = models.UUIDField(null=True)
    complete = models.BooleanField()
    fetched_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_carrier_proof"
        constraints = [models.UniqueConstraint(fields=["order", "key"], name="carrier_proof_once")]

    def __str__(self) -> str:
        return f"{self.order_id} {self.relation}"


class CarrierContract(models.Model):
    """Which carrier takes envelopes from which places to which wards; the first row that fits counts."""

    id = models.BigAutoField(primary_key=True)
    number = models.TextField(unique=True)
    place = models.SmallIntegerField()
    carrier = models.CharField(max_length=20)
    origins = models.JSONField(default=list)
    wards = models.JSONField(default=list)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    confidence = models.CharField(max_length=1)

    class Meta:
        db_table = "delivery_carrier_contract"

    def __str__(self) -> str:
        return f"{self.number}: {self.carrier}"


class CarrierCursor(models.Model):
    """How far the news of a carrier that is asked in pages has been read, and how long it has been silent."""

    carrier = models.CharField(max_length=20, primary_key=True)
    cursor = models.TextField(blank=True, default="")
    read_at = models.DateTimeField(null=True)
    faults = models.SmallIntegerField(default=0)
    silent_passes = models.IntegerField(default=0)
    """How many passes over its orders went by, one after the other, without any answer."""

    class Meta:
        db_table = "delivery_carrier_cursor"

    def __str__(self) -> str:
        return f"{self.carrier}: {self.cursor}"
