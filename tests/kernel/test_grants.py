"""What the role of production may do to each table."""

import pytest
from django.db import connection

BOOKS = {
    "payments_journalentry",
    "payments_posting",
    "payments_cashreceipt",
    "payments_closed_balance",
    "payments_closing_fault",
}
"""Tables of which nothing is ever changed or removed."""
STAYING = {
    "kernel_stream",
    "payments_bookedpayout",
    "payments_books_closing",
    "payments_callbackreceipt",
    "payments_cash_bag",
    "payments_cash_difference",
    "payments_closing_rebuild",
    "payments_declaredpayout",
    "payments_electronic_receipt",
    "payments_moneyfile",
    "payments_paymentline",
    "payments_reconciliationitem",
    "payments_refund",
    "payments_settlementrow",
    "payments_statementline",
    "payments_suspenseitem",
    "payments_taken_back",
}
"""Tables of which no row is ever removed; triggers say which columns may change."""

GRANTS = """
SELECT c.relname, array_remove(ARRAY[
    CASE WHEN has_table_privilege('cuamo_app', c.oid, 'SELECT') THEN 'SELECT' END,
    CASE WHEN has_table_privilege('cuamo_app', c.oid, 'INSERT') THEN 'INSERT' END,
    CASE WHEN has_table_privilege('cuamo_app', c.oid, 'UPDATE') THEN 'UPDATE' END,
    CASE WHEN has_table_privilege('cuamo_app', c.oid, 'DELETE') THEN 'DELETE' END], NULL)
FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p')
"""


@pytest.mark.django_db
def test_the_role_of_production_may_write_every_table_and_change_all_but_books_and_ledger():
    with connection.cursor() as cursor:
        cursor.execute(GRANTS)
        granted = {table: set(what) for table, what in cursor.fetchall()}

    kept = {table for table, what in granted.items() if what == {"SELECT", "INSERT"}}
    ledger = {table for table in granted if table.startswith("kernel_event")}
    assert kept == BOOKS | ledger
    staying = {table for table, what in granted.items() if what == {"SELECT", "INSERT", "UPDATE"}}
    assert staying == STAYING
    assert all(len(what) == 4 for table, what in granted.items() if table not in kept | staying)
