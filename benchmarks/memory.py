"""Resident memory of the web server's workers after 1,000 mixed requests.

`python -m benchmarks.memory [--requests 1000]`
"""

import argparse
import itertools
import random
import time
from datetime import timedelta

from benchmarks import desks, load, pages, samples
from benchmarks.figures import verdict
from benchmarks.place import durability, place, resident_mb, web

AIM_MB = 250.0
PUBLIC = (
    "/", "/en/", "/thu-tuc/?q=khai+sinh", "/thu-tuc/?q=giay+phep+lai+xe", "/thu-tuc/1.001193/",
    "/diem-phuc-vu/?q=hoan+kiem", "/tra-cuu/", "/cong-khai/", "/tro-giup", "/gop-y",
    "/api/v1/procedures?limit=50", "/api/v1/procedures/search?q=ho+khau", "/api/v1/agencies?limit=50",
)  # fmt: skip


def main() -> None:
    """Send public pages, counter and queue pages and submissions in a mixed order, then look."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--requests", type=int, default=1000)
    options = parser.parse_args()
    with place() as at:
        from django.utils import timezone

        print(durability())
        token = samples.client_token()
        bench = desks.open_counter("quay.hoankiem", now=timezone.now() - timedelta(minutes=5))
        numbers = itertools.count(time.time_ns() // 1_000_000 % 30_000_000)
        with web(at) as server:
            host = f"localhost:{server.port}"
            asked = [load.request_bytes("GET", path, host=host) for path in PUBLIC]
            asked += pages.pages(bench, host=host).values()
            sent = (samples.submission(next(numbers), token, host=host) for _ in itertools.count())
            rng = random.Random(1)
            mixed = [next(sent) if rng.random() < 0.2 else rng.choice(asked) for _ in range(options.requests)]
            before = [resident_mb(pid) for pid in server.workers()]
            done = load.run(server.port, mixed, clients=8, seconds=600).require(200, 201)
            after = [resident_mb(pid) for pid in server.workers()]
            again = load.run(server.port, _anew(mixed, sent), clients=8, seconds=600).require(200, 201)
            later = [resident_mb(pid) for pid in server.workers()]
        for name, figures in (
            ("started", before),
            (f"after {done.answered} requests", after),
            (f"after {done.answered + again.answered} requests", later),
        ):
            print(
                f"{name:<22} "
                + ", ".join(f"{mb:.0f} MB" for mb in figures)
                + " resident, one figure a worker"
            )
        print(verdict(max(later) <= AIM_MB, f"<= {AIM_MB:g} MB a worker"))


def _anew(mixed: list[bytes], sent: "itertools.count[int] | object") -> list[bytes]:
    """Return the same mixture with submissions of other people."""
    return [next(sent) if wanted.startswith(b"POST") else wanted for wanted in mixed]  # type: ignore[call-overload]


if __name__ == "__main__":
    main()
