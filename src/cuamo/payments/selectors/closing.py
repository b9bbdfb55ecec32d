"""What accounts hold: the last verified closing and the entries after it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

GROUPS = ("till", "postal")
"""Accounts of which there is one for every shift or operator; sums show them as one."""
_GROUPED = (
    "CASE WHEN split_part({0}, ':', 1) IN ('till', 'postal') AND strpos({0}, ':') > 0"
    " THEN split_part({0}, ':', 1) || ':' ELSE {0} END"
)
_SUMS = """
    sum(p.amount_vnd) FILTER (WHERE p.side = 'D') AS debit,
    sum(p.amount_vnd) FILTER (WHERE p.side = 'C') AS credit
"""
_CUT = """
cut AS (SELECT id, upto FROM payments_books_closing WHERE verified_at IS NOT NULL ORDER BY upto DESC LIMIT 1),
"""
_CUT_ONE = _CUT.rstrip().rstrip(",")
_TAIL = f"""
tail AS (
    SELECT p.account, {_SUMS} FROM payments_journalentry e JOIN payments_posting p ON p.entry_id = e.id
    WHERE e.seq > coalesce((SELECT upto FROM cut), 0) AND e.seq <= coalesce(%(upto)s, e.seq)
    GROUP BY p.account
),
tail_named AS (
    SELECT {_GROUPED.format("t.account")} AS name, t.debit, t.credit,
        CASE WHEN EXISTS (
            SELECT FROM payments_posting o JOIN payments_journalentry oe ON oe.id = o.entry_id
            WHERE o.account = t.account AND oe.seq <= (SELECT upto FROM cut)
        ) THEN 0 ELSE 1 END AS fresh
    FROM tail t
),
parts AS (
    SELECT b.account AS name, b.debit_vnd AS debit, b.credit_vnd AS credit, b.accounts
    FROM payments_closed_balance b JOIN cut ON cut.id = b.closing_id
    UNION ALL SELECT name, coalesce(debit, 0), coalesce(credit, 0), fresh FROM tail_named
)
"""  # noqa: S608  # names of ours
_NOW = f"""
WITH {_CUT} {_TAIL}
SELECT name, sum(accounts)::bigint, sum(debit)::bigint, sum(credit)::bigint FROM parts GROUP BY name
"""  # noqa: S608  # names of ours
_WHOLE = f"""
SELECT {_GROUPED.format("p.account")} AS name, count(DISTINCT p.account),
    coalesce(sum(p.amount_vnd) FILTER (WHERE p.side = 'D'), 0)::bigint,
    coalesce(sum(p.amount_vnd) FILTER (WHERE p.side = 'C'), 0)::bigint
FROM payments_posting p JOIN payments_journalentry e ON e.id = p.entry_id
WHERE e.seq <= coalesce(%(upto)s, e.seq) GROUP BY 1
"""  # noqa: S608  # names of ours
_ONE = f"""
WITH {_CUT_ONE}
SELECT coalesce((
        SELECT b.debit_vnd - b.credit_vnd FROM payments_closed_balance b JOIN cut ON cut.id = b.closing_id
        WHERE b.account = %(account)s
    ), 0) + coalesce((
        SELECT sum(CASE p.side WHEN 'D' THEN p.amount_vnd ELSE -p.amount_vnd END)
        FROM payments_journalentry e JOIN payments_posting p ON p.entry_id = e.id AND p.account = %(account)s
        WHERE e.seq > coalesce((SELECT upto FROM cut), 0)
    ), 0)
"""  # noqa: S608  # names of ours


@dataclass(frozen=True)
class Sum:
    """Debit and credit of one account or group of accounts."""

    account: str
    accounts: int
    debit_vnd: int
    credit_vnd: int


def sums_now(*, upto: int | None = None) -> list[Sum]:
    """Return debit and credit by account and group: the last verified closing and what came after it.

    Args:
        upto: the last entry that counts; None for all of them.
    """
    return _asked(_NOW, upto)


def sums_of_all(*, upto: int | None = None) -> list[Sum]:
    """Return the same from every entry of the journal, however long that takes."""
    return _asked(_WHOLE, upto)


def held_now(account: str) -> int:
    """Return debit minus credit of one account that is in no group: closing and what came after it."""
    with connection.cursor() as cursor:
        cursor.execute(_ONE, {"account": account})
        return int(cursor.fetchone()[0])


def last_place() -> int:
    """Return the place of the last entry in the journal, 0 of an empty one."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(seq), 0) FROM payments_journalentry")
        return int(cursor.fetchone()[0])


def written_after(place: int, *, before: datetime) -> bool:
    """True where the journal goes on after a place, and an entry there was booked before a moment."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM payments_journalentry WHERE seq > %s AND booked_at <= %s)",
            [place, before],
        )
        return bool(cursor.fetchone()[0])


def group_of(account: str) -> str:
    """Return the group an account is shown in, or the account."""
    head, mark, _ = account.partition(":")
    return f"{head}:" if mark and head in GROUPS else account


def _asked(statement: str, upto: int | None) -> list[Sum]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"upto": upto})
        rows = [Sum(name, count, debit, credit) for name, count, debit, credit in cursor.fetchall()]
    return sorted(rows, key=lambda row: row.account)
