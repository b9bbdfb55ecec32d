import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.fields
import cuamo.kernel.ids


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0006_erasures"),
        ("dossiers", "0020_signed_numbered_sealed"),
        ("people", "0005_use_stops"),
    ]

    operations = [
        migrations.CreateModel(
            name="DataRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.TextField(unique=True)),
                ("kind", models.CharField(max_length=16)),
                ("uses", models.JSONField(default=list)),
                ("field", models.CharField(blank=True, default="", max_length=20)),
                ("wanted", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("said", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("channel", models.CharField(max_length=10)),
                ("place", models.TextField(blank=True, default="")),
                ("visit_id", models.UUIDField(null=True)),
                ("asked_by", models.JSONField()),
                ("unit_code", models.TextField()),
                ("terms", models.JSONField()),
                ("with_others", models.BooleanField(default=False)),
                ("state", models.CharField(default="ASKED", max_length=14)),
                ("asked_at", models.DateTimeField()),
                ("acknowledge_by", models.DateTimeField()),
                ("acknowledged_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateTimeField()),
                ("first_answer_by", models.DateTimeField()),
                ("extended_at", models.DateTimeField(null=True)),
                ("extension_reason", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("due_at", models.DateTimeField()),
                ("handled_by", models.JSONField(default=dict)),
                ("outcome", models.CharField(blank=True, default="", max_length=8)),
                ("answer", cuamo.kernel.fields.EncryptedTextField(default="")),
                ("proposed_at", models.DateTimeField(null=True)),
                ("proposed_by", models.JSONField(default=dict)),
                ("answered_at", models.DateTimeField(null=True)),
                ("answered_by", models.JSONField(default=dict)),
                ("effects", models.JSONField(default=dict)),
                (
                    "person",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to="people.person"),
                ),
                (
                    "proof",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="documents.storedfile",
                    ),
                ),
            ],
            options={
                "db_table": "dossiers_data_request",
            },
        ),
        migrations.CreateModel(
            name="DataPackage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("state", models.CharField(default="WAITING", max_length=8)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("asked_at", models.DateTimeField()),
                ("ready_at", models.DateTimeField(null=True)),
                ("expires_at", models.DateTimeField(null=True)),
                ("sha256", models.CharField(blank=True, default="", max_length=64)),
                ("size", models.PositiveBigIntegerField(default=0)),
                ("fetched", models.PositiveIntegerField(default=0)),
                ("last_fetched_at", models.DateTimeField(null=True)),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="packages",
                        to="dossiers.datarequest",
                    ),
                ),
            ],
            options={
                "db_table": "dossiers_data_package",
            },
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(fields=["person", "-asked_at"], name="data_requests_of_person"),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("state__in", ["ASKED", "ACKNOWLEDGED", "PROPOSED"])),
                fields=["due_at"],
                name="data_requests_due",
            ),
        ),
        migrations.AddIndex(
            model_name="datarequest",
            index=models.Index(
                condition=models.Q(("state", "ANSWERED")), fields=["-answered_at"], name="data_requests_over"
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["ASKED", "ACKNOWLEDGED", "PROPOSED"])),
                fields=("person", "kind"),
                name="one_open_data_request",
            ),
        ),
        migrations.AddConstraint(
            model_name="datarequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "ANSWERED"), _negated=True),
                    models.Q(("answered_at__isnull", False), ("outcome__gt", "")),
                    _connector="OR",
                ),
                name="data_request_answered",
            ),
        ),
        migrations.AddIndex(
            model_name="datapackage",
            index=models.Index(
                condition=models.Q(("state", "READY")), fields=["expires_at"], name="data_packages_to_drop"
            ),
        ),
        migrations.AddConstraint(
            model_name="datapackage",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "GONE"), _negated=True),
                fields=("request",),
                name="one_living_data_package",
            ),
        ),
    ]
