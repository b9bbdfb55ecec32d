"""How long one dossier took, built out of the ledger."""

from django.db import models


class CaseFact(models.Model):
    """One dossier that came to its result: who decided, on which day, in how much working time."""

    dossier_id = models.UUIDField(primary_key=True)
    day = models.DateField()
    """Day of the result (Hanoi)."""
    decided_by = models.TextField()
    procedure = models.TextField(default="", blank=True)
    helped_at = models.TextField(default="", blank=True)
    received_by = models.TextField(default="", blank=True)
    working_minutes = models.IntegerField()
    """From acceptance to result, by the hours of the authority that decided."""

    class Meta:
        db_table = "oversight_case_fact"
        indexes = [models.Index(fields=["day", "decided_by"], name="case_facts_of_day")]

    def __str__(self) -> str:
        return f"{self.decided_by} {self.day} {self.working_minutes}"
