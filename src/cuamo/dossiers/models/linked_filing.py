"""One filing that is several dossiers."""

from django.db import models


class LinkedFiling(models.Model):
    """A filing by a linked set (hồ sơ liên thông): what the person holds a receipt of.

    Its own dossier carries the common form, the confirmation, the payment and the code people are given. No
    officer works on it: its state follows from its parts.
    """

    dossier = models.OneToOneField(
        "dossiers.Dossier", primary_key=True, on_delete=models.PROTECT, related_name="linked_filing"
    )
    linked_set = models.ForeignKey("catalogue.LinkedSet", on_delete=models.PROTECT)
    filed_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_linked_filing"

    def __str__(self) -> str:
        return f"linked filing {self.dossier_id}"


class LinkedPart(models.Model):
    """One dossier of a linked filing, at its own authority, with its own code, clock and state."""

    dossier = models.OneToOneField(
        "dossiers.Dossier", primary_key=True, on_delete=models.PROTECT, related_name="linked_part"
    )
    filing = models.ForeignKey(LinkedFiling, on_delete=models.PROTECT, related_name="parts")
    key = models.TextField()
    position = models.SmallIntegerField()
    starts_after = models.ForeignKey(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followers"
    )
    """The part whose result it needs."""
    started_at = models.DateTimeField(null=True)
    """When it came to its authority; no clock runs before."""
    with_result = models.BooleanField(default=False)
    """It began with the earlier result among its papers."""
    blocked_at = models.DateTimeField(null=True)
    """When the earlier part ended without a result; the person then chooses to go on or to take it back."""

    class Meta:
        db_table = "dossiers_linked_part"
        constraints = [models.UniqueConstraint(fields=["filing", "key"], name="one_part_per_key")]

    def __str__(self) -> str:
        return f"{self.key} of {self.filing_id}"

    @property
    def waits(self) -> bool:
        """True until its authority has it."""
        return self.started_at is None
