"""Who may take an envelope, when and where it is to be brought, and what became of one that went missing."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField, EncryptedTextField
from cuamo.kernel.ids import new_id


class RecipientRule(models.Model):
    """Who may take one kind of result (ai được nhận kết quả); configuration with its source."""

    code = models.CharField(max_length=20, primary_key=True)
    name_vi = models.TextField()
    name_en = models.TextField()
    say_vi = models.TextField()
    """What the courier and the clerk are told, in plain words."""
    say_en = models.TextField()
    takers = models.JSONField(default=list)
    """`{"relation", "needs": [...], "without_code": [...]}`, in the order they are offered."""
    on_loss = models.CharField(max_length=12)
    """REPRINT: the same number again; NEW_NUMBER: the lost paper's number is no longer valid."""
    procedures = models.JSONField(default=list)
    kinds = models.JSONField(default=list)
    """Codes of the national list of results."""
    source = models.TextField()
    confidence = models.TextField()
    confirmed_by = models.TextField(blank=True, default="")

    class Meta:
        db_table = "delivery_recipient_rule"

    def __str__(self) -> str:
        return self.code


class SlotChoice(models.Model):
    """When the courier is to come, or which point is to keep it, as the recipient chose (giờ hẹn giao)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey("delivery.Parcel", on_delete=models.PROTECT, related_name="slots")
    way = models.CharField(max_length=6)
    """HOME or POINT."""
    day = models.DateField(null=True)
    window = models.TextField(blank=True, default="")
    ward_code = models.TextField(blank=True, default="")
    point_code = models.TextField(blank=True, default="")
    via = models.CharField(max_length=10)
    """WEB, LINK, COUNTER, CALL or DOOR."""
    chosen_by = models.JSONField(default=dict)
    chosen_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    """When another choice, or an attempt, took its place."""

    class Meta:
        db_table = "delivery_slot_choice"
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"], condition=models.Q(ended_at=None), name="one_choice_of_a_parcel"
            ),
        ]
        indexes = [
            models.Index(
                fields=["day", "ward_code", "window"],
                condition=models.Q(ended_at=None),
                name="slots_taken",
            )
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.way} {self.day} {self.window}{self.point_code}"


class Redirect(models.Model):
    """Another address for an envelope (đổi nơi giao); the old one stays here for ever."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    parcel = models.ForeignKey("delivery.Parcel", on_delete=models.PROTECT, related_name="redirects")
    old_address = EncryptedTextField()
    old_ward = models.TextField(blank=True, default="")
    new_address = EncryptedTextField()
    new_ward = models.TextField(blank=True, default="")
    via = models.CharField(max_length=10)
    proven_by = models.TextField()
    """How it was shown that the recipient asks: SIGNED_IN, CARD, QUESTIONS."""
    asked_by = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    code = EncryptedTextField(default="")
    """Six digits sent to the phone known before; with them it holds at once."""
    code_tries = models.SmallIntegerField(default=0)
    holds_from = models.DateTimeField()
    """When it holds without the code, unless it is stopped before."""
    confirmed_at = models.DateTimeField(null=True)
    applied_at = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_by = models.JSONField(default=dict)

    class Meta:
        db_table = "delivery_redirect"
        constraints = [
            models.UniqueConstraint(
                fields=["parcel"],
                condition=models.Q(applied_at=None, stopped_at=None),
                name="one_redirect_waits",
            )
        ]
        indexes = [
            models.Index(
                fields=["holds_from"],
                condition=models.Q(applied_at=None, stopped_at=None),
                name="redirects_waiting",
            )
        ]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.asked_at}"


class Passing(models.Model):
    """A recipient said to have died (người nhận đã mất): nobody gets it before an officer decides."""

    parcel = models.OneToOneField("delivery.Parcel", primary_key=True, on_delete=models.PROTECT)
    rule_before = models.TextField()
    reported_by = models.JSONField(default=dict)
    reported_at = models.DateTimeField()
    heirs = EncryptedJSONField(default=list)
    """`{"ref", "name"}` of who may take it, by the decision."""
    ground = models.TextField(blank=True, default="")
    decided_by = models.JSONField(default=dict)
    decided_at = models.DateTimeField(null=True)
    mistaken_at = models.DateTimeField(null=True)
    """When it turned out that the recipient lives."""

    class Meta:
        db_table = "delivery_passing"

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.reported_at}"


class Loss(models.Model):
    """An envelope declared lost (thất lạc), who had it last, and what took its place."""

    parcel = models.OneToOneField("delivery.Parcel", primary_key=True, on_delete=models.PROTECT)
    why = models.CharField(max_length=12)
    """A key of `states.LOSS_REASONS`."""
    words = models.TextField(blank=True, default="")
    last_holder = models.JSONField(default=dict)
    """`{"kind", "id", "name", "unit", "since"}` by the chain of hand-overs."""
    declared_by = models.JSONField(default=dict)
    declared_at = models.DateTimeField()
    promised_by = models.DateTimeField()
    """The new day told to the citizen."""
    replacement = models.OneToOneField(
        "delivery.Parcel", null=True, on_delete=models.PROTECT, related_name="replaces"
    )
    replaced_at = models.DateTimeField(null=True)
    found_at = models.DateTimeField(null=True)
    found_by = models.JSONField(default=dict)

    class Meta:
        db_table = "delivery_loss"
        indexes = [models.Index(fields=["declared_at"], name="losses_by_time")]

    def __str__(self) -> str:
        return f"{self.parcel_id} {self.why}"
