"""A month of an operator with 100,000 items: built, built again, first page, sheets, both in the background.

`python -m benchmarks.settlement [--items 100000] [--here]`
"""

import argparse
import random
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from datetime import date, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

from benchmarks.place import durability, place

MONTH = date(2026, 10, 1)


def main() -> None:
    """Fill the items of a month, then build and export it, inside this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--here", action="store_true", help="in the database DATABASE_URL names, prepared")
    options = parser.parse_args()
    if options.here:
        import django

        django.setup()
    with nullcontext() if options.here else place():
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
    _in_the_background(statement.id, at)
    _through_its_steps(statement.id, at)


def _through_its_steps(statement_id: UUID, at: datetime) -> None:
    """Measure sending, confirming and approving it, as pages do."""
    from cuamo.cli.sample_settlement import FIRST, SECOND
    from cuamo.kernel.actors import Actor, ActorKind
    from cuamo.organisation.selectors.staff import actor_of
    from cuamo.people.models import Account
    from cuamo.settlement.models import Statement
    from cuamo.settlement.services.answer_statement import confirm_statement
    from cuamo.settlement.services.approve_statement import approve_statement, would_pay
    from cuamo.settlement.services.send_statement import send_statement

    first, second = (actor_of(Account.objects.get(username=name), at=at) for name in (FIRST, SECOND))
    operator = Actor(ActorKind.STAFF, "bench", "bench", "VNPOST", frozenset({"COORDINATOR"}))
    with _timed("send"):
        send_statement(statement_id=statement_id, actor=first, at=at)
    with _timed("confirm"):
        confirm_statement(statement_id=statement_id, actor=operator, at=at)
    with _timed("the sum the approver sees"):
        seen = would_pay(Statement.objects.get(id=statement_id))
    with _timed("approve"):
        approve_statement(statement_id=statement_id, expected_vnd=seen, actor=second, at=at)


def _in_the_background(statement_id: UUID, at: datetime) -> None:
    """Measure what a page starts and answers at once with, and the runs themselves."""
    from cuamo.cli.sample_settlement import FIRST
    from cuamo.organisation.selectors.staff import actor_of
    from cuamo.people.models import Account
    from cuamo.settlement.services.long_work import go_on, start_build, start_sheet

    first = actor_of(Account.objects.get(username=FIRST), at=at)
    with _timed("the page that starts a build"):
        build = start_build(month=MONTH, actor=first, at=at)
    with _timed("the build in the background"):
        go_on(work_id=build.id, at=at)
    with _timed("the page that starts a workbook"):
        sheet = start_sheet(statement_id=statement_id, operator=False, actor=first, at=at)
    with _timed("the workbook in the background"):
        go_on(work_id=sheet.id, at=at)
    for work in (build, sheet):
        work.refresh_from_db()
        print(f"  {work.kind}: {work.status}, {work.done:,} of {work.total:,}, {work.said}")


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
