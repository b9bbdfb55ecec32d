import cuamo.kernel.fields
import cuamo.kernel.ids
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("delivery", "0005_alarms_and_bags"),
    ]

    operations = [
        migrations.CreateModel(
            name="CarrierOrder",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "parcel",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="carrier_orders",
                        to="delivery.parcel",
                    ),
                ),
                ("carrier", models.CharField(max_length=20)),
                ("operator_code", models.CharField(max_length=20)),
                ("number", models.TextField(unique=True)),
                ("carrier_number", models.TextField(blank=True, default="")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("WAITING", "Chờ gửi"),
                            ("UNKNOWN", "Chưa rõ đã nhận"),
                            ("ACCEPTED", "Đã nhận"),
                            ("CANCELLING", "Chưa rõ đã hủy"),
                            ("CANCELLED", "Đã hủy"),
                            ("REFUSED", "Bị từ chối"),
                            ("ENDED", "Đã xong"),
                        ],
                        default="WAITING",
                        max_length=12,
                    ),
                ),
                ("reached", models.CharField(blank=True, default="", max_length=20)),
                ("asked", models.SmallIntegerField(default=0)),
                ("ask_again_at", models.DateTimeField(null=True)),
                ("cancel_wanted_at", models.DateTimeField(null=True)),
                ("proof_due_at", models.DateTimeField(null=True)),
                ("proof_asked", models.SmallIntegerField(default=0)),
                ("last_fault", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
                ("accepted_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
            ],
            options={
                "db_table": "delivery_carrier_order",
                "indexes": [
                    models.Index(
                        condition=models.Q(("ask_again_at__isnull", False)),
                        fields=["ask_again_at"],
                        name="orders_to_ask_about",
                    ),
                    models.Index(
                        condition=models.Q(("proof_due_at__isnull", False)),
                        fields=["proof_due_at"],
                        name="proofs_to_fetch",
                    ),
                    models.Index(fields=["operator_code", "state", "id"], name="orders_of_operator"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("CANCELLED", "REFUSED", "ENDED")), _negated=True),
                        fields=("parcel",),
                        name="one_open_order_of_parcel",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CarrierNews",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("carrier", models.CharField(max_length=20)),
                ("key", models.TextField()),
                (
                    "order",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="news",
                        to="delivery.carrierorder",
                    ),
                ),
                ("number", models.TextField()),
                ("carrier_number", models.TextField(blank=True, default="")),
                ("code", models.TextField()),
                ("canonical", models.CharField(blank=True, default="", max_length=20)),
                ("ordinal", models.BigIntegerField()),
                ("occurred_at", models.DateTimeField()),
                ("received_at", models.DateTimeField()),
                ("source", models.CharField(max_length=10)),
                ("body", cuamo.kernel.fields.EncryptedTextField()),
                (
                    "verdict",
                    models.CharField(
                        choices=[
                            ("APPLIED", "Đã ghi"),
                            ("EARLY", "Chờ điểm quét giao"),
                            ("STALE", "Đến muộn"),
                            ("IMPOSSIBLE", "Mâu thuẫn"),
                            ("UNKNOWN", "Chưa hiểu"),
                        ],
                        max_length=12,
                    ),
                ),
                ("times_seen", models.IntegerField(default=1)),
                ("looked_at", models.DateTimeField(null=True)),
                ("looked_by", models.TextField(blank=True, default="")),
                ("words", models.TextField(blank=True, default="")),
            ],
            options={
                "db_table": "delivery_carrier_news",
                "indexes": [
                    models.Index(fields=["order", "ordinal"], name="news_of_order"),
                    models.Index(
                        condition=models.Q(("looked_at", None), ("verdict__in", ["UNKNOWN", "IMPOSSIBLE"])),
                        fields=["carrier", "id"],
                        name="news_to_look_at",
                    ),
                ],
                "constraints": [models.UniqueConstraint(fields=("carrier", "key"), name="carrier_news_once")],
            },
        ),
        migrations.CreateModel(
            name="CarrierStatus",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("carrier", models.CharField(max_length=20)),
                ("code", models.TextField()),
                ("version", models.SmallIntegerField()),
                ("canonical", models.CharField(max_length=20)),
                ("name_vi", models.TextField(blank=True, default="")),
                ("reason", models.CharField(blank=True, default="", max_length=12)),
                ("confidence", models.CharField(max_length=1)),
                ("contested", models.BooleanField(default=False)),
                ("source", models.TextField()),
                ("confirmed_by", models.TextField(blank=True, default="")),
                ("valid_from", models.DateTimeField()),
            ],
            options={
                "db_table": "delivery_carrier_status",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("carrier", "code", "version"), name="carrier_status_version"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CarrierProof",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="proofs",
                        to="delivery.carrierorder",
                    ),
                ),
                ("key", models.TextField()),
                ("name", cuamo.kernel.fields.EncryptedTextField()),
                ("name_hash", models.BinaryField(max_length=32)),
                ("relation", models.CharField(max_length=12)),
                ("otp", models.BooleanField(default=False)),
                ("evidence_id", models.UUIDField(null=True)),
                ("complete", models.BooleanField()),
                ("fetched_at", models.DateTimeField()),
            ],
            options={
                "db_table": "delivery_carrier_proof",
                "constraints": [models.UniqueConstraint(fields=("order", "key"), name="carrier_proof_once")],
            },
        ),
        migrations.CreateModel(
            name="CarrierContract",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("number", models.TextField(unique=True)),
                ("place", models.SmallIntegerField()),
                ("carrier", models.CharField(max_length=20)),
                ("origins", models.JSONField(default=list)),
                ("wards", models.JSONField(default=list)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("confidence", models.CharField(max_length=1)),
            ],
            options={
                "db_table": "delivery_carrier_contract",
            },
        ),
        migrations.CreateModel(
            name="CarrierCursor",
            fields=[
                ("carrier", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("cursor", models.TextField(blank=True, default="")),
                ("read_at", models.DateTimeField(null=True)),
                ("faults", models.SmallIntegerField(default=0)),
            ],
            options={
                "db_table": "delivery_carrier_cursor",
            },
        ),
        migrations.AlterField(
            model_name="handover",
            name="proof",
            field=models.CharField(
                choices=[
                    ("SCAN", "Quét mã"),
                    ("CODE", "Mã nhận 4 số"),
                    ("SIGNATURE", "Chữ ký"),
                    ("PHOTO", "Ảnh"),
                    ("FOUND", "Tìm thấy, không có bên giao"),
                    ("WORD", "Lời của hãng chuyển"),
                ],
                default="SCAN",
                max_length=12,
            ),
        ),
    ]
