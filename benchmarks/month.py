"""A month of the whole network: 5,000 dossiers at 94 agencies, two carriers with faults, files with errors.

Counters, payers, tills, bags to the bank, papers both ways, own couriers, both carriers as real servers, the
files of platform and bank, accountants who mend, statements of the operators; then judged against what the
simulation itself counted.

`python -m benchmarks.month [--dossiers 5000] [--days 30] [--seed 30]`
"""

import argparse
import resource
import sys
import time
from collections import Counter
from datetime import timedelta

from benchmarks.place import durability, place
from cuamo.ops import prepare


def main() -> None:
    """Live through the month; end with 1 when anything is not explained."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=5000)
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--seed", type=int, default=30)
    parser.add_argument("--pause", type=int, default=30, help="minutes between two turns of the jobs")
    options = parser.parse_args()
    with place(steps=(prepare.MIGRATIONS,), durable=False):  # what is asked is the truth, not the time
        print(durability(), flush=True)
        wrong = measure(options)
    sys.exit(1 if wrong else 0)


def measure(options: argparse.Namespace) -> list[str]:
    """Live, judge and print; return what is wrong."""
    from tests.support.city import load_city_by_services
    from tests.support.month.run import live

    began = time.perf_counter()

    def say(text: str) -> None:
        print(
            f"{time.perf_counter() - began:7.0f} s  {text if text.startswith('BROKEN') else text[:400]}",
            flush=True,
        )

    month = live(
        dossiers=options.dossiers,
        days=options.days,
        seed=options.seed,
        pause=timedelta(minutes=options.pause),
        say=say,
        load=load_city_by_services,
    )
    _print_counted(month.world.done)
    lived = time.perf_counter() - began
    wrong = month.wrong()
    print(f"lived in {lived:.0f} s, judged in {time.perf_counter() - began - lived:.0f} s")
    used = resource.getrusage(resource.RUSAGE_SELF)
    print(f"{used.ru_utime + used.ru_stime:.0f} s of this process, {used.ru_maxrss / 1024:.0f} MB at most")
    _print_rows()
    print(f"not explained: {len(wrong)}")
    print(*wrong[:100], sep="\n", flush=True)
    return wrong


def _print_counted(done: Counter[str]) -> None:
    for what, times in sorted(done.items()):
        print(f"  {times:7,} {what}")


def _print_rows() -> None:
    from cuamo.delivery.models import Alarm, Bag, CarrierNews, HandOver, Parcel
    from cuamo.dossiers.models import Dossier
    from cuamo.kernel.models.event import Event
    from cuamo.payments.models import JournalEntry, ReconciliationItem, SuspenseItem
    from cuamo.settlement.models import Line, Statement

    tables = (
        Dossier, Event, JournalEntry, ReconciliationItem, SuspenseItem, Parcel, Bag, HandOver, CarrierNews,
        Alarm, Statement, Line,
    )  # fmt: skip
    for table in tables:
        print(f"  {table.objects.count():9,} {table.__name__}")
    agencies = Dossier.objects.exclude(helped_at="").values("helped_at").distinct().count()
    print(f"  {agencies:9,} agencies helped")


if __name__ == "__main__":
    main()
