from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0026_signed_files")]

    operations = [
        migrations.AddField(
            model_name="pastresult", name="sealed_at", field=models.DateTimeField(null=True)
        ),
    ]
