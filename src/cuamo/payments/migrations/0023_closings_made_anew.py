import django.db.models.deletion
from django.db import migrations, models

import cuamo.kernel.ids

FORWARD = """
CREATE FUNCTION payments_guard_closing_rebuild() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := CASE
    WHEN TG_OP = 'DELETE' THEN '{}'
    WHEN OLD.state = 'ASKED' THEN '{state,decided_by_id,decided_by_name,decided_at,refusal}'
    WHEN OLD.state = 'DONE' AND OLD.made_id IS NULL THEN '{made_id}'
    ELSE '{}' END;
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'what was asked for and decided stays: % on % refused', TG_OP, TG_TABLE_NAME
            USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_closing_rebuild_guarded BEFORE UPDATE OR DELETE ON payments_closing_rebuild
    FOR EACH ROW EXECUTE FUNCTION payments_guard_closing_rebuild();
REVOKE DELETE, TRUNCATE ON payments_closing_rebuild FROM cuamo_app;
"""
BACKWARD = """
DROP TRIGGER payments_closing_rebuild_guarded ON payments_closing_rebuild;
DROP FUNCTION payments_guard_closing_rebuild();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0022_asked_after_failure")]

    operations = [
        migrations.AlterField(
            model_name="booksclosing", name="upto", field=models.BigIntegerField(db_index=True)
        ),
        migrations.AddConstraint(
            model_name="booksclosing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("verified_at__isnull", False)),
                fields=("upto",),
                name="payments_closing_counts_once",
            ),
        ),
        migrations.CreateModel(
            name="ClosingRebuild",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=cuamo.kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ASKED", "Chờ kế toán thứ hai"),
                            ("DONE", "Đã duyệt"),
                            ("REFUSED", "Không duyệt"),
                        ],
                        default="ASKED",
                        max_length=7,
                    ),
                ),
                ("reason", models.CharField(max_length=500)),
                ("asked_by_id", models.CharField(max_length=40)),
                ("asked_by_name", models.CharField(max_length=200)),
                ("asked_at", models.DateTimeField()),
                ("decided_by_id", models.CharField(blank=True, default="", max_length=40)),
                ("decided_by_name", models.CharField(blank=True, default="", max_length=200)),
                ("decided_at", models.DateTimeField(blank=True, null=True)),
                ("refusal", models.CharField(blank=True, default="", max_length=500)),
                (
                    "closing",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rebuilds",
                        to="payments.booksclosing",
                    ),
                ),
                (
                    "made",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="rebuild",
                        to="payments.booksclosing",
                    ),
                ),
            ],
            options={
                "db_table": "payments_closing_rebuild",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("decided_at", None),
                                ("decided_by_id", ""),
                                ("made", None),
                                ("state", "ASKED"),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("state", "DONE"),
                                models.Q(("decided_by_id", ""), _negated=True),
                                models.Q(("decided_by_id", models.F("asked_by_id")), _negated=True),
                            ),
                            models.Q(
                                ("decided_at__isnull", False),
                                ("made", None),
                                ("state", "REFUSED"),
                                models.Q(("decided_by_id", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="payments_rebuild_four_eyes",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("made", None), ("state__in", ["ASKED", "DONE"])),
                        fields=("state",),
                        name="payments_one_rebuild",
                    ),
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
