"""Time of counter and queue pages with 100,000 dossiers, at the 95th percentile.

`python -m benchmarks.pages [--dossiers 100000] [--rounds 3] [--times 40]`
"""

import argparse
import time
from datetime import timedelta

from benchmarks import desks, load, samples, seed
from benchmarks.figures import at_share, cpu_seconds, median, spread, verdict
from benchmarks.place import Place, durability, place, web

AIM_MS = 60.0
AIM = f"<= {AIM_MS:g} ms"


def main() -> None:
    """Fill the database, then ask for each page in turn, one request at a time."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dossiers", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--times", type=int, default=40)
    options = parser.parse_args()
    with place() as at:
        from django.utils import timezone

        now = timezone.now()
        _one_sent(at)
        begun = time.perf_counter()
        written = seed.fill(options.dossiers, now=now)
        print(durability())
        print(
            f"{written} dossiers written by COPY in {time.perf_counter() - begun:.0f} s; queues: {_queues()}"
        )
        bench = desks.open_counter("quay.hoankiem", now=now - timedelta(minutes=5))
        with web(at) as server:
            found: dict[str, list[float]] = {}
            costs: dict[str, list[float]] = {}
            asked = pages(bench, host=f"localhost:{server.port}")
            with load.Connection(server.port) as connection:
                for number in range(options.rounds + 1):
                    for name, wanted in asked.items():
                        times = []
                        used = cpu_seconds(server.process.pid, at.cluster.process.pid)
                        for _ in range(options.times if number else 5):
                            sent = time.perf_counter()
                            status, head, _ = connection.ask(wanted)
                            times.append(1000 * (time.perf_counter() - sent))
                            if status != 200:
                                raise SystemExit(f"{name}: {status}\n{head.decode()}")
                        used = cpu_seconds(server.process.pid, at.cluster.process.pid) - used
                        if number:
                            costs.setdefault(name, []).append(1000 * used / options.times)
                            found.setdefault(name, []).append(at_share(times, 0.95))
        for name, worst in found.items():
            print(
                f"{name:<22} p95 {spread(worst, '.1f')} ms; processor {median(costs[name]):.1f} ms; "
                f"{verdict(median(worst) <= AIM_MS, AIM)}"
            )


def pages(bench: desks.Bench, *, host: str) -> dict[str, bytes]:
    """Return one request per page."""
    clerk, receiver = desks.session_of("quay.hoankiem"), desks.session_of("tiepnhan.hoankiem")
    specialist = desks.session_of("chuyenvien.hoankiem")
    paths = {"Q0 idle": ("/quay/", clerk)}
    for step in range(1, 11):
        dossier = {8: bench.agreed, 9: bench.owing}.get(step, bench.confirmed)
        paths[f"Q{step}"] = (f"/quay/luot/{dossier.visit_id}/{step}/", clerk)
    paths["Q11"] = (f"/quay/luot/{bench.sent.visit_id}/11/", clerk)
    paths |= {
        "X1 receiver": ("/xu-ly/", receiver),
        "X1 receiver, late": ("/xu-ly/?nhom=late", receiver),
        "X1 receiver, words": ("/xu-ly/?q=H26", receiver),
        "X1 specialist": ("/xu-ly/", specialist),
        "X1 specialist, today": ("/xu-ly/?nhom=today", specialist),
    }
    return {
        name: load.request_bytes("GET", path, host=host, headers={"Cookie": cookie})
        for name, (path, cookie) in paths.items()
    }


def _one_sent(at: Place) -> None:
    """Send one dossier: the pattern the others are made after."""
    token = samples.client_token()
    number = time.time_ns() // 1_000_000 % 30_000_000
    with web(at) as server, load.Connection(server.port) as connection:
        status, _, body = connection.ask(samples.submission(number, token, host=f"localhost:{server.port}"))
        if status != 201:
            raise SystemExit(body.decode())


def _queues() -> str:
    from cuamo.dossiers.models import WorkItem

    units = ("DIEM-00070", "PX-00070")
    return ", ".join(f"{unit} {WorkItem.objects.filter(unit_code=unit).count()}" for unit in units)


if __name__ == "__main__":
    main()
