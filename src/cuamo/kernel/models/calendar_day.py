"""Days that are not what their weekday says."""

from django.db import models


class CalendarDay(models.Model):
    """A holiday or swapped day of public bodies (ngày nghỉ, ngày làm bù).

    Law: Labour Code 45/2019, art. 111-112.
    """

    date = models.DateField(primary_key=True)
    kind = models.TextField()
    name = models.TextField()
    source = models.TextField()
    confidence = models.TextField(default="")
    confirmed_by = models.TextField(default="", blank=True)
    """Who confirmed the decision; a swap day counts only when this is filled."""

    hours = models.TextField(default="", blank=True)
    """Hours of a day that is worked in part, as `08:00–12:00`; empty for the usual hours."""

    class Meta:
        db_table = "kernel_calendar_day"

    def __str__(self) -> str:
        return f"{self.date} {self.kind}"
