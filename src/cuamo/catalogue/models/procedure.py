"""The book of procedures: what exists, in which versions."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from cuamo.catalogue.states import VersionStatus
from cuamo.kernel.ids import new_id


class Procedure(models.Model):
    """An administrative procedure (thủ tục hành chính) by its national code, as its newest version says."""

    code = models.TextField(primary_key=True)
    name_vi = models.TextField()
    name_en = models.TextField(default="", blank=True)
    field_vi = models.TextField()
    field_code = models.TextField(default="", blank=True)
    audience = ArrayField(models.TextField(), default=list, blank=True)
    level = models.TextField()
    authority_kind = models.TextField()
    route = models.TextField(default="CITY")
    can_be_filed = models.BooleanField(default=False)
    """A version in force carries a complete e-form and process."""
    priority = models.SmallIntegerField(default=0)
    """How often agencies meet it, 0 to 9: breaks ties in lists and search."""

    class Meta:
        db_table = "catalogue_procedure"
        indexes = [models.Index(fields=["field_vi", "code"], name="catalogue_procedure_field")]

    def __str__(self) -> str:
        return f"{self.code} {self.name_vi}"


class ProcedureVersion(models.Model):
    """One version of a procedure; its content never changes once it has been in force."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    status = models.TextField(default=VersionStatus.DRAFT)
    valid_from = models.DateField(null=True, blank=True)
    valid_to = models.DateField(null=True, blank=True)
    """Last day in force; None while nothing replaces it."""
    content = models.JSONField()
    content_sha256 = models.TextField()
    source = models.TextField(default="", blank=True)
    confidence = models.TextField(default="", blank=True)
    made_by = models.TextField()
    made_at = models.DateTimeField()
    approved_by = models.TextField(default="", blank=True)
    approved_at = models.DateTimeField(null=True, blank=True)
    revision = models.PositiveIntegerField(default=0)
    """Raised by each save; a save on an older one is a conflict, never an overwriting."""
    authors = ArrayField(models.TextField(), default=list, blank=True)
    """Everybody who wrote in it; none of them may approve it."""
    edited_by = models.TextField(default="", blank=True)
    edited_name = models.TextField(default="", blank=True)
    edited_at = models.DateTimeField(null=True, blank=True)
    submitted_by = models.TextField(default="", blank=True)
    submitted_at = models.DateTimeField(null=True, blank=True)
    remark = models.TextField(default="", blank=True)
    """Why it was sent back, or what it is for."""
    based_on = models.ForeignKey("self", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    """The version its content began with."""
    published_at = models.DateTimeField(null=True, blank=True)
    """When its publication was decided (ngày công khai, index 766)."""

    class Meta:
        db_table = "catalogue_version"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="catalogue_version_number"),
            models.CheckConstraint(
                condition=models.Q(status__in=[status.value for status in VersionStatus]),
                name="catalogue_version_status",
            ),
            models.CheckConstraint(
                condition=~models.Q(approved_by=models.F("made_by")) | models.Q(approved_by=""),
                name="catalogue_version_two_people",
            ),
        ]
        indexes = [
            models.Index(fields=["procedure", "status", "valid_from"], name="catalogue_version_in_force")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} v{self.number} {self.status}"
