"""What waits for somebody: one small row per open dossier."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class WorkItem(models.Model):
    """A dossier waiting at one step of one unit; moved in the transaction of the transition."""

    dossier_id = models.UUIDField(primary_key=True)
    unit_code = models.TextField()
    step = models.CharField(max_length=10)
    code = models.TextField()
    procedure_code = models.TextField()
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT)
    helped_at = models.TextField(default="", blank=True)
    received_by = models.TextField(default="", blank=True)
    """Who received it follows it wherever it waits."""
    state = models.SmallIntegerField()
    holder_id = models.TextField(default="", blank=True)
    holder_name = models.TextField(default="", blank=True)
    """Who has it in hands: whoever opened or took it."""
    assignee_id = models.TextField(default="", blank=True)
    assignee_name = models.TextField(default="", blank=True)
    """Whom it was given to (phân cho), by the rules of the unit or by its leader."""
    team = models.ForeignKey("organisation.Team", null=True, blank=True, on_delete=models.SET_NULL)
    name_words = ArrayField(models.BigIntegerField(), default=list, blank=True)
    """Keyed hashes of the words of the person's name (`rules.name_words`); names stay encrypted."""
    locked_by = models.TextField(default="", blank=True)
    locked_name = models.TextField(default="", blank=True)
    locked_since = models.DateTimeField(null=True)
    locked_at = models.DateTimeField(null=True)
    """Last sign of life of whoever has it open."""
    arrived_at = models.DateTimeField()
    step_due_at = models.DateTimeField()
    due_at = models.DateTimeField()
    """Due moment of the dossier, or of the answer while it is not accepted; the queue's order."""
    warn_at = models.DateTimeField(null=True)
    """When three quarters of the time are used up; None while the clock stands still."""
    warned = models.SmallIntegerField(default=0)
    """The last warning given: 75 or 100 percent."""
    came_back = models.BooleanField(default=False)
    flags = ArrayField(models.TextField(), default=list)
    """`late` (once late stays late), `slow` (half of the step is over), `apology`, `expedite`, `sign`."""
    priority = models.BooleanField(default=False)

    class Meta:
        db_table = "dossiers_work_item"
        indexes = [
            models.Index(
                fields=["unit_code", "step", "due_at", "dossier_id"],
                include=[
                    "arrived_at",
                    "assignee_id",
                    "came_back",
                    "code",
                    "flags",
                    "helped_at",
                    "holder_id",
                    "name_words",
                    "priority",
                    "procedure_code",
                    "team",
                ],
                name="work_of_unit_whole",
            ),
            models.Index(fields=["due_at"], name="work_by_due"),
            models.Index(
                fields=["due_at"], condition=models.Q(flags__contains=["late"]), name="work_late_once"
            ),
            models.Index(fields=["warn_at"], condition=models.Q(warned__lt=100), name="work_to_warn_about"),
            models.Index(fields=["received_by", "due_at", "dossier_id"], name="work_received_by"),
            models.Index(
                fields=["assignee_id", "unit_code", "step", "due_at", "dossier_id"],
                condition=~models.Q(assignee_id=""),
                include=["holder_id", "came_back"],
                name="work_given_to_at",
            ),
            models.Index(
                fields=["holder_id", "unit_code", "step", "due_at", "dossier_id"],
                condition=~models.Q(holder_id=""),
                include=["assignee_id", "came_back"],
                name="work_held_by_at",
            ),
            models.Index(
                fields=["unit_code", "step", "due_at", "dossier_id"],
                condition=models.Q(came_back=True),
                name="work_come_back",
            ),
            models.Index(
                fields=["procedure_code", "unit_code", "step", "due_at", "dossier_id"],
                name="work_of_procedure",
            ),
            models.Index(fields=["arrived_at", "unit_code", "step"], name="work_arrived"),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.step}@{self.unit_code}"

    @property
    def in_charge_id(self) -> str:
        """Who answers for it: whom it was given to, else who holds it, empty for nobody (Decree 118/2025)."""
        return self.assignee_id or self.holder_id
