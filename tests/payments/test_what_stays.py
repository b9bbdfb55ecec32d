"""As the application in production, nobody changes, deletes or empties what money and custody wrote."""

import pytest
from django.db import DatabaseError, connection, transaction

from cuamo.payments.services.electronic_receipt import issue_receipt
from cuamo.payments.services.take_cash import take_cash
from tests.payments.conftest import NOON, ask_for
from tests.payments.reconciling import City, mend_all
from tests.payments.refunds import approved, paid_twice
from tests.support.production_role import as_production_role

pytestmark = pytest.mark.django_db
WRITTEN = {
    "payments_journalentry": ("kind", "booked_at"),
    "payments_posting": ("amount_vnd", "account"),
    "payments_cashreceipt": ("amount_vnd", "number"),
    "payments_electronic_receipt": ("amount_vnd", "paid_at"),
    "payments_refund": ("amount_vnd", "reason", "decided_by_name", "decided_at", "refusal"),
    "payments_statementline": ("amount_vnd", "number", "words", "booked_at"),
    "payments_settlementrow": ("amount_vnd", "state"),
    "payments_declaredpayout": ("gross_vnd",),
    "payments_paymentline": ("amount_vnd", "name_vi"),
    "payments_callbackreceipt": ("amount_vnd", "body", "transaction_id"),
    "payments_suspenseitem": ("amount_vnd", "since"),
    "delivery_hand_over": ("given_at",),
    "delivery_bag_hand_over": ("bag_id",),
    "settlement_line": (),
    "kernel_event": ("data",),
}
"""Tables, and columns of a row that was written there that may never be another."""


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError) as error, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement)
    assert getattr(error.value.__cause__, "sqlstate", "") == "42501", (statement, error.value)


def rows_in(table: str) -> int:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]


@pytest.fixture
def written(db, sit_down):
    """A day with a payment, cash, a refund that was decided, and both files of the outside."""
    city = City()
    city.pay(0, 8_000)
    city.pay(0, 9_000, known=False)
    city.move(0, 70_000, "TRF", "ung ho quy")
    city.night(0)
    city.pay(1, 10_000)
    city.night(1)
    mend_all(1)
    clerk, shift = sit_down()
    asked = ask_for(20_000)
    take_cash(request_id=asked.id, tendered_vnd=20_000, shift_id=shift.id, clerk=clerk, at=NOON)
    issue_receipt(request_id=asked.id, unit_code=shift.unit_code, at=NOON)
    approved(paid_twice())


def test_no_written_column_changes_and_no_row_goes(written):
    checked = []
    with as_production_role():
        for table, columns in WRITTEN.items():
            held = rows_in(table)
            refused(f"TRUNCATE {table} CASCADE")
            if not held:
                continue
            refused(f"DELETE FROM {table}")
            for column in columns:
                refused(f"UPDATE {table} SET {column} = {_other(table, column)}")
            assert rows_in(table) == held
            checked.append(table)

    money = {table for table in WRITTEN if table.startswith("payments_")}
    assert money <= set(checked)


def _other(table: str, column: str) -> str:
    """Return an expression with another value of the same type."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT data_type FROM information_schema.columns WHERE table_name = %s AND column_name = %s",
            [table, column],
        )
        kind = cursor.fetchone()[0]
    return {
        "bigint": f"{column} + 1",
        "integer": f"{column} + 1",
        "timestamp with time zone": f"coalesce({column}, now()) + interval '1 day'",
        "bytea": "'\\x00'::bytea",
        "jsonb": "'{\"x\": 1}'::jsonb",
        "uuid": "gen_random_uuid()",
    }.get(kind, f"left(md5(coalesce({column}, '')), 8)")


def test_the_role_of_the_application_owns_no_table_of_money_and_turns_no_trigger_off(db):
    with as_production_role():
        refused("ALTER TABLE payments_posting DISABLE TRIGGER ALL")
        refused("SET session_replication_role = replica")
        refused("DROP TRIGGER payments_posting_append_only ON payments_posting")


def test_custody_is_written_once_with_or_without_rows(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'O'"
            " AND (tgtype & 24) = 24"
        )
        guarded = {name for (name,) in cursor.fetchall()}

    assert set(WRITTEN) - {"kernel_event"} <= guarded
