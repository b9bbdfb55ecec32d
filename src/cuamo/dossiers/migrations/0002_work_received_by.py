from django.db import migrations, models

FILL = """
UPDATE dossiers_work_item w SET received_by = d.received_by
FROM dossiers_dossier d WHERE d.id = w.dossier_id
"""


class Migration(migrations.Migration):
    dependencies = [("dossiers", "0001_initial")]

    operations = [
        migrations.AddField("workitem", "received_by", models.TextField(blank=True, default="")),
        migrations.AddField("workitem", "locked_since", models.DateTimeField(null=True)),
        migrations.AddIndex(
            "workitem",
            models.Index(fields=["received_by", "due_at", "dossier_id"], name="work_received_by"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
    ]
