"""Each sync of a courier's phone asks for what was settled lately: by an index, not by the whole table."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0007_recipients")]

    operations = [
        migrations.AddIndex(
            model_name="courieract",
            index=models.Index(
                condition=models.Q(("state", "SETTLED")),
                fields=["courier_id", "settled_at"],
                name="courier_acts_looked_at",
            ),
        ),
    ]
