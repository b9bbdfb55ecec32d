from django.db import migrations

FORWARD = """
CREATE FUNCTION payments_guard_refund() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'a refund is never deleted' USING ERRCODE = '42501';
    END IF;
    IF (NEW.amount_vnd, NEW.asked_by_id, NEW.asked_at, NEW.item_id, NEW.request_id, NEW.paid_by, NEW.way)
        IS DISTINCT FROM
       (OLD.amount_vnd, OLD.asked_by_id, OLD.asked_at, OLD.item_id, OLD.request_id, OLD.paid_by, OLD.way)
    THEN
        RAISE EXCEPTION 'what was asked for does not change: refund %', OLD.number USING ERRCODE = '42501';
    END IF;
    IF OLD.decided_by_id <> '' AND NEW.decided_by_id <> OLD.decided_by_id THEN
        RAISE EXCEPTION 'who decided does not change: refund %', OLD.number USING ERRCODE = '42501';
    END IF;
    IF OLD.state IN ('PAID', 'FAILED', 'REFUSED') AND NEW.state <> OLD.state THEN
        RAISE EXCEPTION 'refund % has ended', OLD.number USING ERRCODE = '42501';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER payments_refund_guarded BEFORE UPDATE OR DELETE ON payments_refund
    FOR EACH ROW EXECUTE FUNCTION payments_guard_refund();

INSERT INTO payments_suspenseitem (id, source, kind, callback_id, request_id, amount_vnd, left_vnd, since,
    matched_by_id, matched_by_name, match_reason)
SELECT gen_random_uuid(), e.source,
    CASE WHEN e.source LIKE 'voided:%' THEN 'VOIDED_PART' ELSE c.verdict END,
    c.id, e.request_id, sum(p.amount_vnd), sum(p.amount_vnd), e.booked_at, '', '', ''
FROM payments_journalentry e
JOIN payments_posting p ON p.entry_id = e.id AND p.account = 'suspense' AND p.side = 'C'
LEFT JOIN payments_callbackreceipt c ON 'gateway:' || c.transaction_id = e.source
GROUP BY e.id, c.id;
"""
BACKWARD = """
DROP TRIGGER payments_refund_guarded ON payments_refund;
DROP FUNCTION payments_guard_refund();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0005_refunds")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
