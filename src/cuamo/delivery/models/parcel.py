"""An envelope, the run it travels on, and every hand it went through."""

from django.db import models

from cuamo.delivery.states import Direction, ParcelState, Proof
from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id

ORIGINAL = "Bản gốc: "
"""How a line of the contents begins that names an original of the recipient."""


class Parcel(models.Model):
    """A sealed envelope (phong bì): a result for its recipient, or papers of a citizen for the authority.

    It never says what is inside to who carries it. A subject has at most one that travels in each direction.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    subject_id = models.UUIDField()
    """What it carries something of; for a dossier its id."""
    direction = models.CharField(max_length=10, choices=Direction.choices, default=Direction.RESULT)
    subject_code = models.TextField()
    label = models.TextField(unique=True)
    """Item number in the form of UPU S10, printed as a barcode."""
    seal_number = models.TextField(default="", blank=True)
    contents = models.JSONField(default=list)
    recipient = EncryptedTextField()
    phone = EncryptedTextField()
    address = EncryptedTextField()
    ward_code = models.TextField(default="", blank=True)
    pin = EncryptedTextField()
    """Four digits only the recipient is told, by text."""
    pin_tries = models.SmallIntegerField(default=0)
    state = models.CharField(max_length=20, default=ParcelState.CREATED)
    origin_unit = models.TextField()
    holder_kind = models.CharField(max_length=10, default="UNIT")
    """UNIT or COURIER or RECIPIENT: who has it in hand now."""
    holder_id = models.TextField()
    run = models.ForeignKey("delivery.Run", null=True, on_delete=models.PROTECT, related_name="parcels")
    run_order = models.SmallIntegerField(default=0)
    window = models.TextField(default="", blank=True)
    attempts = models.SmallIntegerField(default=0)
    created_at = models.DateTimeField()
    sealed_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    recalled_at = models.DateTimeField(null=True)
    """When it was called back; from then on it goes to no recipient."""
    destination_unit = models.TextField(default="", blank=True)
    """Unit the papers go to; empty for a result, which goes to a person."""
    carrier = models.TextField(default="", blank=True)
    """Carrier it is given to (VNPOST, VTPOST); empty for the operator's own courier."""
    carrier_number = models.TextField(default="", blank=True)
    """The carrier's own number of the item."""
    bag = models.ForeignKey(
        "delivery.Bag", null=True, blank=True, on_delete=models.PROTECT, related_name="parcels"
    )
    recipient_rule = models.TextField(default="STANDARD")
    """Key of the rule that says who may take it."""
    pickup_by = models.DateTimeField(null=True)
    """Promise: when the post has it at the latest."""
    deliver_by = models.DateTimeField(null=True)
    """Promise: when the recipient has it at the latest."""
    pickup_warn_at = models.DateTimeField(null=True)
    deliver_warn_at = models.DateTimeField(null=True)
    """When three quarters of the working time up to the promise are gone."""
    held_until = models.DateTimeField(null=True)
    """Until when a point keeps it for its recipient to collect."""
    ended_at = models.DateTimeField(null=True)
    """When it stopped being the subject's envelope without being handed over."""
    end_reason = models.TextField(default="", blank=True)
    """LOST, CANCELLED or REPLACED."""

    class Meta:
        db_table = "delivery_parcel"
        indexes = [
            models.Index(fields=["origin_unit", "state", "created_at"], name="parcels_at_unit"),
            models.Index(fields=["run", "run_order"], name="parcels_of_run"),
            models.Index(fields=["subject_id"], name="parcels_of_subject"),
            models.Index(fields=["holder_kind", "holder_id", "state"], name="parcels_of_holder"),
            models.Index(fields=["destination_unit", "state"], name="parcels_for_unit"),
            models.Index(
                fields=["pickup_warn_at"],
                condition=models.Q(delivered_at=None, ended_at=None),
                name="parcels_due_for_pickup",
            ),
            models.Index(
                fields=["deliver_warn_at"],
                condition=models.Q(delivered_at=None, ended_at=None),
                name="parcels_due_for_delivery",
            ),
            models.Index(
                fields=["created_at", "id"],
                condition=models.Q(attempts__gte=2, delivered_at=None, ended_at=None),
                name="parcels_brought_in_vain",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["subject_id", "direction"],
                condition=models.Q(ended_at=None),
                name="one_live_parcel_each_way",
            ),
        ]

    def __str__(self) -> str:
        return self.label

    @property
    def papers_only(self) -> bool:
        """True when it takes originals home and no result is in it."""
        home = self.direction == Direction.RESULT
        return home and all(str(line).startswith(ORIGINAL) for line in self.contents)


class Run(models.Model):
    """A courier's run with its manifest (chuyến, bảng kê)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField(unique=True)
    origin_unit = models.TextField()
    operator_code = models.TextField(default="", blank=True)
    courier_id = models.TextField()
    courier_name = models.TextField()
    run_date = models.DateField()
    closed_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_run"
        indexes = [
            models.Index(fields=["courier_id", "run_date"], name="runs_of_courier"),
            models.Index(
                fields=["operator_code", "created_at"],
                condition=models.Q(closed_at=None),
                name="runs_open_of_operator",
            ),
            models.Index(fields=["run_date", "operator_code"], name="runs_of_day"),
        ]

    def __str__(self) -> str:
        return self.number


class HandOver(models.Model):
    """One change of hands with two sides (bàn giao): given and taken; one side alone is a gap."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="hand_overs")
    giver = models.JSONField()
    given_at = models.DateTimeField(null=True)
    taker = models.JSONField(null=True)
    taken_at = models.DateTimeField(null=True)
    place = models.TextField(default="", blank=True)
    """Unit where it changed hands; empty at a recipient's door."""
    proof = models.CharField(max_length=12, choices=Proof.choices, default=Proof.SCAN)
    evidence_id = models.UUIDField(null=True)
    """Stored file with the signature or photo."""
    position = models.JSONField(null=True)
    device_time = models.DateTimeField(null=True)
    device_key = models.TextField(null=True, unique=True)
    gap_found_at = models.DateTimeField(null=True)
    """When the missing side was noticed and told; it stays after the gap is closed."""
    bag = models.ForeignKey(
        "delivery.Bag", null=True, blank=True, on_delete=models.PROTECT, related_name="envelope_hand_overs"
    )
    """Bag it changed hands in; the two sides are then those of the bag."""
    broken_off_at = models.DateTimeField(null=True)
    """When the envelope turned up elsewhere, so that the missing side can never sign."""

    class Meta:
        db_table = "delivery_hand_over"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(given_at__isnull=False) | models.Q(taken_at__isnull=False),
                name="hand_over_has_a_side",
            ),
            models.UniqueConstraint(
                fields=["parcel"],
                condition=(models.Q(given_at=None) | models.Q(taken_at=None))
                & models.Q(broken_off_at=None)
                & ~models.Q(proof=Proof.FOUND),
                name="one_open_hand_over",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.given_at}"

    @property
    def complete(self) -> bool:
        """True when both sides have signed."""
        return self.given_at is not None and self.taken_at is not None


class Attempt(models.Model):
    """A delivery that did not succeed, and what was agreed next."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="failed_attempts")
    number = models.SmallIntegerField()
    reason = models.CharField(max_length=12)
    note = models.TextField(blank=True, default="")
    next_window = models.TextField(blank=True, default="")
    evidence_id = models.UUIDField(null=True)
    """Stored file with a photo of the door."""
    position = models.JSONField(null=True)
    device_time = models.DateTimeField(null=True)
    device_key = models.TextField(null=True, unique=True)
    failed_at = models.DateTimeField()

    class Meta:
        db_table = "delivery_attempt"
        constraints = [models.UniqueConstraint(fields=["parcel", "number"], name="attempt_number")]

    def __str__(self) -> str:
        return f"{self.parcel_id} #{self.number}: {self.reason}"


class PaperInside(models.Model):
    """One original of a citizen inside an envelope (giấy tờ gốc), ticked at both ends."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey(Parcel, on_delete=models.PROTECT, related_name="papers")
    number = models.SmallIntegerField()
    label = models.TextField()
    """Label stuck on the paper; pairs it with its file."""
    name = models.TextField()
    put_in_at = models.DateTimeField(null=True)
    put_in_by = models.JSONField(null=True)
    found_at = models.DateTimeField(null=True)
    found_by = models.JSONField(null=True)
    missing_at = models.DateTimeField(null=True)
    """When the envelope was opened and the paper was not in it."""

    class Meta:
        db_table = "delivery_paper_inside"
        constraints = [models.UniqueConstraint(fields=["parcel", "label"], name="paper_once_in_envelope")]
        indexes = [models.Index(fields=["label"], name="papers_by_label")]

    def __str__(self) -> str:
        return self.label
