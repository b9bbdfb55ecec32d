"""Due dates of the working-time clock per second of processor time, in one process.

`python -m benchmarks.clock [--rounds 5] [--moments 200000]`
"""

import argparse
import random
import time
from datetime import UTC, datetime, timedelta

from benchmarks.figures import median, spread, verdict
from cuamo.kernel.calendar import due_after_hours, load_reference, reference_path
from cuamo.kernel.calendar.working import WorkingCalendar

AIM = 200_000
LIMITS = (8, 16, 24, 40, 56, 80, 120, 240)
"""Working hours, as procedures promise them."""


def main() -> None:
    """Count due moments of random moments of 2025 to 2027."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--moments", type=int, default=200_000)
    options = parser.parse_args()
    calendar = _calendar()
    rng = random.Random(1)
    begin = datetime(2025, 1, 1, tzinfo=UTC)
    moments = [begin + timedelta(seconds=rng.randrange(3 * 365 * 86_400)) for _ in range(options.moments)]
    hours = [rng.choice(LIMITS) for _ in moments]
    kinds = {
        "add hours (due moment)": lambda at, limit: calendar.add_minutes(at, limit * 60),
        "start and due moment": lambda at, limit: due_after_hours(at, limit, calendar=calendar),
    }
    for name, count in kinds.items():
        rates = []
        for _ in range(options.rounds):
            begun = time.process_time()
            for at, limit in zip(moments, hours, strict=True):
                count(at, limit)
            rates.append(len(moments) / (time.process_time() - begun))
        print(f"{name:<24} {spread(rates, ',.0f')} a second; {verdict(median(rates) >= AIM, f'>= {AIM:,}')}")


def _calendar() -> WorkingCalendar:
    from cuamo.kernel.calendar import build

    return build(load_reference(reference_path()))


if __name__ == "__main__":
    main()
