"""A person asks about their own data: a dossier of its own kind."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class DataRequest(models.Model):
    """One request of a data subject (yêu cầu của chủ thể dữ liệu) with its clock and its answer.

    Law: Law 91/2025/QH15; Decree 356/2025/NĐ-CP.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    number = models.TextField(unique=True)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    uses = models.JSONField(default=list)
    """Keys of `people.rules.uses.USES` it is about; of the kinds that stop uses."""
    field = models.CharField(max_length=20, blank=True, default="")
    """Which fact is wrong; of CORRECT."""
    wanted = EncryptedTextField(default="")
    said = EncryptedTextField(default="")
    proof = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    """PORTAL: the person alone; COUNTER: with a clerk."""
    place = models.TextField(blank=True, default="")
    visit_id = models.UUIDField(null=True)
    asked_by = models.JSONField()
    unit_code = models.TextField()
    terms = models.JSONField()
    """Of its kind when it came in (`rules.data_request.KindTerms`)."""
    with_others = models.BooleanField(default=False)
    """A processor or third party holds some of it: the longer term counts."""
    state = models.CharField(max_length=14, default="ASKED")
    asked_at = models.DateTimeField()
    acknowledge_by = models.DateTimeField()
    acknowledged_at = models.DateTimeField(null=True)
    answer_by = models.DateTimeField()
    first_answer_by = models.DateTimeField()
    extended_at = models.DateTimeField(null=True)
    extension_reason = EncryptedTextField(default="")
    due_at = models.DateTimeField()
    """The next term that runs: to acknowledge, then to answer."""
    handled_by = models.JSONField(default=dict)
    outcome = models.CharField(max_length=8, blank=True, default="")
    answer = EncryptedTextField(default="")
    proposed_at = models.DateTimeField(null=True)
    proposed_by = models.JSONField(default=dict)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(default=dict)
    effects = models.JSONField(default=dict)
    """What was done, counted by kind; no personal data."""

    class Meta:
        db_table = "dossiers_data_request"
        indexes = [
            models.Index(fields=["person", "-asked_at"], name="data_requests_of_person"),
            models.Index(
                fields=["due_at"],
                condition=Q(state__in=["ASKED", "ACKNOWLEDGED", "PROPOSED"]),
                name="data_requests_due",
            ),
            models.Index(fields=["-answered_at"], condition=Q(state="ANSWERED"), name="data_requests_over"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "kind"],
                condition=Q(state__in=["ASKED", "ACKNOWLEDGED", "PROPOSED"]),
                name="one_open_data_request",
            ),
            models.CheckConstraint(
                condition=~Q(state="ANSWERED") | Q(answered_at__isnull=False, outcome__gt=""),
                name="data_request_answered",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class DataPackage(models.Model):
    """A copy of a person's data, made to be taken away (gói dữ liệu); it lives a day, sealed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    request = models.ForeignKey(DataRequest, on_delete=models.PROTECT, related_name="packages")
    state = models.CharField(max_length=8, default="WAITING")
    """WAITING, READY, GONE."""
    done = models.PositiveIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    asked_at = models.DateTimeField()
    ready_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField(null=True)
    sha256 = models.CharField(max_length=64, blank=True, default="")
    """Of the sealed bytes, by which they are found."""
    size = models.PositiveBigIntegerField(default=0)
    """Of the package itself, in bytes."""
    fetched = models.PositiveIntegerField(default=0)
    last_fetched_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_data_package"
        indexes = [
            models.Index(fields=["expires_at"], condition=Q(state="READY"), name="data_packages_to_drop")
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["request"], condition=~Q(state="GONE"), name="one_living_data_package"
            )
        ]

    def __str__(self) -> str:
        return f"{self.request_id} {self.state}"
