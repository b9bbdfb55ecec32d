from django.db import migrations

FREE = {
    "payments_statementline": ["batch"],
    "payments_settlementrow": [],
    "payments_declaredpayout": [],
    "payments_paymentline": [],
    "payments_callbackreceipt": [
        "verdict",
        "times_seen",
        "last_seen_at",
        "conflicting_body",
        "conflict_closed_at",
        "conflict_closed_by",
        "conflict_words",
    ],
    "payments_cash_difference": [
        "explanation",
        "explained_at",
        "closed_at",
        "closed_by_id",
        "closed_by_name",
        "conclusion",
    ],
}
"""Columns of a row that may change after it was written; all others stay, and no row is deleted."""
NEVER_DELETED = (
    "payments_cash_bag",
    "payments_electronic_receipt",
    "payments_refund",
    "payments_suspenseitem",
    "payments_reconciliationitem",
    "payments_moneyfile",
    "payments_bookedpayout",
    *FREE,
)
FORWARD = (
    """
CREATE FUNCTION payments_keep_columns() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE free text[] := coalesce(TG_ARGV, '{}');
BEGIN
    IF TG_OP = 'DELETE' OR to_jsonb(NEW) - free IS DISTINCT FROM to_jsonb(OLD) - free THEN
        RAISE EXCEPTION 'what was written stays: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE FUNCTION payments_keep_row() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'what was written stays: % on % refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER payments_cash_bag_kept BEFORE DELETE ON payments_cash_bag
    FOR EACH ROW EXECUTE FUNCTION payments_keep_row();
CREATE FUNCTION payments_keep_decision() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.number, NEW.cause, NEW.transaction_id, NEW.shares, NEW.reason, NEW.asked_by_name)
        IS DISTINCT FROM
       (OLD.number, OLD.cause, OLD.transaction_id, OLD.shares, OLD.reason, OLD.asked_by_name)
    THEN
        RAISE EXCEPTION 'what was asked for does not change: refund %', OLD.number USING ERRCODE = '42501';
    END IF;
    IF OLD.decided_at IS NOT NULL AND (NEW.decided_at, NEW.decided_by_id, NEW.decided_by_name, NEW.refusal)
        IS DISTINCT FROM (OLD.decided_at, OLD.decided_by_id, OLD.decided_by_name, OLD.refusal)
    THEN
        RAISE EXCEPTION 'a decision does not change: refund %', OLD.number USING ERRCODE = '42501';
    END IF;
    IF OLD.ended_at IS NOT NULL AND to_jsonb(NEW) IS DISTINCT FROM to_jsonb(OLD) THEN
        RAISE EXCEPTION 'refund % has ended', OLD.number USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_refund_decision_kept BEFORE UPDATE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_keep_decision();
"""
    + "".join(
        f"CREATE TRIGGER {table}_columns_kept BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW"
        f" EXECUTE FUNCTION payments_keep_columns({', '.join(repr(name) for name in names)});\n"
        for table, names in FREE.items()
    )
    + f"REVOKE DELETE, TRUNCATE ON {', '.join(NEVER_DELETED)} FROM cuamo_app;\n"
)
BACKWARD = (
    f"GRANT DELETE ON {', '.join(NEVER_DELETED)} TO cuamo_app;\n"
    + "".join(f"DROP TRIGGER {table}_columns_kept ON {table};\n" for table in FREE)
    + """
DROP TRIGGER payments_refund_decision_kept ON payments_refund;
DROP FUNCTION payments_keep_decision();
DROP TRIGGER payments_cash_bag_kept ON payments_cash_bag;
DROP FUNCTION payments_keep_row();
DROP FUNCTION payments_keep_columns();
"""
)


class Migration(migrations.Migration):
    dependencies = [("payments", "0018_closings")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
