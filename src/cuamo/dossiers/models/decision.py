"""What the authority decided, and the paper that says it."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField
from cuamo.kernel.ids import new_id


class Decision(models.Model):
    """One act of an officer on a dossier; never changed afterwards."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    kind = models.CharField(max_length=16)
    """ACCEPT, REFUSE_INTAKE, ASK_SUPPLEMENT, ASK_PAYMENT, TRANSFER, EXTEND, PROPOSE_GRANT, PROPOSE_REFUSE,
    APPROVE, SEND_BACK, REFUSE, STOP, GO_ON, CORRECT, PROPOSE_REVOKE, REVOKE."""
    by_id = models.TextField()
    by_name = models.TextField()
    unit_code = models.TextField()
    decided_at = models.DateTimeField()
    content = EncryptedJSONField(default=dict)
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT)
    """The slip that was printed: form 01, 02, 03."""

    class Meta:
        db_table = "dossiers_decision"
        indexes = [models.Index(fields=["dossier", "decided_at"], name="decisions_of_dossier")]

    def __str__(self) -> str:
        return f"{self.kind} {self.dossier_id}"


class Result(models.Model):
    """The result (kết quả giải quyết): signed, numbered and issued are three moments, three fields.

    The person with authority signs, the clerk of records numbers, the agency signs over the number, and the
    result is issued. When it is handed over is the dossier's `returned_at`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.OneToOneField("dossiers.Dossier", on_delete=models.PROTECT)
    title = models.TextField()
    content = EncryptedJSONField(default=dict)
    drafted_at = models.DateTimeField()
    drafted_by = models.TextField()
    drafted_by_name = models.TextField()
    approved_at = models.DateTimeField(null=True)
    approved_by = models.TextField(default="", blank=True)
    approved_by_name = models.TextField(default="", blank=True)
    number = models.TextField(default="", blank=True)
    numbered_at = models.DateTimeField(null=True)
    signed_at = models.DateTimeField(null=True)
    file = models.ForeignKey("documents.StoredFile", null=True, on_delete=models.PROTECT)
    signed_file = models.ForeignKey(
        "documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """What the person with authority signed; the same as `file` until the agency has signed over it."""
    issued_at = models.DateTimeField(null=True)
    issued_by = models.TextField(default="", blank=True)
    check_token = models.TextField(unique=True)
    layout = EncryptedJSONField(default=dict)
    """What the paper says beside its rows, as drafted: grounds, paragraphs, recipients, signer's lines."""
    open_places = models.BooleanField(default=False)
    """True when the signed paper waits for number, day and the agency's signature."""
    numbered_by = models.TextField(default="", blank=True)
    sealed_at = models.DateTimeField(null=True)
    """The agency's signature."""
    revoked_at = models.DateTimeField(null=True)
    revoked = models.JSONField(default=dict)
    """Why and by whom it was taken back: `{"reason", "law", "proposed_by", "decided_by"}`."""
    corrects = models.JSONField(default=dict)
    """Why this one replaces an issued result, from asking to issuing: `{"reason", "by", "at"}`."""

    class Meta:
        db_table = "dossiers_result"
        constraints = [
            models.CheckConstraint(
                condition=models.Q(issued_at__isnull=True)
                | models.Q(open_places=False)
                | models.Q(sealed_at__isnull=False),
                name="result_issued_with_its_seal",
            )
        ]

    def __str__(self) -> str:
        return self.number or f"draft of {self.dossier_id}"


class Rating(models.Model):
    """How the person found it, from their own phone after delivery."""

    dossier = models.OneToOneField("dossiers.Dossier", primary_key=True, on_delete=models.PROTECT)
    score = models.SmallIntegerField()
    """1 tốt, 2 tạm được, 3 chưa tốt."""
    extra_money = models.BooleanField(default=False)
    """«Ai đó đòi thêm tiền»: goes to integrity, not to the counter."""
    comment = models.TextField(blank=True, default="")
    channel = models.CharField(max_length=10, default="WEB")
    rated_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_rating"
        constraints = [
            models.CheckConstraint(condition=models.Q(score__gte=1, score__lte=3), name="score_range")
        ]

    def __str__(self) -> str:
        return f"{self.dossier_id}: {self.score}"


class ClockPause(models.Model):
    """An interval the clock stood still, with its document (thời gian tạm dừng)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    reason = models.CharField(max_length=16)
    document_id = models.UUIDField(null=True)
    started_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_clock_pause"

    def __str__(self) -> str:
        return f"{self.reason} {self.started_at}"
