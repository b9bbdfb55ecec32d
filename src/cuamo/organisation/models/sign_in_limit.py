"""Tries at signing in, counted for all processes together."""

from django.db import models


class SignInLimit(models.Model):
    """Failed tries of one user name or one network address in a window of time; one row per key."""

    key = models.BinaryField(max_length=32, primary_key=True)
    """Keyed hash: neither names nor addresses are readable here."""
    tries = models.PositiveIntegerField()
    window_ends_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "organisation_sign_in_limit"

    def __str__(self) -> str:
        return f"{self.tries} until {self.window_ends_at:%H:%M}"
