"""Uses of a person's data the person has stopped."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.ids import new_id


class UseStop(models.Model):
    """One use beside the task itself that is stopped (ngừng sử dụng dữ liệu): which, since when, why.

    Work the law asks for goes on; only what is done for convenience stops. Law: Law 91/2025/QH15.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    use = models.CharField(max_length=10)
    """A key of `rules.uses.USES`."""
    request_id = models.UUIDField(null=True)
    """The request it was stopped by; opaque here."""
    since = models.DateTimeField()
    lifted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "people_use_stop"
        constraints = [
            models.UniqueConstraint(
                fields=["person", "use"], condition=Q(lifted_at=None), name="one_stop_per_use"
            )
        ]

    def __str__(self) -> str:
        return f"{self.use} {self.person_id}"
