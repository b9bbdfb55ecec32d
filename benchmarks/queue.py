"""The queue X1 with a million waiting dossiers: open, filter, search and turn pages, at the server.

`python -m benchmarks.queue [--rows 1000000] [--times 20]`
"""

import argparse
import time
from typing import Any

from benchmarks import queue_rows
from benchmarks.figures import at_share, cpu_seconds, median, verdict
from benchmarks.place import durability, place

OPEN_MS, NARROWED_MS = 150.0, 300.0
DEEP = 400
"""The page that is turned to, counted from the first."""
OFFICERS = ("chuyenvien.hoankiem", "tiepnhan.hoankiem", "lanhdao.hoankiem")
NARROWED: dict[str, dict[str, str]] = {
    "today": {"nhom": "today"},
    "soon": {"nhom": "soon"},
    "back": {"nhom": "back"},
    "new": {"nhom": "new"},
    "elsewhere": {"nhom": "elsewhere"},
    "late": {"nhom": "late"},
    "held by me": {"nhom": "mine"},
    "mine": {"ai": "toi"},
    "my team's": {"ai": "to"},
    "nobody's": {"ai": "chua"},
    "one procedure": {"tt": "2.000635"},
    "one place": {"noi": "DL-050"},
    "place, flag, group": {"noi": "DL-050", "co": "priority", "nhom": "new"},
    "code, end": {"q": "0001234"},
    "code, beginning": {"q": "H26.00070"},
    "code, none": {"q": "9999999"},
    "name, common": {"q": "nguyen thi"},
    "name, rare": {"q": "Đặng Thị Phượng"},
    "name, none": {"q": "xyz khong co"},
    "procedure's name": {"q": "khai sinh"},
}


def main() -> None:
    """Fill the table, then ask for the page in every way, one request at a time, inside this process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--times", type=int, default=20)
    options = parser.parse_args()
    with place():
        from django.utils import timezone

        print(durability())
        queue_rows.fill(options.rows, now=timezone.now())
        queue_rows.settle()
        measure(times=options.times)


def measure(*, times: int) -> None:
    """Print what each way to look at the queue takes each officer, with the processor time it cost.

    Beside the clock on the wall stands the processor time of the page and of the database, which another
    load on the machine moves less.
    """
    for username in OFFICERS:
        browser = _at_screen(username)
        print(f"{username}: {_waiting(username)} of {_rows()} wait")
        _line(browser, "open", {"nhom": ""}, times, OPEN_MS)
        for name, filters in NARROWED.items():
            _line(browser, name, filters, times, NARROWED_MS)
        if after := _deep(username):
            _line(browser, f"page {DEEP}", {"nhom": "", "sau": after}, times, OPEN_MS)
        _line(browser, "chart by days left", {}, times, NARROWED_MS, path="/xu-ly/theo-ngay/")
        _line(browser, "form of filters", {}, times, NARROWED_MS, path="/xu-ly/loc/")


def _line(
    browser: Any, name: str, asked: dict[str, str], times: int, aim: float, path: str = "/xu-ly/"
) -> None:
    from cuamo.web.officer.filters import sealed

    sent = asked | ({"q": sealed(asked["q"])} if "q" in asked else {})
    waits, used, read = [], time.process_time(), cpu_seconds(_backend())
    for _ in range(times + 1):
        begun = time.perf_counter()
        answer = browser.get(path, sent)
        waits.append(1000 * (time.perf_counter() - begun))
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
    used = 1000 * (time.process_time() - used) / (times + 1)
    read = 1000 * (cpu_seconds(_backend()) - read) / (times + 1)
    worst = at_share(waits[1:], 0.95)
    print(
        f"  {name:<20} {median(waits[1:]):6.0f} ms, least {min(waits[1:]):.0f}, 95 % {worst:.0f};"
        f" processor {used:.0f} + {read:.0f}; {verdict(median(waits[1:]) <= aim, f'<= {aim:g} ms')}"
    )


def _backend() -> int:
    """Return the process that answers this one's questions to the database."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return int(cursor.fetchone()[0])


def _at_screen(username: str) -> Any:
    from django.test import Client

    from cuamo.people.models import Account

    browser = Client(HTTP_HOST="localhost")
    browser.force_login(Account.objects.get(username=username))
    return browser


def _officer(username: str) -> Any:
    from django.utils import timezone

    from cuamo.organisation.selectors.staff import actor_of
    from cuamo.people.models import Account

    return actor_of(Account.objects.get(username=username), at=timezone.now())


def _waiting(username: str) -> int:
    from cuamo.dossiers.selectors.worklist import visible_to

    return visible_to(_officer(username)).count()


def _rows() -> int:
    from cuamo.dossiers.models import WorkItem

    return WorkItem.objects.count()


def _deep(username: str) -> str:
    from cuamo.dossiers.selectors.worklist import PAGE, key_of, visible_to

    rows = visible_to(_officer(username)).order_by("due_at", "dossier_id")
    last = rows[PAGE * (DEEP - 1) - 1 : PAGE * (DEEP - 1)].first()
    return key_of(last) if last else ""


if __name__ == "__main__":
    main()
