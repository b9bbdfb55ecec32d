"""Places: agencies, branches, points, authorities and who runs them; and the counters in them."""

from django.db import models

from cuamo.kernel.ids import new_id
from cuamo.organisation.types import Confidence, UnitKind


class Unit(models.Model):
    """One place or body of the network (đơn vị)."""

    code = models.CharField(max_length=20, primary_key=True)
    kind = models.CharField(max_length=10, choices=UnitKind.choices)
    name_vi = models.CharField(max_length=200)
    name_en = models.CharField(max_length=200)
    parent = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="children"
    )
    ward_code = models.CharField(max_length=5, blank=True, default="")
    branch_code = models.CharField(max_length=20, blank=True, default="")
    """For an authority: the branch that takes in its dossiers wherever the applicant lives; may be empty."""
    identifier = models.CharField(max_length=35, blank=True, default="")
    """First part of its dossier codes, for example `H26.16` (Decision 20/2020/QĐ-TTg)."""
    identifier_is_sample = models.BooleanField(default=False)
    address = models.CharField(max_length=250, blank=True, default="")
    lat = models.FloatField(null=True, blank=True)
    lon = models.FloatField(null=True, blank=True)
    phone = models.CharField(max_length=20, blank=True, default="")
    hours = models.JSONField(default=dict, blank=True)
    """Opening hours: `{"mon": [["07:00", "19:00"]], …}`; a missing day is closed."""
    is_open = models.BooleanField(default=True)
    is_sample = models.BooleanField(default=False)
    confidence = models.CharField(max_length=1, choices=Confidence.choices, default=Confidence.HIGH)
    search_text = models.TextField(blank=True, default="")

    class Meta:
        db_table = "organisation_unit"
        indexes = [
            models.Index(fields=["kind", "code"], name="organisation_unit_of_kind"),
            models.Index(fields=["ward_code", "kind"], name="organisation_unit_of_ward"),
        ]

    def __str__(self) -> str:
        return self.name_vi


class Counter(models.Model):
    """One desk of an agency (quầy)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="counters")
    number = models.PositiveSmallIntegerField()
    is_open = models.BooleanField(default=True)

    class Meta:
        db_table = "organisation_counter"
        constraints = [models.UniqueConstraint(fields=["unit", "number"], name="organisation_counter_once")]

    def __str__(self) -> str:
        return f"{self.unit_id} quầy {self.number}"

    @property
    def name_vi(self) -> str:
        """The counter as people call it."""
        return f"Quầy {self.number}"
