"""Who works where, as what, from when to when."""

from django.conf import settings
from django.db import models

from cuamo.kernel.ids import new_id
from cuamo.organisation.models.unit import Unit
from cuamo.organisation.types import Role


class Membership(models.Model):
    """One role of one account at one unit (phân công); ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="memberships"
    )
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20, choices=Role.choices)
    valid_from = models.DateTimeField()
    valid_to = models.DateTimeField(null=True, blank=True)

    class Meta:
        db_table = "organisation_membership"
        indexes = [models.Index(fields=["unit", "role"], name="organisation_member_of_unit")]
        constraints = [
            models.UniqueConstraint(
                fields=["account", "unit", "role"],
                condition=models.Q(valid_to__isnull=True),
                name="organisation_role_held_once",
            ),
            models.CheckConstraint(
                condition=models.Q(valid_to__isnull=True) | models.Q(valid_to__gte=models.F("valid_from")),
                name="organisation_role_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role} {self.unit_id}"
