"""Officers at their screens, and dossiers brought to the step a test is about."""

from datetime import timedelta
from uuid import UUID, uuid4

from django.db import connection
from django.test import Client

from cuamo.dossiers.models import Dossier, WorkItem
from cuamo.dossiers.services.accept import accept
from cuamo.dossiers.services.approve import approve
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.dossiers.services.sign_result import _keep
from cuamo.kernel import events
from cuamo.people.models import Account
from tests.support.city import MORNING, Counter, staff
from tests.support.remembered import remembered

QUEUE = "/xu-ly/"
PACKING = "/xu-ly/dong-goi/"
RESULT = {"Họ và tên": "Nguyễn Thị Đặng Thẳng"}
WITH_PAPERS = "1.004859"
"""A change in the civil-status books: always needs a paper."""
STRANGER = "tiepnhan.diem-00082"
"""A receiver of another point."""


def at_screen(username: str) -> Client:
    """Return a browser in which this member of staff is signed in."""
    client = Client()
    client.force_login(Account.objects.get(username=username))
    return client


def page_of(dossier: Dossier, kind: str = "") -> str:
    """Return the address of X2, or of one decision."""
    return f"/xu-ly/ho-so/{dossier.id}/" + (f"quyet-dinh/{kind}/" if kind else "")


@remembered
def accepted(counter: Counter, **more) -> Dossier:
    """A dossier the specialist examines."""
    return accept(
        dossier_id=counter.sent(**more).id,
        officer=staff("tiepnhan.hoankiem"),
        at=MORNING + timedelta(minutes=10),
    )


@remembered
def proposed(counter: Counter, *, grant: bool = True) -> Dossier:
    """A dossier the leader decides."""
    return propose(
        dossier_id=accepted(counter).id,
        officer=staff("chuyenvien.hoankiem"),
        grant=grant,
        note="Đã đối chiếu sổ",
        result=RESULT,
        reasons=[] if grant else ["Không thấy việc đăng ký này trong sổ."],
        at=MORNING + timedelta(minutes=20),
    )


@remembered
def signed(counter: Counter) -> Dossier:
    """A dossier whose result is signed and waits to be issued."""
    dossier = proposed(counter)
    approve(dossier_id=dossier.id, leader=staff("lanhdao.hoankiem"), at=MORNING + timedelta(minutes=30))
    _keep(dossier.id, b"%PDF-1.7 signed elsewhere", MORNING + timedelta(minutes=31))
    return Dossier.objects.get(id=dossier.id)


@remembered
def issued(counter: Counter) -> Dossier:
    """A dossier whose result waits for its envelope."""
    return issue_result(
        dossier_id=signed(counter).id,
        clerk=staff("vanthu.hoankiem"),
        at=MORNING + timedelta(minutes=40),
    )


def snapshot(dossier_id: UUID) -> tuple:
    """Return everything a decision would change: the row, its work, its decisions, its events."""
    with connection.cursor() as cursor:
        found = []
        for table, key in (
            ("dossiers_dossier", "id"),
            ("dossiers_work_item", "dossier_id"),
            ("dossiers_decision", "dossier_id"),
            ("dossiers_result", "dossier_id"),
            ("dossiers_supplement_request", "dossier_id"),
            ("delivery_parcel", "subject_id"),
        ):
            cursor.execute(f"SELECT t::text FROM {table} t WHERE {key} = %s ORDER BY 1", [dossier_id])
            found.append(tuple(row[0] for row in cursor.fetchall()))
    return (*found, tuple(events.names_of(dossier_id)))


def fill_queue(rows: int, *, unit: str, step: str = "INTAKE", prefix: str = "X") -> None:
    """Put many waiting rows into one unit's queue, for volume only; each is due a minute after the last."""
    WorkItem.objects.bulk_create(
        (
            WorkItem(
                dossier_id=uuid4(),
                unit_code=unit,
                received_by=unit,
                helped_at="DL-001",
                step=step,
                code=f"{prefix}-{number}",
                procedure_code="2.000635",
                state=1,
                arrived_at=MORNING,
                step_due_at=MORNING + timedelta(minutes=number),
                due_at=MORNING + timedelta(minutes=number),
            )
            for number in range(1, rows + 1)
        ),
        batch_size=2000,
    )
