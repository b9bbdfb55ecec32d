"""The reference network and the sample staff, loaded the way the product does."""

from datetime import datetime
from pathlib import Path

from cuamo.cli.sample_network import make_staff
from cuamo.cli.sample_people import staff_of_sample
from cuamo.kernel.clock import local
from cuamo.organisation.services.load_network import load_network, load_sample_agencies

REFERENCE = Path(__file__).parents[2] / "reference"
LOADED_AT = local("2026-11-24 08:00")


def load(*, at: datetime = LOADED_AT) -> None:
    """Wards, units, the sample agencies with their counters."""
    load_network(folder=REFERENCE / "network", at=at)
    load_sample_agencies(folder=REFERENCE / "network", at=at)


def load_staff(*, at: datetime = LOADED_AT) -> None:
    """Everybody of the sample; needs `load`."""
    make_staff(staff_of_sample(REFERENCE / "sample" / "names.json"), at=at)
