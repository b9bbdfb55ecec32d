"""What one accountant asks for and another decides."""

from django.db import models


class ByTwo(models.Model):
    """Who asks and why, who decided (bốn mắt); the table says that it is not the same person."""

    reason = models.CharField(max_length=500)
    asked_by_id = models.CharField(max_length=40)
    asked_by_name = models.CharField(max_length=200)
    asked_at = models.DateTimeField()
    decided_by_id = models.CharField(max_length=40, blank=True, default="")
    decided_by_name = models.CharField(max_length=200, blank=True, default="")
    decided_at = models.DateTimeField(null=True, blank=True)
    refusal = models.CharField(max_length=500, blank=True, default="")

    class Meta:
        abstract = True
