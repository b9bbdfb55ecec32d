"""Tracking look-ups per second against a plain-text page of the same server.

`python -m benchmarks.tracking [--rounds 3] [--seconds 5] [--clients 8]`
"""

import argparse
import itertools
import json
import re
import time
from urllib.parse import urlencode

from benchmarks import load, samples
from benchmarks.figures import cpu_seconds, median, spread, verdict
from benchmarks.place import Place, Web, durability, place, web

AIM = 0.5
PLAIN = "/healthz"
DOSSIERS = 200
"""Looked up in turn, so that no code is tried more often than it may be."""


def main() -> None:
    """Measure in rounds: plain page, then each kind of look-up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--clients", type=int, default=8)
    options = parser.parse_args()
    with place() as at:
        print(durability())
        found = _sent(at)
        rates: dict[str, list[float]] = {}
        costs: dict[str, list[float]] = {}
        with web(at) as server:
            asked = _requests(server, found)
            for number in range(options.rounds + 1):
                for name, (wanted, statuses) in asked.items():
                    _forget_tries()
                    seconds = options.seconds if number else 1
                    used = cpu_seconds(server.process.pid, at.cluster.process.pid)
                    done = load.run(
                        server.port, load.repeat(*wanted), clients=options.clients, seconds=seconds
                    ).require(*statuses)
                    used = cpu_seconds(server.process.pid, at.cluster.process.pid) - used
                    if number:
                        rates.setdefault(name, []).append(done.per_second)
                        costs.setdefault(name, []).append(1000 * used / done.answered)
        plain = rates.pop("plain text")
        print(
            f"{'plain text':<30} {spread(plain, '.0f')} per second, {options.clients} clients; "
            f"processor {median(costs['plain text']):.2f} ms"
        )
        for name, rate in rates.items():
            ratios = [one / of for one, of in zip(rate, plain, strict=True)]
            print(
                f"{name:<30} {spread(rate, '.0f')} per second; processor {median(costs[name]):.2f} ms; "
                f"ratio {spread(ratios)}; {verdict(median(ratios) >= AIM, f'>= {AIM}')}"
            )


def _sent(at: Place) -> list[tuple[str, str, str]]:
    """Send dossiers and return code, secret and tracking token of each."""
    from cuamo.dossiers.models import Dossier

    token = samples.client_token()
    numbers = itertools.count(time.time_ns() // 1_000_000 % 30_000_000)
    found = []
    with web(at) as server, load.Connection(server.port) as connection:
        for number in itertools.islice(numbers, DOSSIERS):
            status, _, body = connection.ask(
                samples.submission(number, token, host=f"localhost:{server.port}")
            )
            if status != 201:
                raise SystemExit(body.decode())
            secret = f"{number % 1_000_000:06d}"[-4:]
            found.append((json.loads(body)["code"], secret))
    tokens = dict(
        Dossier.objects.filter(code__in=[code for code, _ in found]).values_list("code", "tracking_token")
    )
    return [(code, secret, tokens[code]) for code, secret in found]


def _requests(
    server: Web, found: list[tuple[str, str, str]]
) -> dict[str, tuple[list[bytes], tuple[int, ...]]]:
    host = f"localhost:{server.port}"
    with load.Connection(server.port) as connection:
        _, head, page = connection.ask(load.request_bytes("GET", "/tra-cuu/", host=host))
    cookie = re.search(rb"(?i)set-cookie:\s*(csrftoken=[^;]+)", head)
    field = re.search(rb'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert cookie is not None
    assert field is not None
    form = {"csrfmiddlewaretoken": field.group(1).decode()}
    posted = {
        "Cookie": cookie.group(1).decode(),
        "Content-Type": "application/x-www-form-urlencoded",
        "Origin": server.url,
    }
    by_code = [
        load.request_bytes(
            "POST", "/tra-cuu/", host=host, headers=posted,
            body=urlencode(form | {"ma": code, "bon_so": secret}).encode(),
        )
        for code, secret, _ in found
    ]  # fmt: skip
    api = [
        load.request_bytes(
            "POST", "/api/v1/tracking", host=host, headers={"Content-Type": "application/json"},
            body=json.dumps({"code": code, "secret": secret}).encode(),
        )
        for code, secret, _ in found
    ]  # fmt: skip
    return {
        "plain text": ([load.request_bytes("GET", PLAIN, host=host)], (200,)),
        "receipt QR  GET /t/{token}/": (
            [load.request_bytes("GET", f"/t/{token}/", host=host) for *_, token in found],
            (200,),
        ),
        "code+digits POST /tra-cuu/": (by_code, (302,)),
        "API POST /api/v1/tracking": (api, (200,)),
    }


def _forget_tries() -> None:
    from cuamo.organisation.models import SignInLimit

    SignInLimit.objects.all().delete()


if __name__ == "__main__":
    main()
