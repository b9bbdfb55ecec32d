"""Visits that follow a list instead of a form, and what becomes of people sent elsewhere."""

from django.db import models

from cuamo.kernel.ids import new_id


class GuidedVisit(models.Model):
    """What was gone through in a visit that follows a list: an account, or a lesson."""

    visit = models.OneToOneField("dossiers.Visit", primary_key=True, on_delete=models.PROTECT)
    agency_code = models.TextField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    kind = models.CharField(max_length=10)
    """ACCOUNT or LESSON."""
    list_key = models.TextField()
    list_version = models.TextField()
    done = models.JSONField(default=list)
    """Keys of the steps that were ticked, in that order."""
    outcome = models.CharField(max_length=12, blank=True, default="")
    """A key of the list's outcomes; empty while the visit goes on."""
    note = models.TextField(blank=True, default="")
    """Why it was not possible, when the appointment is; never a password or a code."""
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_guided_visit"
        indexes = [models.Index(fields=["agency_code", "kind", "started_at"], name="guided_of_agency")]

    def __str__(self) -> str:
        return f"{self.kind} {self.list_key}"


class Referral(models.Model):
    """A person sent to a named place, because it cannot be done online here (giới thiệu đến nơi làm được)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    ref = models.TextField(unique=True)
    """Own reference, for example `GT-261126-7M2K9Q`."""
    visit = models.ForeignKey("dossiers.Visit", on_delete=models.PROTECT)
    agency_code = models.TextField()
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    procedure_code = models.TextField()
    version = models.ForeignKey("catalogue.ProcedureVersion", on_delete=models.PROTECT)
    reason = models.CharField(max_length=12)
    """A key of `rules.referral.REASONS`."""
    to_unit = models.TextField()
    to_name = models.TextField()
    to_address = models.TextField(blank=True, default="")
    booking_id = models.UUIDField(null=True)
    expected_at = models.DateTimeField(null=True)
    """The booked time, or the time the person means to go."""
    checklist = models.JSONField(default=list)
    prepared = models.JSONField(default=list)
    """What was already done here, in words."""
    made_by = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    ask_on = models.DateField()
    """The day from which the agency asks what became of it."""
    outcome = models.CharField(max_length=12, blank=True, default="")
    outcome_source = models.CharField(max_length=10, blank=True, default="")
    outcome_by = models.JSONField(default=dict)
    outcome_at = models.DateTimeField(null=True)
    note = models.TextField(blank=True, default="")

    class Meta:
        db_table = "dossiers_referral"
        indexes = [
            models.Index(
                fields=["agency_code", "ask_on"], name="referral_open", condition=models.Q(outcome="")
            ),
            models.Index(fields=["visit"], name="referral_of_visit"),
        ]

    def __str__(self) -> str:
        return self.ref
