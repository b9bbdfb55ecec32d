import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.db import migrations, models

GUARDS = """
CREATE FUNCTION payments_guard_receipt() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'an electronic receipt is never deleted' USING ERRCODE = '42501';
    END IF;
    IF (NEW.request_id, NEW.unit_code, NEW.year, NEW.number, NEW.token, NEW.amount_vnd, NEW.method, NEW.paid_at,
        NEW.issued_at)
        IS DISTINCT FROM
       (OLD.request_id, OLD.unit_code, OLD.year, OLD.number, OLD.token, OLD.amount_vnd, OLD.method, OLD.paid_at,
        OLD.issued_at)
    THEN
        RAISE EXCEPTION 'what an electronic receipt says does not change' USING ERRCODE = '42501';
    END IF;
    IF OLD.cancelled_at IS NOT NULL AND NEW.cancelled_at IS DISTINCT FROM OLD.cancelled_at THEN
        RAISE EXCEPTION 'a cancelled receipt stays cancelled' USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_receipt_guarded BEFORE UPDATE OR DELETE ON payments_electronic_receipt
    FOR EACH ROW EXECUTE FUNCTION payments_guard_receipt();

CREATE FUNCTION payments_guard_suspense() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'money in suspense is never deleted' USING ERRCODE = '42501';
    END IF;
    IF (NEW.source, NEW.amount_vnd, NEW.callback_id, NEW.since)
        IS DISTINCT FROM (OLD.source, OLD.amount_vnd, OLD.callback_id, OLD.since)
    THEN
        RAISE EXCEPTION 'what came does not change: %', OLD.source USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_suspense_guarded BEFORE UPDATE OR DELETE ON payments_suspenseitem
    FOR EACH ROW EXECUTE FUNCTION payments_guard_suspense();
"""
UNGUARD = """
DROP TRIGGER payments_receipt_guarded ON payments_electronic_receipt;
DROP FUNCTION payments_guard_receipt();
DROP TRIGGER payments_suspense_guarded ON payments_suspenseitem;
DROP FUNCTION payments_guard_suspense();
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial"), ("payments", "0011_cash_by_two_people")]
    operations = [
        migrations.AlterField(
            model_name="cashreceipt",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cash_receipts",
                to="payments.paymentrequest",
            ),
        ),
        migrations.AlterField(
            model_name="electronicreceipt",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="electronic_receipts",
                to="payments.paymentrequest",
            ),
        ),
        migrations.AddConstraint(
            model_name="electronicreceipt",
            constraint=models.UniqueConstraint(
                condition=models.Q(("cancelled_at__isnull", True)),
                fields=("request",),
                name="payments_one_valid_receipt",
            ),
        ),
        migrations.AddField(
            model_name="suspenseitem",
            name="proposed_request",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="payments.paymentrequest",
            ),
        ),
        migrations.AddField(
            model_name="suspenseitem",
            name="proposed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="suspenseitem",
            name="proposed_by_id",
            field=models.CharField(blank=True, default="", max_length=40),
        ),
        migrations.AddField(
            model_name="suspenseitem",
            name="proposed_by_name",
            field=models.CharField(blank=True, default="", max_length=200),
        ),
        migrations.AddConstraint(
            model_name="suspenseitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("proposed_by_id", ""),
                    models.Q(("matched_by_id", models.F("proposed_by_id")), _negated=True),
                    _connector="OR",
                ),
                name="payments_match_four_eyes",
            ),
        ),
        migrations.AddIndex(
            model_name="paymentrequest",
            index=models.Index(fields=["opened_at", "id"], name="payments_request_opened"),
        ),
        migrations.AddIndex(
            model_name="paymentrequest",
            index=django.contrib.postgres.indexes.GinIndex(
                django.contrib.postgres.indexes.OpClass(
                    django.db.models.functions.text.Upper("subject_code"), name="gin_trgm_ops"
                ),
                name="payments_request_code",
            ),
        ),
        migrations.AddIndex(
            model_name="settlementrow",
            index=models.Index(
                condition=models.Q(("state", "REFUNDED")), fields=["file"], name="payments_rows_refunded"
            ),
        ),
        migrations.RunSQL(GUARDS, UNGUARD),
    ]
