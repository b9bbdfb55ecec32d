"""Figures and waiting dossiers as oversight sees them."""

from datetime import timedelta
from uuid import uuid4

from django.test import Client
from django.utils import timezone

from cuamo.dossiers.models import WorkItem
from cuamo.kernel.clock import HANOI
from cuamo.oversight.models import DayFact
from cuamo.people.models import Account

MINE, OTHERS = "DL-001", "DL-060"
"""An agency of VNPost, and one of another operator."""


def today():
    return timezone.now().astimezone(HANOI).date()


def at_screen(username):
    """Return a browser in which this member of staff is signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def thirteen_weeks(*, helped_at, received_by="DIEM-00070", scale=1):
    """Make figures of thirteen weeks, a row a week."""
    for week in range(13):
        DayFact.objects.create(
            day=today() - timedelta(days=7 * week),
            procedure="2.000635",
            helped_at=helped_at,
            received_by=received_by,
            channel="COUNTER" if helped_at else "SELF",
            submitted=(40 + week) * scale,
            accepted=(38 + week) * scale,
            finished=30 * scale,
            on_time=(30 - week % 4) * scale,
            supplements=2 * scale,
            visits=41 * scale,
            visit_seconds=41 * 540 * scale,
            rated=12 * scale,
            rated_good=11 * scale,
        )


def waiting(
    number, *, hours=-5, unit="PX-00070", helped_at=MINE, received_by="DIEM-00070", step="EXAMINE", began=30
):
    """Make a dossier that waits at a step and is due `hours` from now."""
    now = timezone.now()
    due = now + timedelta(hours=hours)
    return WorkItem.objects.create(
        dossier_id=uuid4(),
        unit_code=unit,
        step=step,
        code=f"T-{number}",
        procedure_code="2.000635",
        helped_at=helped_at,
        received_by=received_by,
        state=4,
        arrived_at=now - timedelta(hours=began),
        step_due_at=due,
        due_at=due,
    )
