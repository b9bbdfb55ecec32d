"""Papers of a dossier."""

from django.db import models

from cuamo.kernel.ids import new_id


class DossierPaper(models.Model):
    """One stored file given for one component (thành phần hồ sơ)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    component_key = models.TextField()
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT)
    copy_kind = models.CharField(max_length=10, default="ELECTRONIC")
    """ORIGINAL, COPY or ELECTRONIC (LoaiBan 0, 1, 2)."""
    added_at = models.DateTimeField()
    added_by = models.JSONField()
    supplement = models.SmallIntegerField(default=0)
    removed_at = models.DateTimeField(null=True)
    remarks = models.JSONField(default=list)
    """`[{"page", "fault", "box"}]`: seen to be faulty at the counter and used all the same."""

    class Meta:
        db_table = "dossiers_paper"
        indexes = [models.Index(fields=["dossier", "component_key"], name="papers_of_dossier")]

    def __str__(self) -> str:
        return self.component_key


class SupplementRequest(models.Model):
    """Form 02, all defects at once (Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    number = models.SmallIntegerField()
    items = models.JSONField()
    """`[{"about": "component or field key", "label", "reason", "todo"}]`; where one page of a stored paper is
    meant, also `"paper"` (its id) and `"page"`."""
    asked_at = models.DateTimeField()
    asked_by = models.JSONField()
    answer_by = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_supplement_request"
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="supplement_number")]

    def __str__(self) -> str:
        return f"{self.dossier_id} #{self.number}"
