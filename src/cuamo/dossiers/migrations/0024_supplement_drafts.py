import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.fields
import cuamo.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_erasures"),
        ("dossiers", "0023_work_of_one_officer"),
    ]

    operations = [
        migrations.CreateModel(
            name="SupplementDraft",
            fields=[
                (
                    "request",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="draft",
                        serialize=False,
                        to="dossiers.supplementrequest",
                    ),
                ),
                ("note", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "db_table": "dossiers_supplement_draft",
            },
        ),
        migrations.AlterField(
            model_name="mandate",
            name="proof_file",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="documents.storedfile",
            ),
        ),
        migrations.CreateModel(
            name="SupplementDraftPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("item", models.SmallIntegerField()),
                ("added_at", models.DateTimeField()),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="papers",
                        to="dossiers.supplementdraft",
                    ),
                ),
                (
                    "file",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="documents.storedfile"),
                ),
            ],
            options={
                "db_table": "dossiers_supplement_draft_paper",
                "indexes": [models.Index(fields=["draft", "item"], name="papers_of_draft_item")],
            },
        ),
    ]
