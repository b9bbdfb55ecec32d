"""Ways an officer likes to look at the queue."""

from django.conf import settings
from django.db import models

from cuamo.kernel.ids import new_id


class SavedView(models.Model):
    """One officer's filters under a name (góc nhìn đã lưu); words of a search are not kept."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="queue_views"
    )
    name = models.CharField(max_length=40)
    filters = models.JSONField(default=dict)
    """What of the address is kept: `{"nhom": "late", "ai": "toi"}`."""
    is_default = models.BooleanField(default=False)
    """The queue opens with it."""

    class Meta:
        db_table = "dossiers_saved_view"
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="saved_view_named_once"),
            models.UniqueConstraint(
                fields=["account"], condition=models.Q(is_default=True), name="saved_view_one_default"
            ),
        ]

    def __str__(self) -> str:
        return self.name
