"""An alarm may be about a run that could not be ended, or about a label nobody knows."""

import django.db.models.deletion
from django.db import migrations, models

ABOUT_ONE = (
    models.Q(parcel__isnull=False, bag=None, run=None, label="")
    | models.Q(parcel=None, bag__isnull=False, run=None, label="")
    | models.Q(parcel=None, bag=None, run__isnull=False, label="")
    | (models.Q(parcel=None, bag=None, run=None) & ~models.Q(label=""))
)


class Migration(migrations.Migration):
    dependencies = [("delivery", "0009_open_runs")]

    operations = [
        migrations.RemoveConstraint(model_name="alarm", name="alarm_is_about_one_thing"),
        migrations.AddField(
            model_name="alarm",
            name="run",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="alarms",
                to="delivery.run",
            ),
        ),
        migrations.AddField(model_name="alarm", name="label", field=models.TextField(blank=True, default="")),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.CheckConstraint(condition=ABOUT_ONE, name="alarm_is_about_one_thing"),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(closed_at=None, run__isnull=False),
                fields=("kind", "run"),
                name="one_open_alarm_of_run",
            ),
        ),
        migrations.AddConstraint(
            model_name="alarm",
            constraint=models.UniqueConstraint(
                condition=models.Q(closed_at=None) & ~models.Q(label=""),
                fields=("kind", "label"),
                name="one_open_alarm_of_label",
            ),
        ),
    ]
