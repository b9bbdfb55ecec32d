"""When an ended dossier changed again, so that the archive never keeps what no longer stands."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("archive", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="keeping", name="changed_at", field=models.DateTimeField(null=True)
        ),
    ]
