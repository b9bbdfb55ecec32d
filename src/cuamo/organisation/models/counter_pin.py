"""The short number a clerk unlocks the counter with."""

from django.conf import settings
from django.db import models


class CounterPin(models.Model):
    """A clerk's PIN (mã PIN mở khóa quầy): it opens a counter that has locked itself, never a session."""

    account = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True)
    hash = models.TextField()
    """Argon2 over a keyed hash of the PIN: the table alone does not let anybody try the million numbers."""
    set_at = models.DateTimeField()
    wrong = models.PositiveSmallIntegerField(default=0)
    """Wrong tries since the last right one."""
    blocked_at = models.DateTimeField(null=True, blank=True)
    """When the last allowed try was wrong; the PIN opens nothing until a full sign-in after that."""

    class Meta:
        db_table = "organisation_counter_pin"

    def __str__(self) -> str:
        return f"PIN {self.account_id}"
