"""Every reading of a person's data, visible to that person."""

from django.db import models

from cuamo.kernel.ids import new_id


class Reading(models.Model):
    """One look at personal data: who, when, why (nhật ký truy cập dữ liệu cá nhân). Law: Law 91/2025/QH15."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    person = models.ForeignKey("people.Person", on_delete=models.PROTECT)
    read_at = models.DateTimeField()
    actor_kind = models.CharField(max_length=10)
    actor_id = models.TextField()
    actor_name = models.TextField()
    unit_code = models.TextField(blank=True, default="")
    purpose = models.TextField()
    dossier_id = models.UUIDField(null=True)
    fields = models.JSONField(default=list)

    class Meta:
        db_table = "people_reading"
        indexes = [models.Index(fields=["person", "-read_at"], name="people_reading_of_person")]

    def __str__(self) -> str:
        return f"{self.purpose} {self.read_at:%Y-%m-%d %H:%M}"


class ReadingQuestion(models.Model):
    """The person does not understand a reading and asks (Tôi không hiểu lượt xem này)."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    reading = models.OneToOneField(Reading, on_delete=models.PROTECT)
    asked_at = models.DateTimeField()
    answered_at = models.DateTimeField(null=True)
    answer = models.TextField(blank=True, default="")

    class Meta:
        db_table = "people_reading_question"

    def __str__(self) -> str:
        return str(self.reading_id)
