"""What can come between acceptance and result: money, opinion, complaint, correction."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedJSONField, EncryptedTextField
from cuamo.kernel.ids import new_id


class Obligation(models.Model):
    """Money the authority found while deciding (nghĩa vụ tài chính, status 6); the clock waits for it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    """Also the subject of its payment request."""
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    lines = models.JSONField()
    """`[{"key", "name_vi", "kind", "setter", "citizen_vnd", "reason_vi"}]`, amounts in whole đồng."""
    total_vnd = models.BigIntegerField()
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    pay_by = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_obligation"
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(settled_at__isnull=True), name="one_open_obligation"
            ),
            models.CheckConstraint(condition=Q(total_vnd__gt=0), name="obligation_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.total_vnd}"


class Opinion(models.Model):
    """A second authority is asked beside the running case (lấy ý kiến, liên thông); the clock runs on."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    unit_code = models.TextField()
    question = EncryptedTextField()
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    due_at = models.DateTimeField()
    answer = EncryptedTextField(default="")
    agrees = models.BooleanField(null=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(default=dict)

    class Meta:
        db_table = "dossiers_opinion"
        indexes = [
            models.Index(
                fields=["unit_code", "due_at"], condition=Q(answered_at__isnull=True), name="opinions_to_give"
            ),
            models.Index(fields=["dossier"], name="opinions_of_dossier"),
            models.Index(
                fields=["unit_code", "-answered_at"],
                condition=Q(answered_at__isnull=False),
                name="opinions_given",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier", "unit_code"],
                condition=Q(answered_at__isnull=True),
                name="one_open_opinion_per_unit",
            )
        ]

    def __str__(self) -> str:
        return f"{self.unit_code} on {self.dossier_id}"


class Complaint(models.Model):
    """A complaint against a decision (khiếu nại), answered by a leader who did not take it."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    text = EncryptedTextField()
    made_at = models.DateTimeField()
    made_by = models.JSONField()
    unit_code = models.TextField()
    answer_by = models.DateTimeField()
    outcome = models.CharField(max_length=10, default="")
    """UPHELD: the person is right; DISMISSED: the decision stands."""
    answer = EncryptedTextField(default="")
    answered_at = models.DateTimeField(null=True)
    answered_by = models.JSONField(default=dict)

    class Meta:
        db_table = "dossiers_complaint"
        indexes = [
            models.Index(
                fields=["unit_code", "answer_by"],
                condition=Q(answered_at__isnull=True),
                name="complaints_to_answer",
            ),
            models.Index(
                fields=["unit_code", "-answered_at"],
                condition=Q(answered_at__isnull=False),
                name="complaints_answered",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["dossier"], condition=Q(answered_at__isnull=True), name="one_open_complaint"
            ),
            models.CheckConstraint(
                condition=Q(outcome__in=["", "UPHELD", "DISMISSED"]), name="complaint_outcome"
            ),
        ]

    def __str__(self) -> str:
        return f"complaint on {self.dossier_id}"


class PastResult(models.Model):
    """A result that was issued and then replaced by a corrected one (đính chính); it is never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT, related_name="past_results")
    number = models.TextField()
    content = EncryptedJSONField(default=dict)
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+")
    signed_file = models.ForeignKey(
        "documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """What the person with authority signed, before the agency signed over it."""
    signed_at = models.DateTimeField(null=True)
    sealed_at = models.DateTimeField(null=True)
    """The agency's signature over it."""
    approved_by_name = models.TextField(default="", blank=True)
    issued_at = models.DateTimeField(null=True)
    check_token = models.TextField(unique=True)
    replaced_at = models.DateTimeField()
    replaced_by = models.JSONField()
    reason = models.TextField()

    class Meta:
        db_table = "dossiers_past_result"

    def __str__(self) -> str:
        return f"{self.number}, replaced"
