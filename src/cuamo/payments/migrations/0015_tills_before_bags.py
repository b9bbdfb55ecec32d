from django.db import migrations

FORWARD = """
WITH old AS (
    SELECT s.id, sum(CASE p.side WHEN 'D' THEN p.amount_vnd ELSE -p.amount_vnd END) AS held
    FROM organisation_shift s
    JOIN payments_posting p ON p.account = 'till:' || s.id::text
    WHERE s.closed_at AT TIME ZONE 'Asia/Ho_Chi_Minh' < date_trunc('day', now() AT TIME ZONE 'Asia/Ho_Chi_Minh')
      AND NOT EXISTS (SELECT FROM payments_cash_bag)
      AND NOT EXISTS (SELECT FROM organisation_handover h WHERE h.from_shift_id = s.id AND h.taken_at IS NULL)
    GROUP BY s.id
    HAVING sum(CASE p.side WHEN 'D' THEN p.amount_vnd ELSE -p.amount_vnd END) > 0
), entries AS (
    INSERT INTO payments_journalentry (id, kind, source, request_id, booked_at)
    SELECT gen_random_uuid(), 'CASH_BEFORE', 'till-before-bags:' || old.id::text, NULL, now() FROM old
    RETURNING id, source
)
INSERT INTO payments_posting (id, entry_id, account, side, amount_vnd)
SELECT gen_random_uuid(), entries.id, leg.account, leg.side, old.held
FROM entries
JOIN old ON entries.source = 'till-before-bags:' || old.id::text
CROSS JOIN LATERAL (VALUES ('bank', 'D'), ('till:' || old.id::text, 'C')) AS leg (account, side);
SET CONSTRAINTS ALL IMMEDIATE;
"""
"""Cash of shifts closed before there were bags went to the bank outside the books: one entry for each till.

Where a bag was packed already, every till goes through bags and nothing is booked here.
"""


class Migration(migrations.Migration):
    dependencies = [
        ("payments", "0014_bags_seen_off"),
        ("organisation", "0004_handover"),
    ]
    operations = [migrations.RunSQL(FORWARD, migrations.RunSQL.noop)]
