"""Trusted systems that send dossiers, and what they are told."""

from django.db import models

from cuamo.kernel.ids import new_id


class ApiClient(models.Model):
    """A system another organisation runs (hệ thống kết nối); its token is kept as a hash."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.TextField(unique=True)
    token_hash = models.BinaryField(max_length=32, unique=True)
    scopes = models.JSONField(default=list)
    """`submit`, `events`."""
    unit_code = models.TextField(default="", blank=True)
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "interop_api_client"

    def __str__(self) -> str:
        return self.name


class ClientEvent(models.Model):
    """One event of a client's dossier; `id` is the position the client reads on from."""

    id = models.BigAutoField(primary_key=True)
    client = models.ForeignKey(ApiClient, on_delete=models.PROTECT)
    event_id = models.UUIDField(unique=True)
    dossier_code = models.TextField()
    name = models.TextField()
    occurred_at = models.DateTimeField()
    data = models.JSONField(default=dict)

    class Meta:
        db_table = "interop_client_event"
        indexes = [models.Index(fields=["client", "id"], name="events_of_client")]

    def __str__(self) -> str:
        return f"{self.name} {self.dossier_code}"
