"""A month of an operator with 100,000 items: built, built again, its first page, its sheets.

`python -m benchmarks.settlement [--items 100000]`
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import uuid4

from benchmarks.place import durability, place

MONTH = date(2026, 10, 1)


def main() -> None:
    """Fill the items of a month, then build and export it, inside this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    options = parser.parse_args()
    with place():
        print(durability())
        measure(options.items)


def measure(count: int) -> None:
    """Print seconds, questions and memory of each step."""
    from cuamo.kernel.actors import SYSTEM
    from cuamo.kernel.clock import local
    from cuamo.settlement.models import Line
    from cuamo.settlement.selectors.sheets import csv_of, write_xlsx
    from cuamo.settlement.selectors.statements import lines_page
    from cuamo.settlement.selectors.summary import summary_of
    from cuamo.settlement.services.build_month import build_month

    at = local("2026-11-03 09:00")
    _contracts(at)
    _fill(count)
    with _timed("build"):
        (statement,) = build_month(month=MONTH, actor=SYSTEM, at=at)
    first = statement.totals
    with _timed("build again"):
        (statement,) = build_month(month=MONTH, actor=SYSTEM, at=at)
    assert statement.totals == first, "built again it is another"
    print(f"  {Line.objects.count():,} lines, payable {statement.payable_vnd:,} VND")
    with _timed("summary and first 50 lines"):
        summary_of(statement.id)
        lines_page(statement.id)
    with _timed("CSV"):
        size = sum(len(part.encode()) for part in csv_of(statement.id))
    print(f"  {size / 1e6:.1f} MB")
    with tempfile.TemporaryDirectory() as folder, _timed("XLSX"):
        target = Path(folder) / "sheet.xlsx"
        rows = write_xlsx(statement.id, title="bench", target=target)
        print(f"  {rows:,} rows, {target.stat().st_size / 1e6:.1f} MB")


@contextmanager
def _timed(what: str) -> Iterator[None]:
    from django.db import connection

    asked = 0

    def count(execute: Callable[..., object], *words: object) -> object:
        nonlocal asked
        asked += 1
        return execute(*words)

    began = time.perf_counter(), time.process_time()
    with connection.execute_wrapper(count):
        yield
    wall, used = time.perf_counter() - began[0], time.process_time() - began[1]
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{what}: {wall:.1f} s ({used:.1f} s of this process), {asked} statements, {memory:.0f} MB at most")


def _contracts(at: datetime) -> None:
    from django.conf import settings

    from cuamo.cli.sample_settlement import ADMIN, FIRST
    from cuamo.organisation.selectors.staff import actor_of
    from cuamo.people.models import Account
    from cuamo.settlement.models import Instrument
    from cuamo.settlement.services.instruments import (
        decide_instrument,
        load_instruments,
        propose_instrument,
    )
    from cuamo.settlement.types import InstrumentKind

    admin, first = (actor_of(Account.objects.get(username=name), at=at) for name in (ADMIN, FIRST))
    load_instruments(path=settings.REFERENCE / "contracts" / "hanoi.sample.json", actor=admin, at=at)
    propose_instrument(
        kind=InstrumentKind.BUDGET,
        subject="2026",
        number="bench",
        valid_from=date(2026, 2, 1),
        content={"amount_vnd": 10**11},
        source="bench",
        confidence="X",
        confirmed_by="",
        actor=admin,
        at=at,
    )
    for row in Instrument.objects.filter(state="PROPOSED"):
        decide_instrument(instrument_id=row.id, approve=True, words="", actor=first, at=at)


def _fill(count: int) -> None:
    from cuamo.kernel.clock import HANOI
    from cuamo.settlement.models import Item

    rng = random.Random(20261001)
    started = datetime(2026, 10, 1, 8, tzinfo=HANOI)

    def items() -> Iterator[Item]:
        for number in range(count):
            taken = started + timedelta(minutes=rng.randrange(26 * 24 * 60))
            done = taken + timedelta(hours=rng.randrange(4, 110))
            yield Item(
                service="DELIVER_HOME",
                operator_code="VNPOST",
                unit_code="DIEM-00070",
                subject_id=uuid4(),
                subject_code=f"H26.1-261001-{number:07d}",
                parcel_id=uuid4(),
                label=f"RH{number:09d}VN",
                hand_over_id=uuid4(),
                proof="CODE",
                ward_code=rng.choice(("00070", "00376")),
                acted_at=done,
                acted_on=done.astimezone(HANOI).date(),
                claim_key=f"B:{number}",
                claimable=True,
                facts={
                    "papers": 1,
                    "ready_at": (taken - timedelta(hours=rng.randrange(1, 40))).isoformat(),
                    "picked_at": taken.isoformat(),
                    "started_at": taken.isoformat(),
                    "tries": [],
                    "gaps": [],
                    "excused": "",
                },
                filing={"channel": "ONLINE", "groups": [], "papers": []},
                noted_at=done,
            )

    Item.objects.bulk_create(items(), batch_size=2000)


if __name__ == "__main__":
    main()
