"""Read one daily file of the platform or the bank."""

import io
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from cuamo.kernel import events, ports
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict
from cuamo.kernel.ids import uuid7
from cuamo.payments.models import MoneyFile, StatementLine
from cuamo.payments.ports import MoneyFiles
from cuamo.payments.reconciling import (
    BankRow,
    BatchRow,
    FileEnd,
    FileFault,
    FileHead,
    FileSide,
    FileState,
    GatewayRow,
    ItemKind,
    Record,
)
from cuamo.payments.rules.matching import find_batch
from cuamo.payments.selectors.money_files import changes_between, current_file
from cuamo.payments.services.items import raise_item, settle_item, take_turns

_ROWS = (
    "COPY payments_settlementrow (file_id, line, transaction_id, reference, amount_vnd, fee_vnd,"
    " occurred_at, state, batch) FROM STDIN"
)
_PAYOUTS = "COPY payments_declaredpayout (file_id, line, number, gross_vnd, fee_vnd, net_vnd) FROM STDIN"
_LINES = (
    "COPY payments_statementline (file_id, line, number, booked_at, amount_vnd, code, party, words, batch)"
    " FROM STDIN"
)
_PARTY = StatementLine._meta.get_field("party")


class _Refused(Exception):
    """Takes back what was written of a file that turns out to be faulty."""


@transaction.atomic
def read_money_file(
    *,
    side: FileSide,
    day: date,
    content: bytes,
    actor: Actor,
    at: datetime,
    by_hand: bool = False,
    name: str = "",
) -> MoneyFile:
    """Read a file and keep its rows (nhận tệp đối soát). Records `reconciliation.file_read`, or
    `reconciliation.file_refused`.

    The bytes that count already do nothing. Other bytes for a day that has a file take its place, also those
    of an earlier file that come back, and the difference is kept. A file with faults is kept with them alone,
    and an item says how to mend it.

    Args:
        day: the day the file is for; its first line must say the same.
        by_hand: a person uploaded it, nothing but their word says whose it is.
    Raises:
        Conflict: a person's file would take the place of one that was fetched.
    """
    take_turns()
    digest = sha256(content).hexdigest()
    before = current_file(side=side, day=day)
    if before is not None and before.sha256 == digest:
        return _signed_now(before, by_hand=by_hand, actor=actor, at=at)
    if by_hand and before is not None and not before.by_hand:
        raise _fetched_stands(before)
    known = MoneyFile.objects.filter(side=side, day=day, sha256=digest).first()
    file = known or MoneyFile(
        id=uuid7(at),
        side=side,
        day=day,
        sha256=digest,
        size=len(content),
        by_hand=by_hand,
        state=FileState.REFUSED,
    )
    faults = file.faults
    file.name = name[:200] or file.name
    file.by_hand = file.by_hand and by_hand
    file.read_by, file.read_at = actor.as_json(), at
    if file.state == FileState.REFUSED:
        file.faults = []
        try:
            with transaction.atomic():
                file.save()
                _take_rows(file, content)
        except _Refused:
            if known is not None and file.faults == faults:
                return MoneyFile.objects.get(id=known.id)
            return _refuse(file, actor, at)
    if before is not None:
        file.changes = changes_between(before, file)
        _keep_what_people_said(before, file)
        MoneyFile.objects.filter(id=before.id).update(state=FileState.SUPERSEDED)
    file.state = FileState.CURRENT
    file.save()
    settle_item(
        kind=ItemKind.FILE_REFUSED,
        subject=f"file:{side}:{day}",
        outcome="Đã nhận được tệp đọc được.",
        actor=actor,
        at=at,
    )
    _told_read(file, replaces=str(before.id) if before is not None else "", actor=actor, at=at)
    return file


def _told_read(file: MoneyFile, *, replaces: str, actor: Actor, at: datetime) -> None:
    events.record(
        "reconciliation.file_read",
        file.id,
        actor=actor,
        at=at,
        side=file.side,
        day=file.day.isoformat(),
        rows=file.rows,
        replaces=replaces,
    )


def _signed_now(file: MoneyFile, *, by_hand: bool, actor: Actor, at: datetime) -> MoneyFile:
    """Nothing is new in bytes that count already; fetched ones say whose the uploaded ones were."""
    if file.by_hand and not by_hand:
        file.by_hand, file.read_by, file.read_at = False, actor.as_json(), at
        file.save(update_fields=["by_hand", "read_by", "read_at"])
        _told_read(file, replaces="", actor=actor, at=at)
    return file


def _fetched_stands(file: MoneyFile) -> Conflict:
    whose = FileSide(file.side).label.lower()
    return Conflict(
        "reconciliation.fetched",
        f"Ngày {file.day:%d/%m/%Y} đã có tệp lấy thẳng từ {whose}, có chữ ký. Tệp tải lên không thay được"
        " tệp đó.",
        f"The signed file of {file.day} was fetched already; an uploaded file does not take its place.",
        hint_vi=f"Tệp đã lấy bị sai thì đề nghị {whose} gửi tệp sửa; máy tự lấy lại mỗi đêm.",
        hint_en="Ask for a corrected file; it is fetched every night.",
        where="tep",
    )


def _take_rows(file: MoneyFile, content: bytes) -> None:
    reading = ports.get(MoneyFiles).read(io.BytesIO(content))  # type: ignore[type-abstract]  # a Protocol
    records = _Sorted(file, iter(reading))
    if file.side == FileSide.GATEWAY:
        _copy(_ROWS, records.of_main(_row))
    else:
        _copy(_LINES, records.of_main(_line))
    _copy(_PAYOUTS, ((file.id, *_payout(batch)) for batch in records.batches))
    file.faults = [asdict(fault) for fault in [*records.faults, *reading.faults]]
    if file.faults:
        raise _Refused
    end = records.end
    if end is not None:
        file.rows, file.sum_vnd, file.balance_vnd = end.rows, end.sum_vnd, end.balance_vnd
    file.opening_vnd = records.head.opening_vnd if records.head is not None else 0


def _keep_what_people_said(before: MoneyFile, after: MoneyFile) -> None:
    """A line somebody tied to a pay-out stays tied to it in the corrected file."""
    said = before.statement_lines.exclude(batch="").values_list("number", "batch")
    for number, batch in said:
        after.statement_lines.filter(number=number, batch="").update(batch=batch)


class _Sorted:
    """The records of a file, told apart while they stream past; pay-outs are few and are kept."""

    def __init__(self, file: MoneyFile, records: Iterator[Record]) -> None:
        self._file = file
        self._records = records
        self.head: FileHead | None = None
        self.end: FileEnd | None = None
        self.batches: list[BatchRow] = []
        self.faults: list[FileFault] = []

    def of_main(self, columns: Callable[[Any], tuple[Any, ...]]) -> Iterator[tuple[Any, ...]]:
        for record in self._records:
            if isinstance(record, FileHead):
                self.head = record
                if not self._is_the_one(record):
                    return
            elif isinstance(record, FileEnd):
                self.end = record
            elif isinstance(record, BatchRow):
                self.batches.append(record)
            else:
                yield (self._file.id, *columns(record))

    def _is_the_one(self, head: FileHead) -> bool:
        wanted = FileSide(self._file.side)
        if head.side != wanted:
            vi = f"Đây là tệp của {head.side.label.lower()}, đang cần tệp của {wanted.label.lower()}."
            self.faults.append(FileFault(1, 3, vi, f"This is a file of {head.side}, {wanted} is wanted."))
        elif head.day != self._file.day:
            vi = f"Đây là tệp của ngày {head.day:%d/%m/%Y}, đang cần ngày {self._file.day:%d/%m/%Y}."
            where = len(f"H,{wanted},") + 1
            self.faults.append(
                FileFault(1, where, vi, f"This is the file of {head.day}, {self._file.day} is wanted.")
            )
        return not self.faults


def _copy(statement: str, rows: Iterator[tuple[Any, ...]]) -> None:
    with connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)


def _row(row: GatewayRow) -> tuple[Any, ...]:
    return (
        row.line,
        row.transaction_id,
        row.reference,
        row.amount_vnd,
        row.fee_vnd,
        row.occurred_at,
        row.state.value,
        row.batch,
    )


def _payout(batch: BatchRow) -> tuple[Any, ...]:
    return batch.line, batch.number, batch.gross_vnd, batch.fee_vnd, batch.net_vnd


def _line(row: BankRow) -> tuple[Any, ...]:
    return (
        row.line,
        row.number,
        row.booked_at,
        row.amount_vnd,
        row.code.value,
        _PARTY.get_prep_value(row.party),
        _PARTY.get_prep_value(row.words),
        find_batch(row.words) if row.amount_vnd > 0 else "",
    )


def _refuse(file: MoneyFile, actor: Actor, at: datetime) -> MoneyFile:
    faults = file.faults
    file.state = FileState.REFUSED
    file.save()
    raise_item(
        kind=ItemKind.FILE_REFUSED,
        subject=f"file:{file.side}:{file.day}",
        day=file.day,
        evidence={"side": file.side, "file": str(file.id), "name": file.name, "faults": faults[:5]},
        at=at,
    )
    events.record(
        "reconciliation.file_refused",
        file.id,
        actor=actor,
        at=at,
        side=file.side,
        day=file.day.isoformat(),
        faults=len(faults),
    )
    return file
