"""Who has practised what, and what they may be trusted with."""

from django.conf import settings
from django.db import models

from cuamo.kernel.ids import new_id


class TrainingAttempt(models.Model):
    """One try at one task (lần luyện tập) by one clerk; figures only, nothing of what was typed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    unit_code = models.CharField(max_length=20)
    set_version = models.CharField(max_length=20)
    task = models.CharField(max_length=40)
    visit_id = models.UUIDField(null=True, blank=True)
    """The visit in the tables of the rehearsal; None for a question."""
    refused = models.PositiveIntegerField(default=0)
    """How often the workbench had to refuse something."""
    presses = models.PositiveIntegerField(default=0)
    seconds = models.PositiveIntegerField(default=0)
    mistakes = models.JSONField(default=list)
    score = models.PositiveSmallIntegerField(null=True, blank=True)
    """0 to 100; None while it goes on."""
    passed = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "organisation_training_attempt"
        indexes = [
            models.Index(fields=["account", "set_version", "task"], name="training_attempts_of_clerk"),
            models.Index(fields=["visit_id"], name="training_attempt_of_visit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(score__isnull=True) | models.Q(score__lte=100),
                name="training_score_of_100",
            )
        ]

    def __str__(self) -> str:
        return f"{self.task}: {self.score}"


class TrainingCertificate(models.Model):
    """Every task of a set was passed (chứng nhận luyện tập); what a person may do can hang on it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    set_version = models.CharField(max_length=20)
    score = models.PositiveSmallIntegerField()
    """Mean of the best score of each task."""
    passed_at = models.DateTimeField()
    valid_until = models.DateField()
    """The last day it counts."""

    class Meta:
        db_table = "organisation_training_certificate"
        indexes = [models.Index(fields=["account", "-valid_until"], name="certificates_of_account")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "set_version", "passed_at"], name="one_certificate_a_pass"
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} {self.set_version} {self.valid_until}"
