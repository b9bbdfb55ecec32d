"""What an officer has looked at."""

from django.db import models

from cuamo.kernel.ids import new_id


class Examination(models.Model):
    """The ticks of one officer at one step of one dossier (kiểm hồ sơ): what was seen, and when."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    step = models.CharField(max_length=10)
    officer_id = models.TextField()
    officer_name = models.TextField()
    marks = models.JSONField(default=dict)
    """`{"key of the check": "moment it was ticked"}`; what was unticked is not there."""
    began_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_examination"
        constraints = [
            models.UniqueConstraint(fields=["dossier", "step", "officer_id"], name="one_examination_each")
        ]

    def __str__(self) -> str:
        return f"{self.officer_name} {self.step} {self.dossier_id}"
