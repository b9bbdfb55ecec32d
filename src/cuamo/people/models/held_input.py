"""What somebody had typed when their session was gone."""

from django.db import models

from cuamo.kernel.fields import EncryptedJSONField
from cuamo.kernel.ids import new_id


class HeldInput(models.Model):
    """Words sent without a session (nội dung gõ dở khi hết phiên), for one account at one place."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    account = models.ForeignKey("people.Account", on_delete=models.CASCADE)
    place = models.TextField()
    """Where it belongs, for example `luot:<visit>:5:<dossier>`; says nothing of what was typed."""
    fields = EncryptedJSONField(default=dict)
    """`{name: [values]}` as the page sent them."""
    stood = EncryptedJSONField(default=dict)
    """`{key: value}`: what the record said when the words came, to see what has been changed since."""
    whole = models.BooleanField(default=False)
    """The whole form was sent: what is not in `fields` was empty."""
    held_at = models.DateTimeField()

    class Meta:
        db_table = "people_held_input"
        indexes = [models.Index(fields=["held_at"], name="people_held_oldest")]
        constraints = [models.UniqueConstraint(fields=["account", "place"], name="one_held_input_per_place")]

    def __str__(self) -> str:
        return self.place
