"""Which events were added to the numbers of a dossier."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("oversight", "0005_digital_facts")]

    operations = [
        migrations.AddField(
            model_name="digitalfact",
            name="counted",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.UUIDField(), default=list, size=None
            ),
        ),
    ]
