"""Where dossiers of a procedure are taken in, as it was published."""

from django.db import models

from cuamo.catalogue.models.procedure import Procedure
from cuamo.kernel.ids import new_id


class AcceptingList(models.Model):
    """One complete list of the places that take a procedure in (danh sách nơi tiếp nhận), never changed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="accepting_lists")
    number = models.PositiveIntegerField()
    places = models.JSONField()
    """Every place as it was that day: code, kind, name_vi, name_en, address, phone; by kind, then code."""
    paper = models.TextField(default="", blank=True)
    """The decision it stands on."""
    published_at = models.DateTimeField()
    published_by = models.TextField()
    published_name = models.TextField()
    body_vi = models.TextField()
    body_en = models.TextField(default="", blank=True)
    """The body that published it."""

    class Meta:
        db_table = "catalogue_accepting_list"
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="catalogue_accepting_once")
        ]

    def __str__(self) -> str:
        return f"{self.procedure_id} {self.number}"
