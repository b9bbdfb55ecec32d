"""Numbers without gaps."""

from django.db import models


class NumberSeries(models.Model):
    """Last number given in one series (for example a unit's dossiers of one day)."""

    series = models.TextField(primary_key=True)
    last = models.BigIntegerField()

    class Meta:
        db_table = "kernel_number_series"

    def __str__(self) -> str:
        return f"{self.series}={self.last}"
