"""A carrier's silence is counted in passes over all its orders."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0010_alarms_of_runs_and_labels")]

    operations = [
        migrations.AddField(
            model_name="carriercursor", name="silent_passes", field=models.IntegerField(default=0)
        ),
    ]
