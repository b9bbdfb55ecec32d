"""The paper the leader signed stays known beside the one the agency signed over."""

import django.db.models.deletion
from django.db import migrations, models

COLUMN = {
    "null": True,
    "on_delete": django.db.models.deletion.PROTECT,
    "related_name": "+",
    "to": "documents.storedfile",
}


class Migration(migrations.Migration):
    dependencies = [("documents", "0006_erasures"), ("dossiers", "0025_names_of_a_unit")]

    operations = [
        migrations.AddField(model_name="pastresult", name="signed_file", field=models.ForeignKey(**COLUMN)),
        migrations.AddField(model_name="result", name="signed_file", field=models.ForeignKey(**COLUMN)),
    ]
