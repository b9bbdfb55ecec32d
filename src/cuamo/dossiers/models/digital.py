"""Digitised copies of papers, a person's own papers, and the paper originals that belong to them."""

from django.db import models
from django.db.models import Q

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class DigitalCopy(models.Model):
    """The digitised copy (bản số hoá) of one paper of a dossier, or of its result.

    The scan it was made from stays as it came; the copy is another file, signed by the officer who saw it.
    Law: Circular 01/2023/TT-VPCP; Decree 30/2020/NĐ-CP, Annex I.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    kind = models.SmallIntegerField(default=0)
    """0 a component, 1 the result."""
    state = models.SmallIntegerField(default=0)
    """`rules.digitising.Digital`."""
    component_key = models.TextField()
    component_code = models.TextField(blank=True, default="")
    """Code of the component or of the result in the national catalogue; empty where it has none."""
    copy_type = models.SmallIntegerField(default=1)
    """LoaiBan of what was scanned: 0 original, 1 copy, 2 electronic."""
    paper = models.OneToOneField("dossiers.DossierPaper", null=True, on_delete=models.PROTECT)
    """What it was scanned from; None for a result."""
    size = models.CharField(max_length=12, blank=True, default="")
    """`documents.rules.true_size.PaperSize` of the paper, as the officer said; empty: as its shape says."""
    valid_until = models.DateField(null=True)
    faults = models.JSONField(default=list)
    """Keys of `rules.digitising.FAULTS` for which a better scan was asked."""
    fault_note = models.TextField(blank=True, default="")
    checked_at = models.DateTimeField(null=True)
    checked_by = models.JSONField(default=dict)
    """Who saw that all pages are there, can be read and belong to this dossier, and signs."""
    file = models.ForeignKey(
        "documents.StoredFile", null=True, on_delete=models.PROTECT, related_name="signed_copies"
    )
    digitised_at = models.DateTimeField(null=True)
    refused = models.TextField(blank=True, default="")
    """Why the signing service refuses to sign for the officer; asking again does not help."""

    class Meta:
        db_table = "dossiers_digital_copy"
        indexes = [models.Index(fields=["dossier", "kind"], name="digital_copies_of_dossier")]
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=[0, 2, 3]) | Q(file__isnull=False, digitised_at__isnull=False),
                name="digitised_has_a_file",
            ),
            models.UniqueConstraint(fields=["dossier"], condition=Q(kind=1), name="one_copy_of_the_result"),
        ]

    def __str__(self) -> str:
        return f"{self.component_key} {self.state}"


class OwnPaper(models.Model):
    """A paper of a person's own that may be used again (kho giấy tờ của công dân), signed as it lies here.

    Law: Decree 45/2020/NĐ-CP (data the state holds is not asked for again).
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    kind = models.CharField(max_length=30)
    """A key of `reference/catalogue/paper_kinds.json`."""
    name_vi = models.TextField()
    name_en = models.TextField(blank=True, default="")
    code = models.TextField(blank=True, default="")
    """Code of the result it is (`KQ.…`), or of the component it was given for."""
    about = EncryptedTextField(default="")
    """The name a machine read on it; empty where none did."""
    source = models.CharField(max_length=10)
    """RESULT of ours, or COPY digitised and signed by an officer."""
    dossier_id = models.UUIDField()
    """Where it comes from."""
    dossier_code = models.TextField()
    number = models.TextField(blank=True, default="")
    file = models.ForeignKey("documents.StoredFile", on_delete=models.PROTECT)
    sha256 = models.CharField(max_length=64)
    """Of the signed bytes when they were put here."""
    issued_on = models.DateField(null=True)
    valid_until = models.DateField(null=True)
    """Last day it is good for; None: until it is replaced."""
    kept_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)
    """When the result it is was corrected or revoked: not offered any more."""
    removed_at = models.DateTimeField(null=True)
    """When its owner took it out: it is not offered any more; dossiers that used it keep it."""

    class Meta:
        db_table = "dossiers_own_paper"
        indexes = [models.Index(fields=["person", "-kept_at"], name="own_papers_of_person")]
        constraints = [models.UniqueConstraint(fields=["person", "file"], name="own_paper_once")]

    def __str__(self) -> str:
        return f"{self.kind} {self.id}"

    @property
    def dropped(self) -> bool:
        """True when it is out of the store for good: its owner sees it no more."""
        return self.removed_at is not None and self.replaced_at is not None


class PaperUse(models.Model):
    """One use of an own paper in a dossier: by whom, on which ground, and what was checked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    own_paper = models.ForeignKey(OwnPaper, on_delete=models.PROTECT)
    dossier_id = models.UUIDField()
    paper = models.OneToOneField("dossiers.DossierPaper", on_delete=models.PROTECT)
    ground = models.CharField(max_length=12)
    """OWN_ACT of the person, AGREED at a counter, or TASK of the deciding authority."""
    used_at = models.DateTimeField()
    used_by = models.JSONField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "dossiers_paper_use"
        indexes = [
            models.Index(fields=["own_paper", "-used_at"], name="uses_of_own_paper"),
            models.Index(fields=["dossier_id"], name="paper_uses_of_dossier"),
        ]

    def __str__(self) -> str:
        return f"{self.own_paper_id} in {self.dossier_id}"


class PaperOriginal(models.Model):
    """One original in the envelope, and the label that pairs it with its file (ghép bản giấy với tệp)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    dossier = models.ForeignKey("dossiers.Dossier", on_delete=models.PROTECT)
    number = models.SmallIntegerField()
    component_key = models.TextField()
    label = models.TextField(unique=True)
    """What its bar code says: `GT-` and ten characters."""
    labelled_at = models.DateTimeField()
    labelled_by = models.JSONField()
    received_at = models.DateTimeField(null=True)
    """When the officer's desk held it in hand."""
    received_by = models.JSONField(default=dict)

    class Meta:
        db_table = "dossiers_paper_original"
        constraints = [models.UniqueConstraint(fields=["dossier", "number"], name="original_number")]

    def __str__(self) -> str:
        return self.label
