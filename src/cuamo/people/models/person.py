"""The people the city serves."""

from django.db import models

from cuamo.kernel.fields import EncryptedTextField
from cuamo.kernel.ids import new_id


class Person(models.Model):
    """A citizen known by personal id (số định danh cá nhân); identifying columns are encrypted.

    `birth_date` is ISO text and may be partial: `1949`, `1949-03` or `1949-03-12`.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    pid_hash = models.BinaryField(max_length=32, unique=True)
    personal_id = EncryptedTextField()
    full_name = EncryptedTextField()
    birth_date = EncryptedTextField()
    sex = models.CharField(max_length=6, blank=True, default="")
    """`Nam`, `Nữ` or empty."""
    address = EncryptedTextField()
    phone = EncryptedTextField()
    phone_hash = models.BinaryField(max_length=32, null=True, db_index=True)
    card_issued_on = models.DateField(null=True)
    paper_kind = models.CharField(max_length=10, blank=True, default="")
    """What was shown by somebody without a personal id: `PASSPORT`, `OTHER`, or empty."""
    paper_country = models.CharField(max_length=3, blank=True, default="")
    paper_number = EncryptedTextField(default="")
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "people_person"

    def __str__(self) -> str:
        return str(self.id)

    @property
    def masked_id(self) -> str:
        """The number with its middle hidden: `001******345`; `C1****678` of a passport; or empty."""
        if self.personal_id:
            return f"{self.personal_id[:3]}******{self.personal_id[-3:]}"
        return f"{self.paper_number[:2]}****{self.paper_number[-3:]}" if self.paper_number else ""

    @property
    def shown_birth_date(self) -> str:
        """The birth date as people read it: `12/03/1949`, `03/1949` or `1949`."""
        return "/".join(reversed(str(self.birth_date).split("-")))

    def facts(self) -> dict[str, str]:
        """Return what forms are prefilled from, under the names the catalogue uses."""
        return {
            "person.full_name": self.full_name,
            "person.personal_id": self.personal_id,
            "person.birth_date": self.birth_date,
            "person.sex": self.sex,
            "person.address": self.address,
            "person.phone": self.phone,
        }
