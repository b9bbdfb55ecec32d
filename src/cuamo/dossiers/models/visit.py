"""One person helped at one counter."""

from django.db import models

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Visit(models.Model):
    """A visit (lượt hỗ trợ), from greeting to farewell. The clerk helps; the citizen stays the applicant."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.TextField(unique=True)
    """Own immutable reference, for example `LH-261124-0K7Q2M`."""
    agency_code = models.TextField()
    counter_id = models.UUIDField(null=True)
    shift_id = models.UUIDField(null=True)
    clerk_id = models.TextField()
    clerk_name = models.TextField()
    person = models.ForeignKey("people.Person", null=True, on_delete=models.PROTECT)
    mode = models.CharField(max_length=10, default="TOGETHER")
    """TOGETHER (làm cùng), FOR (làm giúp) or GUIDED (chỉ hướng dẫn)."""
    kind = models.CharField(max_length=10, default="DOSSIER")
    """DOSSIER, ACCOUNT (help with the electronic identity) or LESSON."""
    known_by = models.CharField(max_length=10, default="CARD")
    """What the person showed: CARD, PASSPORT, APP (national ID app), OTHER or NOTHING."""
    contact_phone = EncryptedTextField(default="")
    """Somebody else's number that takes the messages, with the person's consent."""
    contact_owner = models.TextField(blank=True, default="")
    """Whose number that is, in the person's words: «con gái»."""
    mandate = models.ForeignKey("dossiers.Mandate", null=True, on_delete=models.PROTECT, related_name="+")
    """For whom the person acts now; empty in their own matters."""
    card_warnings = models.JSONField(default=list)
    step = models.SmallIntegerField(default=1)
    screen_code = models.CharField(max_length=12, unique=True)
    screen_device = models.BinaryField(max_length=32, null=True)
    """Hash of the cookie of the one device that is paired."""
    screen_seen_at = models.DateTimeField(null=True)
    screen_blank = models.BooleanField(default=False)
    call_help_at = models.DateTimeField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    outcome = models.TextField(blank=True, default="")
    parked = models.BooleanField(default=False)
    came_offline = models.BooleanField(default=False)
    """Made without the network and brought later; it waits beside the three that may be parked."""
    collects = models.ForeignKey("dossiers.Obligation", null=True, on_delete=models.PROTECT, related_name="+")
    """Money found while deciding that is being taken in this visit; the citizen screen shows it."""
    measures = models.JSONField(default=dict)
    """Presses and seconds per step, without personal data: `{"3": {"presses": 1, "seconds": 12}}`."""

    class Meta:
        db_table = "dossiers_visit"
        indexes = [
            models.Index(
                fields=["clerk_id", "started_at"],
                name="visit_open_of_clerk",
                condition=models.Q(ended_at=None),
            ),
            models.Index(fields=["agency_code", "started_at"], name="visit_of_agency"),
        ]

    def __str__(self) -> str:
        return self.ref


class Consent(models.Model):
    """What the person agreed to or refused, with the exact text.

    Law: Law 91/2025/QH15; Decree 356/2025/NĐ-CP.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    visit = models.ForeignKey(Visit, null=True, on_delete=models.PROTECT)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    purpose = models.TextField()
    text_version = models.TextField()
    text_hash = models.BinaryField(max_length=32)
    given = models.BooleanField()
    evidence = models.TextField()
    """`screen-touch`, `signed-in`, `signed-slip` or `thumbprint-slip`."""
    slip = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    """The slip that was signed; of the kinds on paper only."""
    decided_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_consent"
        indexes = [models.Index(fields=["visit", "-decided_at"], name="consent_of_visit")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.text_version}: {self.given}"
