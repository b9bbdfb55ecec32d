"""Pages as they come from a feeder, a camera or a phone, and where each was put."""

from django.db import models

from cuamo.kernel.ids import new_id


class TrayPage(models.Model):
    """One page brought for a draft (trang giấy trong khay): as it came, as it is read, and its place.

    A paper of a dossier is put together from the pages placed with it; the pages stay, so that every step
    can be undone. Rows are never removed.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    position = models.PositiveIntegerField()
    """Order within the dossier, smallest first."""
    component_key = models.TextField(blank=True, default="")
    """The paper it was put with; empty while it lies in the tray."""
    paper = models.ForeignKey("dossiers.DossierPaper", null=True, on_delete=models.PROTECT)
    upload = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    """What came in, whole."""
    upload_page = models.PositiveSmallIntegerField(default=1)
    plain = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    """The page as it came."""
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT, related_name="+")
    """The page as it is read and shown: `plain`, or laid straight from it."""
    edits = models.JSONField(default=dict)
    """`documents.rules.arrange.Edits`; empty when nothing was done."""
    faults = models.JSONField(default=list)
    """`[{"fault", "box": [left, top, right, bottom]}]` by a look at the page."""
    kept_at = models.DateTimeField(null=True)
    """When somebody said to use it in spite of its faults."""
    code = models.CharField(max_length=80, blank=True, default="")
    """The bar code of a printed form on it."""
    blank = models.BooleanField(default=False)
    source = models.CharField(max_length=8)
    """FILE, CAMERA or PHONE."""
    batch = models.UUIDField()
    """Pages that came together."""
    added_at = models.DateTimeField()
    added_by = models.JSONField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_tray_page"
        indexes = [models.Index(fields=["dossier", "position"], name="tray_of_dossier")]

    def __str__(self) -> str:
        return f"{self.component_key or 'tray'} {self.position}"

    @property
    def undecided(self) -> bool:
        """True while nobody has said what to do about its faults."""
        return bool(self.faults) and self.kept_at is None
