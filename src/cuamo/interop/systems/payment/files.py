"""The daily files of the platform and of the bank: CSV in UTF-8, one record a line.

The platform's file of a day (settlement file, bảng kê giao dịch):

    H,GATEWAY,2026-09-11
    T,<transaction>,<reference>,<amount>,<fee>,<moment>,PAID|REVERSED|REFUNDED,<pay-out or empty>
    P,<pay-out>,<gross>,<fee>,<net>
    E,<number of T and P lines>,<sum of the amounts of the T lines>,<held for us at the close>

The bank's file of a day (statement, sổ phụ):

    H,BANK,2026-09-11,<opening balance>
    L,<number>,<moment>,<amount, negative when money went out>,TRF|CSH|CHG,<other party>,<words>
    E,<number of L lines>,<sum of their amounts>,<closing balance>

Amounts are whole đồng, moments ISO 8601 with offset, days those of Hanoi. The last line says how much stands
above it: a file that was cut off on the way has none, or another one.
"""

import codecs
import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import BinaryIO, TextIO

from cuamo.payments.reconciling import (
    BankRow,
    BatchRow,
    FileEnd,
    FileFault,
    FileHead,
    FileSide,
    GatewayRow,
    LineCode,
    Record,
    RowState,
)

MOST_FAULTS = 100
MOST_VND = 10**13
_BOMS = ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"), (codecs.BOM_UTF16_BE, "utf-16"))
_NUMBER = re.compile(r"[A-Za-z0-9._:-]{1,80}", re.ASCII)
_AMOUNT = re.compile(r"-?[0-9]{1,14}", re.ASCII)


class _Wrong(Exception):
    def __init__(self, place: int, vi: str, en: str) -> None:
        super().__init__(vi)
        self.place, self.vi, self.en = place, vi, en


class Reading:
    """One file while it is read; give it to `for` once, then look at `faults`."""

    def __init__(self, content: BinaryIO) -> None:
        self._content = content
        self._head: FileHead | None = None
        self._end: FileEnd | None = None
        self._count = 0
        self._sum_vnd = 0
        self._numbers: set[str] = set()
        self.faults: list[FileFault] = []

    def __iter__(self) -> Iterator[Record]:
        lines = _Remembered(_as_text(self._content))
        rows = csv.reader(lines, strict=True)
        while len(self.faults) < MOST_FAULTS:
            try:
                fields = next(rows)
            except StopIteration:
                self._require_end(rows.line_num)
                return
            except UnicodeError:
                self._fault(
                    rows.line_num + 1,
                    1,
                    "Chữ không ở bảng mã UTF-8. Xuất lại tệp với UTF-8.",
                    "The text is not UTF-8. Export the file as UTF-8.",
                )
                return
            except csv.Error as error:
                self._fault(
                    max(rows.line_num, 1),
                    1,
                    "Dòng không đúng mẫu CSV: dấu ngoặc kép chưa đóng, hoặc có ký tự lạ.",
                    f"Not CSV: {error}.",
                )
                return
            if not fields:
                continue
            try:
                yield self._take(fields, rows.line_num)
            except _Wrong as wrong:
                self._fault(rows.line_num, _column(lines.last, wrong.place), wrong.vi, wrong.en)

    def _fault(self, line: int, column: int, vi: str, en: str) -> None:
        self.faults.append(FileFault(line, column, vi, en))

    def _take(self, fields: list[str], line: int) -> Record:
        if self._end is not None:
            raise _Wrong(0, "Còn dòng sau dòng cuối (E).", "There is a line after the last one (E).")
        if self._head is None:
            self._head = _head(fields)
            return self._head
        gateway = self._head.side == FileSide.GATEWAY
        kinds: dict[str, Callable[[list[str], int], Record]] = {"E": self._last}
        kinds |= {"T": self._transaction, "P": self._payout} if gateway else {"L": self._line}
        read = kinds.get(fields[0])
        if read is None:
            raise _Wrong(
                0,
                f"Loại dòng «{fields[0][:8]}» không có trong mẫu; chỉ có {', '.join(sorted(kinds))}.",
                f"Unknown kind of line; known are {', '.join(sorted(kinds))}.",
            )
        return read(fields, line)

    def _transaction(self, fields: list[str], line: int) -> GatewayRow:
        _width(fields, 8)
        row = GatewayRow(
            line=line,
            transaction_id=_name(fields, 1),
            reference=fields[2][:140].replace("\0", ""),
            amount_vnd=_amount(fields, 3, least=1),
            fee_vnd=_amount(fields, 4, least=0),
            occurred_at=_moment(fields, 5),
            state=RowState(_one_of(fields, 6, RowState.values)),
            batch=_name(fields, 7, most=20) if fields[7] else "",
        )
        self._count += 1
        self._sum_vnd += row.amount_vnd
        return row

    def _payout(self, fields: list[str], line: int) -> BatchRow:
        _width(fields, 5)
        row = BatchRow(
            line=line,
            number=_name(fields, 1, most=20),
            gross_vnd=_amount(fields, 2),
            fee_vnd=_amount(fields, 3, least=0),
            net_vnd=_amount(fields, 4),
        )
        if row.gross_vnd - row.fee_vnd != row.net_vnd:
            raise _Wrong(
                4, "Số chuyển về không bằng tổng trừ phí.", "The net amount is not the gross without the fee."
            )
        if row.number in self._numbers:
            raise _Wrong(1, "Đợt chuyển về này đã có ở dòng trên.", "This pay-out stands above already.")
        self._numbers.add(row.number)
        self._count += 1
        return row

    def _line(self, fields: list[str], line: int) -> BankRow:
        _width(fields, 7)
        row = BankRow(
            line=line,
            number=_name(fields, 1, most=40),
            booked_at=_moment(fields, 2),
            amount_vnd=_amount(fields, 3),
            code=LineCode(_one_of(fields, 4, LineCode.values)),
            party=fields[5][:200].replace("\0", ""),
            words=fields[6][:500].replace("\0", ""),
        )
        if row.amount_vnd == 0:
            raise _Wrong(3, "Số tiền bằng 0.", "The amount is 0.")
        if row.number in self._numbers:
            raise _Wrong(1, "Số bút toán này đã có ở dòng trên.", "This number stands above already.")
        self._numbers.add(row.number)
        self._count += 1
        self._sum_vnd += row.amount_vnd
        return row

    def _last(self, fields: list[str], line: int) -> FileEnd:
        _width(fields, 4)
        end = FileEnd(
            rows=_amount(fields, 1, least=0), sum_vnd=_amount(fields, 2), balance_vnd=_amount(fields, 3)
        )
        self._end = end
        if end.rows != self._count:
            raise _Wrong(
                1,
                f"Dòng cuối ghi {end.rows} dòng, đọc được {self._count}. Tệp thiếu hoặc thừa dòng.",
                f"The last line says {end.rows} lines, {self._count} were read.",
            )
        if end.sum_vnd != self._sum_vnd:
            raise _Wrong(
                2,
                "Tổng tiền ở dòng cuối khác tổng các dòng trên.",
                "The sum on the last line is not the sum of the lines above.",
            )
        head = self._head
        if head is not None and head.side == FileSide.BANK:
            closing_vnd = head.opening_vnd + self._sum_vnd
            if closing_vnd != end.balance_vnd:
                raise _Wrong(
                    3,
                    "Số dư cuối không bằng số dư đầu cộng các dòng.",
                    "The closing balance is not the opening balance with the lines above.",
                )
        return end

    def _require_end(self, line: int) -> None:
        if self._head is None and not self.faults:
            self._fault(1, 1, "Tệp trống.", "The file is empty.")
        elif self._end is None and not self.faults:
            self._fault(
                line + 1,
                1,
                "Không có dòng cuối (E): tệp bị cắt ngang. Tải lại tệp.",
                "The last line (E) is missing: the file was cut off. Get it again.",
            )


class _Remembered:
    """Lines of a text, the last one kept so that a fault can say its column."""

    def __init__(self, text: TextIO) -> None:
        self._text = text
        self.last = ""

    def __iter__(self) -> "_Remembered":
        return self

    def __next__(self) -> str:
        self.last = next(self._text)
        return self.last


def _as_text(content: BinaryIO) -> TextIO:
    start = content.read(4)
    content.seek(0)
    encoding = next((name for mark, name in _BOMS if start.startswith(mark)), "utf-8")
    return io.TextIOWrapper(content, encoding=encoding, errors="strict", newline="")


def _column(line: str, place: int) -> int:
    """Return where the field at `place` begins, counted from 1."""
    seen, quoted = 0, False
    for column, sign in enumerate(line):
        if seen == place:
            return column + 1
        if sign == '"':
            quoted = not quoted
        elif sign == "," and not quoted:
            seen += 1
    return len(line.rstrip("\r\n")) + 1 if place else 1


def _head(fields: list[str]) -> FileHead:
    if fields[0] != "H" or len(fields) < 3 or fields[1] not in FileSide.values:
        raise _Wrong(
            0,
            "Dòng đầu phải là «H,GATEWAY,<ngày>» hoặc «H,BANK,<ngày>,<số dư đầu>».",
            "The first line must be `H,GATEWAY,<day>` or `H,BANK,<day>,<opening balance>`.",
        )
    side = FileSide(fields[1])
    _width(fields, 4 if side == FileSide.BANK else 3)
    try:
        day = date.fromisoformat(fields[2])
    except ValueError:
        raise _Wrong(2, "Ngày phải viết như 2026-09-11.", "Write the day like 2026-09-11.") from None
    return FileHead(side, day, _amount(fields, 3) if side == FileSide.BANK else 0)


def _width(fields: list[str], width: int) -> None:
    if len(fields) != width:
        raise _Wrong(
            min(len(fields), width),
            f"Dòng «{fields[0][:8]}» cần {width} ô, có {len(fields)}.",
            f"This line needs {width} fields and has {len(fields)}.",
        )


def _name(fields: list[str], place: int, *, most: int = 80) -> str:
    if not _NUMBER.fullmatch(fields[place]) or len(fields[place]) > most:
        raise _Wrong(
            place,
            f"Mã chỉ có chữ không dấu, số và . _ : -, nhiều nhất {most} ký tự.",
            f"A number has plain letters, digits and . _ : -, at most {most} signs.",
        )
    return fields[place]


def _amount(fields: list[str], place: int, *, least: int | None = None) -> int:
    text = fields[place]
    if not _AMOUNT.fullmatch(text) or abs(int(text)) >= MOST_VND:
        raise _Wrong(
            place,
            "Số tiền là số đồng nguyên, không dấu chấm, ví dụ 8000.",
            "An amount is whole đồng without separators, such as 8000.",
        )
    if least is not None and int(text) < least:
        raise _Wrong(place, f"Số tiền phải từ {least} trở lên.", f"The amount must be at least {least}.")
    return int(text)


def _moment(fields: list[str], place: int) -> datetime:
    try:
        at = datetime.fromisoformat(fields[place])
    except ValueError:
        at = None
    if at is None or at.tzinfo is None or not 2000 <= at.year <= 2100:
        raise _Wrong(
            place,
            "Thời điểm phải có múi giờ, ví dụ 2026-09-11T09:12:00+07:00.",
            "A moment needs its offset, such as 2026-09-11T09:12:00+07:00.",
        )
    return at


def _one_of(fields: list[str], place: int, known: list[str]) -> str:
    if fields[place] not in known:
        raise _Wrong(
            place, f"Ô này chỉ nhận: {', '.join(known)}.", f"This field takes only: {', '.join(known)}."
        )
    return fields[place]
