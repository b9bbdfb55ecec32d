"""Which reference files are in the tables."""

from django.db import models


class LoadedFile(models.Model):
    """One set of reference data, loaded; its fingerprint tells whether it must be loaded again."""

    name = models.CharField(max_length=60, primary_key=True)
    fingerprint = models.CharField(max_length=64)
    loaded_at = models.DateTimeField()

    class Meta:
        db_table = "organisation_loaded_file"

    def __str__(self) -> str:
        return self.name
