"""How far one dossier is digital, built out of the ledger."""

from django.contrib.postgres.fields import ArrayField
from django.db import models


class DigitalFact(models.Model):
    """One received dossier: what the index of Decision 766/QĐ-TTg asks about digitisation (4.1 to 4.4)."""

    dossier_id = models.UUIDField(primary_key=True)
    received_on = models.DateField(null=True)
    """Day of acceptance (Hanoi); None while it is not accepted."""
    finished_on = models.DateField(null=True)
    """Day of the result (Hanoi); None while there is none."""
    procedure = models.TextField(default="", blank=True)
    helped_at = models.TextField(default="", blank=True)
    received_by = models.TextField(default="", blank=True)
    decided_by = models.TextField(default="", blank=True)
    yields_paper = models.BooleanField(default=True)
    """Its procedure ends in a paper, not in an entry of a database only."""
    digitised = models.IntegerField(default=0)
    """Components with a signed copy of their own (DuocSoHoa 1)."""
    reused = models.IntegerField(default=0)
    """Components used again (DuocSoHoa 2 and 3)."""
    result_file = models.BooleanField(default=False)
    """A signed file of its result is there (DuongDanTepTinKetQua)."""
    kept = models.BooleanField(default=False)
    """Its result lies in its owner's store."""
    counted = ArrayField(models.UUIDField(), default=list)
    """Events that were added to the numbers above; heard again they add nothing."""

    class Meta:
        db_table = "oversight_digital_fact"
        indexes = [
            models.Index(fields=["received_on", "received_by"], name="digital_facts_received"),
            models.Index(fields=["finished_on", "received_by"], name="digital_facts_finished"),
        ]

    def __str__(self) -> str:
        return f"{self.received_by} {self.received_on}"
