"""Sets of procedures that are filed as one."""

from django.db import models

from cuamo.kernel.ids import new_id


class LinkedSet(models.Model):
    """One version of a linked set (bộ thủ tục liên thông); a filing is pinned to the one it was sent by."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey("catalogue.Procedure", on_delete=models.PROTECT, related_name="+")
    """The procedure whose form is the common one: what people look for, read and fill in."""
    number = models.PositiveIntegerField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    """Last day it counts; None while nothing replaces it."""
    content = models.JSONField()
    content_sha256 = models.TextField()
    source = models.TextField(default="", blank=True)
    confidence = models.TextField(default="", blank=True)
    confirmed_by = models.TextField(default="", blank=True)
    """Who confirmed what is not sourced; empty while nobody has."""
    made_at = models.DateTimeField()

    class Meta:
        db_table = "catalogue_linked_set"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="catalogue_linked_set_number")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} linked v{self.number}"
