from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0002_proofs_and_gaps")]

    operations = [
        migrations.AddField(model_name="parcel", name="recalled_at", field=models.DateTimeField(null=True)),
    ]
