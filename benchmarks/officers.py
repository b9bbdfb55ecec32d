"""Officers at one queue at the same time: each looks, takes what nobody has open, and accepts it.

`python -m benchmarks.officers [--dossiers 10000] [--officers 16]`
"""

import argparse
import copy
import random
import threading
import time
from collections import Counter
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

POINT = "DIEM-00070"


def main() -> None:
    """Let them work until nothing waits, then count what came of it."""
    from benchmarks import samples
    from benchmarks.pages import _one_sent
    from benchmarks.place import durability, place

    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=10_000)
    parser.add_argument("--officers", type=int, default=16)
    options = parser.parse_args()
    assert samples.WARD in POINT
    with place() as at:
        from django.utils import timezone

        from cuamo.dossiers.models import Dossier

        now = timezone.now()
        _one_sent(at)
        print(durability())
        pattern = Dossier.objects.filter(state=1, received_by=POINT).latest("id")
        ids = clones_of(pattern, options.dossiers, at=now)
        report(work(receivers(options.officers, at=now), at=now), ids)


def receivers(count: int, *, at: datetime) -> list[Any]:
    """Return as many receivers of the point, made for this."""
    from cuamo.kernel.actors import SYSTEM
    from cuamo.organisation.selectors.staff import actor_of
    from cuamo.organisation.services.roles import grant_role
    from cuamo.organisation.types import Role
    from cuamo.people.models import Account

    actors = []
    for number in range(count):
        account = Account.objects.create_user(f"nhan.{number}", None, full_name=f"Cán bộ số {number}")
        grant_role(account_id=account.id, unit_code=POINT, role=Role.RECEIVER, actor=SYSTEM, at=at)
        actors.append(actor_of(account, at=at))
    return actors


def clones_of(dossier: Any, count: int, *, at: datetime) -> list[UUID]:
    """Write so many dossiers like this one, which waits to be accepted; returns their ids."""
    from cuamo.dossiers.models import Dossier, DossierKey, WorkItem
    from cuamo.kernel.ids import uuid7

    rng = random.Random(16)
    item = WorkItem.objects.get(dossier_id=dossier.id)
    dossiers, keys, items = [], [], []
    for number in range(count):
        mark = f"{number:06d}{rng.randrange(16**4):04X}"
        one = copy.copy(dossier)
        one.id, one._state = uuid7(at), copy.copy(dossier._state)
        one._state.adding = True
        one.own_ref, one.code, one.tracking_token = f"HT-{mark}", f"{dossier.code[:-7]}{mark}", f"C{mark}"
        waits = copy.copy(item)
        waits._state = one._state
        waits.dossier_id, waits.code, waits.due_at = one.id, one.code, item.due_at + timedelta(seconds=number)
        waits.assignee_id = waits.assignee_name = ""
        dossiers.append(one)
        keys.append(DossierKey(kind="CODE", value=one.code, dossier_id=one.id))
        items.append(waits)
    Dossier.objects.bulk_create(dossiers, batch_size=500)
    DossierKey.objects.bulk_create(keys, batch_size=500)
    WorkItem.objects.bulk_create(items, batch_size=500)
    return [one.id for one in dossiers]


def work(officers: list[Any], *, at: datetime) -> dict[str, Any]:
    """Let every officer work in a thread and connection of their own; return what each met."""
    gate = threading.Barrier(len(officers))
    met: Counter[str] = Counter()
    accepted: list[UUID] = []
    faults: list[BaseException] = []
    waits: list[float] = []

    def run(officer: Any) -> None:
        from django.db import connections

        try:
            gate.wait(60)
            for dossier_id, outcome, seconds in _shift(officer, at):
                met[outcome] += 1
                waits.append(seconds)
                if outcome == "accepted":
                    accepted.append(dossier_id)
        except BaseException as fault:
            faults.append(fault)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=(officer,)) for officer in officers]
    begun = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return {
        "met": met,
        "accepted": accepted,
        "faults": faults,
        "waits": waits,
        "seconds": time.perf_counter() - begun,
    }


def _shift(officer: Any, at: datetime) -> Any:
    """Yield what came of each dossier the officer tried: accepted, open elsewhere, decided by another."""
    from django.utils import timezone

    from cuamo.dossiers.rules.soft_lock import is_free
    from cuamo.dossiers.selectors.worklist import Wanted, queue
    from cuamo.dossiers.services.accept import accept
    from cuamo.dossiers.services.lock_item import open_item
    from cuamo.kernel.errors import DomainError

    while True:
        now = timezone.now()
        page = queue(officer=officer, wanted=Wanted(), now=now, today_ends=now)
        if not page.rows:
            return
        for row in page.rows:
            if not is_free(locked_by=row.locked_by, locked_at=row.locked_at, officer_id=officer.id, now=now):
                continue
            begun = time.perf_counter()
            try:
                held = open_item(dossier_id=row.dossier_id, officer=officer, at=timezone.now())
                outcome = "open elsewhere"
                if held.locked_by == officer.id:
                    accept(dossier_id=row.dossier_id, officer=officer, at=at)
                    outcome = "accepted"
            except DomainError:
                outcome = "decided by another"
            yield row.dossier_id, outcome, time.perf_counter() - begun


def report(done: dict[str, Any], ids: list[UUID]) -> None:
    """Print what was decided, by whom twice, and what was left."""
    from benchmarks.figures import at_share, median

    twice = [key for key, times in Counter(done["accepted"]).items() if times > 1]
    left = set(ids) - set(done["accepted"])
    print(
        f"{len(done['accepted'])} accepted in {done['seconds']:.0f} s"
        f" ({len(done['accepted']) / done['seconds']:.1f} a second); twice {len(twice)}; left {len(left)};"
        f" faults {len(done['faults'])} {done['faults'][:1]}; met {dict(done['met'])};"
        f" one take and decision p50 {1000 * median(done['waits']):.0f} ms,"
        f" p95 {1000 * at_share(done['waits'], 0.95):.0f} ms"
    )


if __name__ == "__main__":
    main()
