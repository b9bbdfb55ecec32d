"""Rows that waited before learn the hashed words of their person's name."""

from django.db import migrations

from cuamo.dossiers.rules.name_words import name_words


def learn(apps, schema_editor):
    WorkItem = apps.get_model("dossiers", "WorkItem")
    Person = apps.get_model("people", "Person")
    waiting = WorkItem.objects.filter(name_words=[], person__isnull=False)
    for item in waiting.only("pk", "person_id").iterator(chunk_size=1000):
        name = Person.objects.values_list("full_name", flat=True).get(pk=item.person_id)
        WorkItem.objects.filter(pk=item.pk).update(name_words=name_words(name))


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0018_linked_filing"), ("people", "0004_papers_instead_of_a_card")]
    operations = [migrations.RunPython(learn, migrations.RunPython.noop)]
