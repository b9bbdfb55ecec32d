"""Who may sign which results in the name of a unit, in which form, from when to when (thẩm quyền ký)."""

from django.db import models
from django.db.models import F, Q

from cuamo.kernel.ids import new_id
from cuamo.organisation.models.unit import Unit


class SigningForm(models.TextChoices):
    """In whose name somebody signs (Decree 30/2020/NĐ-CP, Annex I, thể thức đề ký)."""

    HEAD = "HEAD", "Người đứng đầu"
    TM = "TM", "TM. (thay mặt tập thể)"
    KT = "KT", "KT. (ký thay cấp trưởng)"
    TL = "TL", "TL. (thừa lệnh)"
    TUQ = "TUQ", "TUQ. (thừa ủy quyền)"
    Q = "Q", "Q. (quyền cấp trưởng)"


class CertificateAt(models.TextChoices):
    """Where the signer's key is."""

    SERVICE = "SERVICE", "Dịch vụ ký số từ xa"
    TOKEN = "TOKEN", "Thiết bị (token) của người ký"


class SigningRight(models.Model):
    """A person signs for a unit; ended, never deleted."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="signing_rights")
    holder_id = models.TextField()
    """The account of the person."""
    holder_name = models.TextField()
    form = models.CharField(max_length=4, choices=SigningForm.choices)
    position = models.TextField()
    """`Phó Chủ tịch`."""
    behalf = models.TextField(blank=True, default="")
    """Whose place is taken or who gave the order: `Chủ tịch`; for TM the collective: `Ủy ban nhân dân`."""
    collective = models.TextField(blank=True, default="")
    """Where KT is signed below TM: `Ủy ban nhân dân`."""
    procedures = models.JSONField(default=list)
    """Codes of procedures whose results may be signed; empty: all of the unit."""
    source = models.TextField()
    """The decision it rests on, with number and day."""
    valid_from = models.DateField()
    valid_to = models.DateField(null=True, blank=True)
    certificate_at = models.CharField(
        max_length=8, choices=CertificateAt.choices, default=CertificateAt.SERVICE
    )
    token_serial = models.TextField(blank=True, default="")
    """Of the token, where the key is on one."""
    given_at = models.DateTimeField()
    given_by = models.JSONField()
    ended_at = models.DateTimeField(null=True, blank=True)
    ended_by = models.JSONField(default=dict)

    class Meta:
        db_table = "organisation_signing_right"
        indexes = [models.Index(fields=["unit", "holder_id"], name="signing_rights_of_unit")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="signing_right_ends_after_start",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="signing_right_has_source"),
        ]

    def __str__(self) -> str:
        return f"{self.holder_name} for {self.unit_id}"
