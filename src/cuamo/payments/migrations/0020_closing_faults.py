import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.ids

FORWARD = """
CREATE TRIGGER payments_closing_fault_append_only BEFORE UPDATE OR DELETE ON payments_closing_fault
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON payments_closing_fault FROM cuamo_app;
"""
BACKWARD = "DROP TRIGGER payments_closing_fault_append_only ON payments_closing_fault;"


class Migration(migrations.Migration):
    dependencies = [("payments", "0019_what_stays")]

    operations = [
        migrations.CreateModel(
            name="ClosingFault",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("found_at", models.DateTimeField()),
                ("accounts", models.PositiveIntegerField()),
                ("rows", models.JSONField(default=list)),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="faults",
                        to="payments.booksclosing",
                    ),
                ),
            ],
            options={
                "db_table": "payments_closing_fault",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("accounts__gt", 0)), name="payments_closing_fault_of_something"
                    )
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
