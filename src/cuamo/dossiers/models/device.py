"""What counters did without the network, and what still waits on their PCs."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField, EncryptedTextField
from cuamo.kernel.ids import new_id


class Brought(models.Model):
    """One visit a PC brought after it had no network (lượt làm khi mất mạng); its key was made there.

    Moments of the PC's clock are claims: a dossier counts as sent when it reaches the server.
    """

    key = models.UUIDField(primary_key=True)
    device = models.UUIDField()
    clerk_id = models.TextField()
    clerk_name = models.TextField()
    agency_code = models.TextField()
    local_number = models.TextField(default="", blank=True)
    state = models.CharField(max_length=8)
    """SENT; KEPT (a draft with everything in it, something is still to do); LOOK (a person has to look);
    ENDED (a visit without a dossier); DROPPED (the server's draft was chosen instead)."""
    visit = models.ForeignKey("dossiers.Visit", null=True, on_delete=models.PROTECT)
    dossier_id = models.UUIDField(null=True)
    kept_mark = models.TextField(default="", blank=True)
    """Mark of the draft as it was kept; another one says that somebody worked on it since."""
    reasons = EncryptedJSONField(default=list)
    files = models.JSONField(default=list)
    """`[{"key", "sha256", "stored_sha256"}]`: what the PC may let go of."""
    notes = models.JSONField(default=list)
    """Words for the clerk that change nothing, for example that the PC's clock is wrong."""
    cash_vnd = models.PositiveBigIntegerField(default=0)
    """Cash the PC says was taken (tiền mặt báo đã thu): a claim until a receipt of the dossier stands."""
    cash_returned = models.BooleanField(default=False)
    """The clerk said that it was given back."""
    papers = models.JSONField(default=list)
    """Hashes of the papers this visit has named so far: the PC knows of these, and only these."""
    made_at_claim = models.DateTimeField()
    finished_at_claim = models.DateTimeField()
    clock_skew_s = models.FloatField(null=True)
    """Server minus PC, as the PC measured it last."""
    received_at = models.DateTimeField()
    tried_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_brought"
        indexes = [
            models.Index(fields=["dossier_id"], name="brought_of_dossier"),
            models.Index(fields=["agency_code", "-received_at"], name="brought_of_agency"),
            models.Index(
                fields=["clerk_id"],
                condition=models.Q(cash_vnd__gt=0, cash_returned=False),
                name="brought_cash_of_clerk",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.key} {self.state}"


class DeviceReport(models.Model):
    """What a PC said last about one clerk's unsent items (nhịp báo của máy quầy); no personal data.

    A PC that falls silent keeps counting: its items are as old as they are.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device = models.UUIDField()
    clerk_id = models.TextField()
    clerk_name = models.TextField()
    agency_code = models.TextField()
    items = models.JSONField(default=list)
    """`[{"key", "since", "state"}]`, by the server's clock; the earliest `since` ever told counts."""
    unsent = models.PositiveIntegerField(default=0)
    oldest_since = models.DateTimeField(null=True)
    clock_skew_s = models.FloatField(null=True)
    reported_at = models.DateTimeField()
    told_point_at = models.DateTimeField(null=True)
    """When the lead of the point was told that something is unsent for over four hours."""
    told_network_at = models.DateTimeField(null=True)
    """When the network's manager was told that something is unsent for over a day."""

    class Meta:
        db_table = "dossiers_device_report"
        constraints = [
            models.UniqueConstraint(fields=["device", "clerk_id"], name="one_report_per_device_and_clerk")
        ]
        indexes = [
            models.Index(
                fields=["oldest_since"], name="device_report_waiting", condition=models.Q(unsent__gt=0)
            )
        ]

    def __str__(self) -> str:
        return f"{self.device} {self.unsent}"


class DeviceKey(models.Model):
    """The key of a clerk's store on a PC, so that a forgotten PIN loses nothing (khóa gửi giữ)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    device = models.UUIDField()
    clerk_id = models.TextField()
    key = EncryptedTextField()
    stored_at = models.DateTimeField()

    class Meta:
        db_table = "dossiers_device_key"
        constraints = [
            models.UniqueConstraint(fields=["device", "clerk_id"], name="one_key_per_device_and_clerk")
        ]

    def __str__(self) -> str:
        return str(self.device)
