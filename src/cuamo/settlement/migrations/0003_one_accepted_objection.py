from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("settlement", "0002_guards")]
    operations = [
        migrations.AddField(
            model_name="dispute",
            name="answered_by_id",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddConstraint(
            model_name="dispute",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "ACCEPTED")), fields=("line",), name="one_accepted_dispute"
            ),
        ),
    ]
