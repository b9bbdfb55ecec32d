"""Open runs, runs of a day and envelopes brought in vain are found by an index, however old the table is."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0008_acts_looked_at")]

    operations = [
        migrations.AddIndex(
            model_name="run",
            index=models.Index(
                condition=models.Q(("closed_at", None)),
                fields=["operator_code", "created_at"],
                name="runs_open_of_operator",
            ),
        ),
        migrations.AddIndex(
            model_name="run",
            index=models.Index(fields=["run_date", "operator_code"], name="runs_of_day"),
        ),
        migrations.AddIndex(
            model_name="parcel",
            index=models.Index(
                condition=models.Q(("attempts__gte", 2), ("delivered_at", None), ("ended_at", None)),
                fields=["created_at", "id"],
                name="parcels_brought_in_vain",
            ),
        ),
    ]
