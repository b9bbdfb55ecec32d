import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.fields
import cuamo.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("dossiers", "0015_late_alerts_expedite"),
        ("people", "0004_papers_instead_of_a_card"),
    ]

    operations = [
        migrations.CreateModel(
            name="Callback",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("phone", cuamo.kernel.fields.EncryptedTextField()),
                ("question", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("window_from", models.DateTimeField()),
                ("call_by", models.DateTimeField()),
                ("unit_code", models.TextField()),
                ("asked_at", models.DateTimeField()),
                ("asked_by", models.JSONField()),
                ("state", models.CharField(default="WAITING", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("answer", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "dossier",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="dossiers.dossier"),
                ),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.person"),
                ),
            ],
            options={
                "db_table": "dossiers_callback",
            },
        ),
        migrations.CreateModel(
            name="CallAttempt",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("called_at", models.DateTimeField()),
                ("called_by", models.JSONField()),
                ("outcome", models.CharField(max_length=14)),
                (
                    "callback",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="calls",
                        to="dossiers.callback",
                    ),
                ),
            ],
            options={
                "db_table": "dossiers_call_attempt",
            },
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("state", "WAITING")),
                fields=["unit_code", "call_by"],
                name="callbacks_due",
            ),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(fields=["dossier"], name="callbacks_of_dossier"),
        ),
        migrations.AddIndex(
            model_name="callback",
            index=models.Index(
                condition=models.Q(("state", "WAITING"), _negated=True),
                fields=["unit_code", "-ended_at"],
                name="callbacks_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "WAITING")), fields=("dossier",), name="one_waiting_callback"
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["WAITING", "DONE", "MISSED", "CANCELLED"])),
                name="callback_state",
            ),
        ),
        migrations.AddConstraint(
            model_name="callback",
            constraint=models.CheckConstraint(
                condition=models.Q(("call_by__gt", models.F("window_from"))), name="callback_window"
            ),
        ),
        migrations.AddConstraint(
            model_name="callattempt",
            constraint=models.UniqueConstraint(fields=("callback", "number"), name="call_number"),
        ),
    ]
