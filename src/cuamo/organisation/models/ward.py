"""The 126 wards and communes, and the units they were made of."""

from django.db import models


class Ward(models.Model):
    """A ward or commune since 1 July 2025 (phường, xã); the code is the Statistics Office's."""

    code = models.CharField(max_length=5, primary_key=True)
    name = models.CharField(max_length=80)
    full_name = models.CharField(max_length=90)
    full_name_en = models.CharField(max_length=90)
    type = models.CharField(max_length=10, choices=[("phuong", "phường"), ("xa", "xã")])
    postcode = models.CharField(max_length=5, blank=True, default="")
    admin_centre = models.CharField(max_length=200, blank=True, default="")
    lat = models.FloatField()
    lon = models.FloatField()
    former_districts = models.JSONField(default=list)
    branch_code = models.CharField(max_length=20)
    """The branch that receives what is decided above the ward; data: the official split is unknown."""
    search_text = models.TextField()
    """Name and former districts without diacritics."""

    class Meta:
        db_table = "organisation_ward"

    def __str__(self) -> str:
        return self.full_name


class FormerWard(models.Model):
    """A commune as it was called until 30 June 2025, and one of the wards it went into."""

    id = models.BigAutoField(primary_key=True)
    code = models.CharField(max_length=5)
    name = models.CharField(max_length=80)
    district = models.CharField(max_length=80)
    ward = models.ForeignKey(Ward, on_delete=models.CASCADE, related_name="former_wards")
    is_split = models.BooleanField(default=False)
    """True when its area went into several wards: the old name alone does not decide the new one."""
    search_text = models.TextField()

    class Meta:
        db_table = "organisation_former_ward"
        constraints = [models.UniqueConstraint(fields=["code", "ward"], name="organisation_former_ward_once")]

    def __str__(self) -> str:
        return f"{self.name}, {self.district}"
