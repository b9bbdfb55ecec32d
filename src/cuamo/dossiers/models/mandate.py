"""Acting for somebody else."""

from django.db import models

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Mandate(models.Model):
    """Leave to act for somebody else (đại diện, ủy quyền): for whom, for what, until when, how proven.

    Law: Civil Code 91/2015/QH13, art. 134 to 143 (representation).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    kind = models.CharField(max_length=10)
    """A key of `rules.mandate.KINDS`."""
    holder = models.ForeignKey("people.Person", on_delete=models.PROTECT, related_name="mandates_held")
    represented = models.ForeignKey(
        "people.Person", null=True, on_delete=models.PROTECT, related_name="mandates_given"
    )
    """Empty for a company."""
    company_name = models.TextField(blank=True, default="")
    company_code = models.TextField(blank=True, default="")
    relation = models.TextField(blank=True, default="")
    proof = models.CharField(max_length=12)
    """A key of `rules.mandate.PROOFS`."""
    proof_file = models.ForeignKey(
        "documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="+"
    )
    """What was scanned; None where it was given in the represented person's own session."""
    procedures = models.JSONField(default=list)
    """Codes it is limited to; empty for whatever the visit is about."""
    notice_phone = EncryptedTextField(default="")
    """Where the represented is told when no number of their own is known."""
    starts_on = models.DateField()
    ends_on = models.DateField()
    text_version = models.TextField()
    text_hash = models.BinaryField(max_length=32)
    evidence = models.TextField()
    """`paper` as scanned; `signed-in` when given in the represented person's own session."""
    visit_id = models.UUIDField(null=True)
    agency_code = models.TextField(blank=True, default="")
    made_by = models.JSONField(default=dict)
    made_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True)
    revoked_by = models.JSONField(default=dict)

    class Meta:
        db_table = "dossiers_mandate"
        indexes = [
            models.Index(fields=["holder", "-made_at"], name="mandate_of_holder"),
            models.Index(fields=["represented", "-made_at"], name="mandate_of_represented"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"


class ActedFor(models.Model):
    """A dossier that was prepared under a mandate."""

    dossier_id = models.UUIDField(primary_key=True)
    mandate = models.ForeignKey(Mandate, on_delete=models.PROTECT)

    class Meta:
        db_table = "dossiers_acted_for"

    def __str__(self) -> str:
        return str(self.dossier_id)
