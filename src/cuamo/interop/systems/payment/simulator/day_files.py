"""The daily files as the platform and the bank write them, with faults on demand.

Written apart from the product's own reading on purpose. The same history and the same faults give the same
bytes, whenever they are asked for.
"""

import csv
import io
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
DIFFERENCE_VND = 1_000
WIRE_FEE_VND = 11_000
"""What another bank on the way keeps of a pay-out; invented."""
ROW_FAULTS = {
    "missing_row": "thiếu một dòng",
    "doubled_row": "một dòng ghi hai lần",
    "wrong_amount": "một dòng sai số tiền",
    "late_row": "một dòng để sang tệp hôm sau",
    "reversed": "một giao dịch bị hủy ngược",
}
BANK_FAULTS = {
    "payout_split": "tiền về tách làm hai khoản",
    "payout_short": "tiền về thiếu, ngân hàng giữ phí",
    "payout_unnamed": "tiền về không ghi mã đợt",
    "payout_late": "tiền về hôm sau",
}
FILE_FAULTS = {
    "truncated": "tệp bị cắt ngang",
    "other_encoding": "tệp ở bảng mã khác",
    "wrong_day": "tệp của ngày khác",
}


@dataclass(frozen=True)
class Paid:
    """A transaction that succeeded."""

    transaction_id: str
    reference: str
    amount_vnd: int
    occurred_at: datetime


@dataclass(frozen=True)
class GivenBack:
    """A refund the platform carried out."""

    transaction_id: str
    reference: str
    amount_vnd: int
    occurred_at: datetime


@dataclass(frozen=True)
class Moved:
    """Something that happened on the account at the bank: a transfer by hand, a bag of cash, a charge."""

    booked_at: datetime
    amount_vnd: int
    code: str
    party: str
    words: str


@dataclass(frozen=True)
class Fault:
    """One fault of one day; about one transaction, where it is about one."""

    day: date
    kind: str
    target: str = ""


@dataclass
class _Row:
    paid: Paid | GivenBack
    state: str
    batch: str = ""
    amount_vnd: int = 0

    @property
    def fee_vnd(self) -> int:
        return fee_of(self.amount_vnd) if self.state == "PAID" else 0


@dataclass
class _Batch:
    number: str
    gross_vnd: int
    fee_vnd: int

    @property
    def net_vnd(self) -> int:
        return self.gross_vnd - self.fee_vnd


@dataclass
class History:
    """Everything that happened, from which each day's files are written."""

    first_day: date
    paid: list[Paid] = field(default_factory=list)
    given_back: list[GivenBack] = field(default_factory=list)
    moved: list[Moved] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    opening_vnd: int = 0

    def settlement(self, day: date) -> bytes:
        """Return the platform's file of a day."""
        rows, batches, held_vnd = self._gateway_until(day)
        out = io.StringIO()
        lines = csv.writer(out, lineterminator="\n")
        lines.writerow(["H", "GATEWAY", day.isoformat()])
        total_vnd = 0
        for row in rows:
            total_vnd += row.amount_vnd
            moment = row.paid.occurred_at.astimezone(HANOI).isoformat(timespec="milliseconds")
            lines.writerow(
                [
                    "T",
                    row.paid.transaction_id,
                    row.paid.reference,
                    row.amount_vnd,
                    row.fee_vnd,
                    moment,
                    row.state,
                    row.batch,
                ]
            )
        for batch in batches:
            lines.writerow(["P", batch.number, batch.gross_vnd, batch.fee_vnd, batch.net_vnd])
        lines.writerow(["E", len(rows) + len(batches), total_vnd, held_vnd])
        return out.getvalue().encode()

    def statement(self, day: date) -> bytes:
        """Return the bank's file of a day."""
        opening_vnd = self.opening_vnd
        lines: list[Moved] = []
        for each in _days(self.first_day, day):
            opening_vnd += sum(moved.amount_vnd for moved in lines)
            lines = self._bank_lines(each)
        out = io.StringIO()
        rows = csv.writer(out, lineterminator="\n")
        rows.writerow(["H", "BANK", day.isoformat(), opening_vnd])
        for place, moved in enumerate(lines, start=1):
            moment = moved.booked_at.astimezone(HANOI).isoformat(timespec="seconds")
            number = f"BK{day:%y%m%d}{place:05d}"
            rows.writerow(["L", number, moment, moved.amount_vnd, moved.code, moved.party, moved.words])
        total_vnd = sum(moved.amount_vnd for moved in lines)
        rows.writerow(["E", len(lines), total_vnd, opening_vnd + total_vnd])
        return out.getvalue().encode()

    def _gateway_until(self, day: date) -> tuple[list[_Row], list[_Batch], int]:
        """Return the rows of the day, the pay-outs made on it, and what is held at its close."""
        held_vnd, waiting = 0, _Batch("", 0, 0)
        rows: list[_Row] = []
        made: list[_Batch] = []
        for each in _days(self.first_day, day):
            made = [waiting] if waiting.number else []
            left = _Batch("", 0, 0) if made else waiting
            held_vnd -= sum(batch.gross_vnd for batch in made)
            rows, gross_vnd, fee_vnd = self._rows_of(each)
            held_vnd += gross_vnd
            left.gross_vnd += gross_vnd
            left.fee_vnd += fee_vnd
            left.number = f"PO{each:%y%m%d}" if left.net_vnd > 0 else ""
            waiting = left
        return rows, made, held_vnd

    def _rows_of(self, day: date) -> tuple[list[_Row], int, int]:
        yesterday = day - timedelta(days=1)
        number = f"PO{day:%y%m%d}"
        late, missing = self._targets("late_row", day), self._targets("missing_row", day)
        wrong, doubled = self._targets("wrong_amount", day), self._targets("doubled_row", day)
        turned = self._targets("reversed", day)
        came = [row for row in self._paid_on(day) if row.transaction_id not in late | missing]
        before = self._targets("late_row", yesterday)
        came += [row for row in self._paid_on(yesterday) if row.transaction_id in before]

        rows: list[_Row] = []
        gross_vnd = fee_vnd = 0
        for paid in came:
            row = _Row(paid, "PAID", number, paid.amount_vnd)
            if paid.transaction_id in wrong:
                row.amount_vnd += -DIFFERENCE_VND if paid.amount_vnd > DIFFERENCE_VND else DIFFERENCE_VND
            if paid.transaction_id in turned:
                row.state, row.batch = "REVERSED", ""
            else:
                gross_vnd += row.amount_vnd
                fee_vnd += row.fee_vnd
            rows.append(row)
            if paid.transaction_id in doubled:
                rows.append(replace(row))
        here = {paid.transaction_id for paid in came}
        for paid in self.paid:
            if paid.transaction_id in turned - here:
                rows.append(_Row(paid, "REVERSED", "", paid.amount_vnd))
                gross_vnd -= paid.amount_vnd
        for back in self.given_back:
            if _day(back.occurred_at) == day:
                rows.append(_Row(back, "REFUNDED", number, back.amount_vnd))
                gross_vnd -= back.amount_vnd
        return rows, gross_vnd, fee_vnd

    def _bank_lines(self, day: date) -> list[Moved]:
        yesterday = day - timedelta(days=1)
        lines = [] if self._has("payout_late", day) else self._payout_lines(day, day)
        if yesterday >= self.first_day and self._has("payout_late", yesterday):
            lines += self._payout_lines(yesterday, day)
        lines += [moved for moved in self.moved if _day(moved.booked_at) == day]
        return sorted(lines, key=lambda moved: moved.booked_at)

    def _payout_lines(self, declared: date, day: date) -> list[Moved]:
        at = datetime.combine(day, time(9), HANOI)
        lines = []
        for batch in self._gateway_until(declared)[1]:
            words, net_vnd = f"CHI TRA LO {batch.number} CONG THANH TOAN", batch.net_vnd
            if self._has("payout_unnamed", declared):
                words = "CONG THANH TOAN CHUYEN TIEN"
            if self._has("payout_short", declared):
                net_vnd -= min(WIRE_FEE_VND, net_vnd - 1)
            parts = [net_vnd]
            if self._has("payout_split", declared) and net_vnd > 1:
                parts = [net_vnd // 2, net_vnd - net_vnd // 2]
            lines += [Moved(at, part_vnd, "TRF", "CONG THANH TOAN", words) for part_vnd in parts]
        return lines

    def _paid_on(self, day: date) -> list[Paid]:
        found = [paid for paid in self.paid if _day(paid.occurred_at) == day]
        return sorted(found, key=lambda paid: (paid.occurred_at, paid.transaction_id))

    def _has(self, kind: str, day: date) -> bool:
        return any(fault.kind == kind and fault.day == day for fault in self.faults)

    def _targets(self, kind: str, day: date) -> set[str]:
        """Return the transactions a fault is about; without a name, the middle one of the day."""
        named = [fault.target for fault in self.faults if fault.kind == kind and fault.day == day]
        found = set(named) - {""}
        if "" in named and (rows := self._paid_on(day)):
            found.add(rows[len(rows) // 2].transaction_id)
        return found


def fee_of(amount_vnd: int) -> int:
    """Return what the platform keeps of one transaction: 0,2 %, at least 220 ₫; invented."""
    return min(max(220, amount_vnd * 2 // 1000), amount_vnd)


def distort(content: bytes, kind: str) -> bytes:
    """Return a file as it arrives when something goes wrong on the way."""
    if kind == "truncated":
        return content[: len(content) * 2 // 3]
    if kind == "other_encoding":
        return content.decode().encode("utf-16-le")
    if kind == "wrong_day":
        head, _, rest = content.decode().partition("\n")
        fields = head.split(",")
        fields[2] = (date.fromisoformat(fields[2]) - timedelta(days=1)).isoformat()
        return (",".join(fields) + "\n" + rest).encode()
    return content


def _day(at: datetime) -> date:
    return at.astimezone(HANOI).date()


def _days(first: date, last: date) -> list[date]:
    return [first + timedelta(days=step) for step in range((last - first).days + 1)]
