import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("delivery", "0006_carriers")]

    operations = [
        migrations.CreateModel(
            name="CourierAct",
            fields=[
                ("key", models.UUIDField(primary_key=True, serialize=False)),
                ("courier_id", models.TextField()),
                ("kind", models.CharField(max_length=10)),
                ("run_id", models.UUIDField(null=True)),
                ("label", models.TextField(blank=True, default="")),
                ("device", models.UUIDField()),
                ("serial", models.IntegerField()),
                ("device_time", models.DateTimeField()),
                ("skew_s", models.IntegerField(null=True)),
                ("contact_at", models.DateTimeField(null=True)),
                ("doubt", models.CharField(blank=True, default="", max_length=10)),
                ("position", models.JSONField(null=True)),
                ("said", models.JSONField(default=dict)),
                ("wrong_tries", models.SmallIntegerField(default=0)),
                ("evidence_id", models.UUIDField(null=True)),
                ("evidence_sha256", models.TextField(blank=True, default="")),
                ("again", models.SmallIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[("DONE", "Đã ghi"), ("LOOK", "Cần xem"), ("SETTLED", "Đã xem xong")],
                        max_length=8,
                    ),
                ),
                ("reasons", models.JSONField(default=list)),
                ("received_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.JSONField(null=True)),
                ("words", models.TextField(blank=True, default="")),
                (
                    "parcel",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="courier_acts",
                        to="delivery.parcel",
                    ),
                ),
            ],
            options={
                "db_table": "delivery_courier_act",
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "LOOK")),
                        fields=["courier_id", "received_at"],
                        name="courier_acts_to_look_at",
                    ),
                    models.Index(fields=["device", "serial"], name="courier_acts_of_device"),
                ],
            },
        ),
    ]
