"""Something is wrong with an envelope, a bag, a run or an unknown label; somebody has to answer for it."""

from django.db import models

from cuamo.kernel.ids import new_id


class Alarm(models.Model):
    """One alarm (cảnh báo) with its owner: open till somebody says in words what became of it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.TextField()
    """A key of `delivery.states.AlarmKind`."""
    parcel = models.ForeignKey(
        "delivery.Parcel", null=True, blank=True, on_delete=models.PROTECT, related_name="alarms"
    )
    bag = models.ForeignKey(
        "delivery.Bag", null=True, blank=True, on_delete=models.PROTECT, related_name="alarms"
    )
    run = models.ForeignKey(
        "delivery.Run", null=True, blank=True, on_delete=models.PROTECT, related_name="alarms"
    )
    """The run that could not be ended."""
    label = models.TextField(default="", blank=True)
    """What was scanned and belongs to nothing that is known here."""
    owner_unit = models.TextField()
    owner_role = models.TextField()
    first_unit = models.TextField()
    """Who had it last, whoever has to answer by now."""
    level = models.SmallIntegerField(default=0)
    """0 with who had it last, 1 with the coordinator of the operator, 2 with the centre."""
    facts = models.JSONField(default=dict)
    """What was seen: labels, places and counts, and what the hotline heard; no name, no address."""
    raised_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Till when the owner answers; then it goes one level up."""
    closed_at = models.DateTimeField(null=True)
    closed_by = models.JSONField(null=True)
    words = models.TextField(default="", blank=True)

    class Meta:
        db_table = "delivery_alarm"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(parcel__isnull=False, bag=None, run=None, label="")
                | models.Q(parcel=None, bag__isnull=False, run=None, label="")
                | models.Q(parcel=None, bag=None, run__isnull=False, label="")
                | (models.Q(parcel=None, bag=None, run=None) & ~models.Q(label="")),
                name="alarm_is_about_one_thing",
            ),
            models.CheckConstraint(
                condition=models.Q(closed_at=None) | ~models.Q(words=""), name="alarm_closed_with_words"
            ),
            models.UniqueConstraint(
                fields=["kind", "parcel"],
                condition=models.Q(closed_at=None, parcel__isnull=False),
                name="one_open_alarm_of_parcel",
            ),
            models.UniqueConstraint(
                fields=["kind", "bag"],
                condition=models.Q(closed_at=None, bag__isnull=False),
                name="one_open_alarm_of_bag",
            ),
            models.UniqueConstraint(
                fields=["kind", "run"],
                condition=models.Q(closed_at=None, run__isnull=False),
                name="one_open_alarm_of_run",
            ),
            models.UniqueConstraint(
                fields=["kind", "label"],
                condition=models.Q(closed_at=None) & ~models.Q(label=""),
                name="one_open_alarm_of_label",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner_unit", "due_at"],
                condition=models.Q(closed_at=None),
                name="alarms_open_at_unit",
            ),
            models.Index(fields=["due_at"], condition=models.Q(closed_at=None), name="alarms_open_by_due"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.raised_at}"

    @property
    def thing(self) -> str:
        """What it is about, as it is read aloud: a label, a bag's or a run's number."""
        return str(self.parcel or self.bag or self.run or self.label)
