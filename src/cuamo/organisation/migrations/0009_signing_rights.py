"""Who may sign results in the name of a unit."""

import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.ids

FORMS = [
    ("HEAD", "Người đứng đầu"),
    ("TM", "TM. (thay mặt tập thể)"),
    ("KT", "KT. (ký thay cấp trưởng)"),
    ("TL", "TL. (thừa lệnh)"),
    ("TUQ", "TUQ. (thừa ủy quyền)"),
    ("Q", "Q. (quyền cấp trưởng)"),
]
KEYS = [("SERVICE", "Dịch vụ ký số từ xa"), ("TOKEN", "Thiết bị (token) của người ký")]


class Migration(migrations.Migration):
    dependencies = [("organisation", "0008_teams_and_leave")]

    operations = [
        migrations.CreateModel(
            name="SigningRight",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("holder_id", models.TextField()),
                ("holder_name", models.TextField()),
                ("form", models.CharField(choices=FORMS, max_length=4)),
                ("position", models.TextField()),
                ("behalf", models.TextField(blank=True, default="")),
                ("collective", models.TextField(blank=True, default="")),
                ("procedures", models.JSONField(default=list)),
                ("source", models.TextField()),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("certificate_at", models.CharField(choices=KEYS, default="SERVICE", max_length=8)),
                ("given_at", models.DateTimeField()),
                ("given_by", models.JSONField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.JSONField(default=dict)),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signing_rights",
                        to="organisation.unit",
                    ),
                ),
            ],
            options={
                "db_table": "organisation_signing_right",
                "indexes": [models.Index(fields=["unit", "holder_id"], name="signing_rights_of_unit")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(valid_to__isnull=True)
                        | models.Q(valid_to__gte=models.F("valid_from")),
                        name="signing_right_ends_after_start",
                    ),
                    models.CheckConstraint(condition=~models.Q(source=""), name="signing_right_has_source"),
                ],
            },
        ),
    ]
