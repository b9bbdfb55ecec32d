"""API submissions per second against pgbench doing the same statements in the same transaction.

`python -m benchmarks.submissions [--rounds 3] [--seconds 8] [--clients 8]`
"""

import argparse
import itertools
import json
import time

from benchmarks import load, replay, samples
from benchmarks.figures import cpu_seconds, median, spread, verdict
from benchmarks.place import durability, place, web

AIM = 0.20


def main() -> None:
    """Measure in rounds: the API, then pgbench, on the same database."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=int, default=8)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    with place() as at:
        print(durability())
        token = samples.client_token()
        numbers = itertools.count(time.time_ns() // 1_000_000 % 30_000_000)
        statements = _one(token, next(numbers)), _one(token, next(numbers)), _one(token, next(numbers))
        text = replay.script(*statements[1:])
        inside = sum(not statement.startswith("--alone ") for statement in statements[1])
        print(f"one submission: {len(statements[1])} statements, {inside} of them in its transaction")
        api, raw, ratios, parts, shares = [], [], [], [], []
        with web(at) as server:
            host = f"localhost:{server.port}"
            ready = [samples.submission(next(numbers), token, host=host) for _ in range(200)]
            load.run(server.port, ready, clients=options.clients, seconds=30).require(201)
            for number in range(1, options.rounds + 1):
                ready = [
                    samples.submission(next(numbers), token, host=host) for _ in range(400 * options.seconds)
                ]
                before = _count(), cpu_seconds(server.process.pid), cpu_seconds(at.cluster.process.pid)
                done = load.run(server.port, ready, clients=options.clients, seconds=options.seconds)
                done.require(201)
                used = (
                    cpu_seconds(server.process.pid) - before[1],
                    cpu_seconds(at.cluster.process.pid) - before[2],
                )
                if _count() - before[0] != done.answered:
                    raise SystemExit("answers and dossiers kept do not agree")
                kept, begun = _count(), cpu_seconds(at.cluster.process.pid)
                rate, count = replay.pgbench(at, text, clients=options.clients, seconds=options.seconds)
                if _count() - kept != count:
                    raise SystemExit("pgbench did not do what the product does")
                raw_cost = 1000 * (cpu_seconds(at.cluster.process.pid) - begun) / count
                api.append(done.per_second)
                raw.append(rate)
                ratios.append(done.per_second / rate)
                parts.append([1000 * seconds / done.answered for seconds in used])
                web_ms, database_ms = parts[-1]
                shares.append(raw_cost / (web_ms + database_ms))
                print(
                    f"round {number}: API {done.per_second:.1f}/s, pgbench {rate:.1f}/s, "
                    f"ratio {ratios[-1]:.3f}; processor per submission: "
                    f"web {web_ms:.1f} ms, PostgreSQL {database_ms:.1f} ms; "
                    f"PostgreSQL per transaction of pgbench {raw_cost:.1f} ms"
                )
        print(f"API      {spread(api, '.1f')} submissions/s, {options.clients} clients")
        print(f"pgbench  {spread(raw, '.1f')} transactions/s, {options.clients} clients, simple protocol")
        print(f"by processor time, PostgreSQL of pgbench to all of the API: {spread(shares)}")
        print(f"ratio    {spread(ratios)}; {verdict(median(ratios) >= AIM, f'>= {AIM}')}")


def _one(token: str, number: int) -> list[str]:
    """Send one submission inside this process and return its statements."""
    from django.test import Client

    with replay.written_down() as statements:
        answer = Client(SERVER_NAME="localhost").post(
            "/api/v1/dossiers",
            json.dumps(samples.submission_body(number)),
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}", "Idempotency-Key": f"bench-key-{number:012d}"},
        )
    if answer.status_code != 201:
        raise SystemExit(answer.content.decode())
    return statements


def _count() -> int:
    from cuamo.dossiers.models import Dossier

    return Dossier.objects.count()


if __name__ == "__main__":
    main()
