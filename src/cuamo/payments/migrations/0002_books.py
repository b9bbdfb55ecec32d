from django.db import migrations

FORWARD = """
CREATE FUNCTION payments_require_balance() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    checked uuid;
    legs integer;
    difference bigint;
BEGIN
    IF TG_TABLE_NAME = 'payments_journalentry' THEN checked := NEW.id; ELSE checked := NEW.entry_id; END IF;
    SELECT count(*), coalesce(sum(CASE side WHEN 'D' THEN amount_vnd ELSE -amount_vnd END), 0)
        INTO legs, difference FROM payments_posting WHERE entry_id = checked;
    IF legs < 2 OR difference <> 0 THEN
        RAISE EXCEPTION 'entry % does not balance: % legs, difference % VND', checked, legs, difference
            USING ERRCODE = '23514';
    END IF;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER payments_entry_balanced AFTER INSERT ON payments_journalentry
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_require_balance();
CREATE CONSTRAINT TRIGGER payments_posting_balanced AFTER INSERT ON payments_posting
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION payments_require_balance();

CREATE FUNCTION payments_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the books are append-only: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501'; END $$;
CREATE TRIGGER payments_entry_append_only BEFORE UPDATE OR DELETE ON payments_journalentry
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_posting_append_only BEFORE UPDATE OR DELETE ON payments_posting
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
CREATE TRIGGER payments_cash_append_only BEFORE UPDATE OR DELETE ON payments_cashreceipt
    FOR EACH ROW EXECUTE FUNCTION payments_refuse_change();
REVOKE UPDATE, DELETE, TRUNCATE ON payments_journalentry, payments_posting, payments_cashreceipt FROM cuamo_app;
"""
BACKWARD = """
DROP TRIGGER payments_cash_append_only ON payments_cashreceipt;
DROP TRIGGER payments_posting_append_only ON payments_posting;
DROP TRIGGER payments_entry_append_only ON payments_journalentry;
DROP FUNCTION payments_refuse_change();
DROP TRIGGER payments_posting_balanced ON payments_posting;
DROP TRIGGER payments_entry_balanced ON payments_journalentry;
DROP FUNCTION payments_require_balance();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial"), ("kernel", "0002_tables")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
