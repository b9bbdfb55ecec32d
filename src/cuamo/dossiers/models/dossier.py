"""The dossier."""

from django.db import models

from cuamo.dossiers.states import CLOSED, Carriage, Channel, Money, State, Sync
from cuamo.kernel.fields import EncryptedJSONField, EncryptedTextField
from cuamo.kernel.ids import new_id


class Dossier(models.Model):
    """A request to one authority (hồ sơ thủ tục hành chính), pinned to its procedure version for life.

    The table is partitioned by quarter on `id`; find rows by id, or through `DossierKey`, `WorkItem` and
    `PersonDossier`, never by scanning.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    own_ref = models.TextField()
    """Own immutable reference, before and beside the code, for example `HT-261124-7M2K9Q`."""
    code = models.TextField(default="", blank=True)
    """Code issued by the receiving side (mã hồ sơ); empty before."""
    external_code = models.TextField(default="", blank=True)
    tracking_token = models.TextField()
    procedure_code = models.TextField()
    version = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT)
    route = models.TextField(default="CITY")
    channel = models.CharField(max_length=10, default=Channel.COUNTER)
    applicant = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT)
    visit = models.ForeignKey("dossiers.Visit", null=True, on_delete=models.PROTECT)
    api_client = models.TextField(default="", blank=True)
    helped_at = models.TextField(default="", blank=True)
    received_by = models.TextField(default="", blank=True)
    decided_by = models.TextField(default="", blank=True)

    state = models.SmallIntegerField(default=State.DRAFT)
    money = models.CharField(max_length=16, default=Money.NOT_ASSESSED)
    carriage = models.CharField(max_length=12, default=Carriage.NONE)
    sync = models.CharField(max_length=10, default=Sync.LOCAL)

    answers = models.JSONField(default=dict)
    values = EncryptedJSONField(default=dict)
    sources = models.JSONField(default=dict)
    """Where a prefilled value came from, per field key."""
    delivery = EncryptedJSONField(default=dict)
    """`{"way": "HOME|POINT|ELECTRONIC", "recipient", "phone", "address", "ward_code", "point"}`."""
    contact_phone = EncryptedTextField(default="")
    fee = models.JSONField(default=dict)
    """The fee assessment shown to the citizen, as it was when they confirmed."""
    summary_hash = models.BinaryField(max_length=32, null=True)
    ward_code = models.TextField(default="", blank=True)

    created_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True)
    submitted_at = models.DateTimeField(null=True)
    answer_due_at = models.DateTimeField(null=True)
    """When the receiving side must have answered: 8 working hours after arrival."""
    accepted_at = models.DateTimeField(null=True)
    clock_starts_at = models.DateTimeField(null=True)
    original_due_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    paused_at = models.DateTimeField(null=True)
    promised_again_at = models.DateTimeField(null=True)
    """The one new date of an apology (form 04); within the term it is also the new due moment."""
    finished_at = models.DateTimeField(null=True)
    returned_at = models.DateTimeField(null=True)
    returns = models.SmallIntegerField(default=0)
    """How often more papers were asked for; the second counts as late (Decision 766)."""
    ending = models.JSONField(default=dict)
    """Why it ended without a result: reasons, law, where to turn."""

    class Meta:
        db_table = "dossiers_dossier"

    def __str__(self) -> str:
        return self.code or self.own_ref

    @property
    def shown_code(self) -> str:
        """The code people are given: the receiving side's, the ministry's, or our reference."""
        return self.code or self.external_code or self.own_ref

    @property
    def is_destroyed(self) -> bool:
        """True when its content is gone for good: whose it was, what was said, and the way to it."""
        return not (self.tracking_token or self.values or self.applicant_id) and self.state in CLOSED

    @property
    def official_state(self) -> State:
        """The business state as a name."""
        return State(self.state)


class DossierKey(models.Model):
    """Every value a dossier is found by: code, external code, own reference, tracking token, alias."""

    kind = models.CharField(max_length=10)
    value = models.TextField()
    dossier_id = models.UUIDField()

    class Meta:
        db_table = "dossiers_key"
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="one_dossier_per_key")]

    def __str__(self) -> str:
        return f"{self.kind}:{self.value}"


class PersonDossier(models.Model):
    """A person's dossiers, newest first, without touching the partitions."""

    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    dossier_id = models.UUIDField()
    role = models.CharField(max_length=12, default="APPLICANT")

    class Meta:
        db_table = "dossiers_person_dossier"
        constraints = [
            models.UniqueConstraint(fields=["person", "dossier_id", "role"], name="one_role_per_dossier")
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.role} {self.dossier_id}"
