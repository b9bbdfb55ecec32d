"""Build a month, or write a workbook, in the background: started by a person, seen in progress, done once."""

import tempfile
import time
from collections.abc import Callable
from contextlib import closing
from datetime import date, datetime
from pathlib import Path
from uuid import UUID

from django.db import IntegrityError, connection, transaction

from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.errors import DomainError
from cuamo.kernel.ids import uuid7
from cuamo.kernel.selectors.job_of import job_of
from cuamo.organisation.selectors.operators import operator_names
from cuamo.organisation.types import Role
from cuamo.settlement import policies
from cuamo.settlement.jobs import run_long_work
from cuamo.settlement.models import LongWork, Statement
from cuamo.settlement.selectors.long_work import LINK_LIVES, sheet_title
from cuamo.settlement.selectors.sheets import write_xlsx
from cuamo.settlement.selectors.statements import statement as statement_of
from cuamo.settlement.services.build_month import build_month, items_to_build, require_over

AT_ONCE = 2000
"""Items or lines a page works through itself; more are done in the background."""
EVERY_SECONDS = 2.0
"""How often a run says how far it is."""
OPEN = ("WAITING", "RUNNING")
GOES_ON = ("todo", "doing")
"""A job that waits or runs; one whose worker died is put back by the clock."""


@transaction.atomic
def start_build(*, month: date, actor: Actor, at: datetime) -> LongWork:
    """Have a month built in the background (lập bảng quyết toán); asked again while it runs, the same run.

    Raises:
        NotPermitted: the actor is no accountant of the centre. Invalid: the month has not ended.
    """
    policies.require_centre(actor, Role.FINANCE)
    first = month.replace(day=1)
    require_over(first, at)
    return _start("BUILD", f"{first:%Y-%m}", {}, total=2 * items_to_build(first), actor=actor, at=at)


@transaction.atomic
def start_sheet(*, statement_id: UUID, operator: bool, actor: Actor, at: datetime) -> LongWork:
    """Have the workbook of a statement written in the background; asked again while it runs, the same run.

    Args:
        operator: the sheet is for the statement's operator, who learns nothing of who is protected and why.
    Raises:
        NotFound: there is no such statement for the actor. NotPermitted: the actor settles nothing.
    """
    if operator:
        found = statement_of(statement_id, operator=actor.unit_code)
        policies.require_operator(actor, found.operator_code)
    else:
        policies.require_centre(actor, Role.FINANCE)
        found = statement_of(statement_id)
    lines = found.lines.filter(carried_at=None).count()
    params = {"statement": str(found.id), "operator": operator}
    return _start("XLSX", f"{found.id} {actor.id}", params, total=lines, actor=actor, at=at)


def go_on(*, work_id: UUID, at: datetime) -> None:
    """Do what a run is for; broken off it is done again, finished it does nothing.

    Nothing half is ever seen: the drafts of a month, or the workbook, change in one step at the end, with the
    mark that it is done. A refusal ends the run in words. What dies of anything else stays open, and is done
    again by its next try, or once somebody asks for it.
    """
    if not LongWork.objects.filter(id=work_id, status__in=OPEN).update(status="RUNNING", done=0):
        return
    work = LongWork.objects.defer("content").get(id=work_id)
    try:
        _DO[work.kind](work, at)
    except DomainError as refused:
        LongWork.objects.filter(id=work_id, status="RUNNING").update(
            status="REFUSED", said=refused.vi[:500], finished_at=at
        )


def forget_workbooks(*, at: datetime) -> int:
    """Let workbooks go whose link has ended, 24 hours after they were written."""
    old = LongWork.objects.filter(content__isnull=False, finished_at__lte=at - LINK_LIVES)
    return old.update(content=None)


def _start(
    kind: str, subject: str, params: dict[str, object], *, total: int, actor: Actor, at: datetime
) -> LongWork:
    try:
        with transaction.atomic():
            work = LongWork.objects.create(
                id=uuid7(at),
                kind=kind,
                subject=subject,
                params=params | {"roles": sorted(actor.roles)},
                total=total,
                started_by=actor.as_json(),
                started_at=at,
            )
    except IntegrityError:
        found = _open_one(kind, subject)
        if found is None:
            return _start(kind, subject, params, total=total, actor=actor, at=at)
        work = found
        job = job_of(queue="default", argument="work_id", value=work.id)
        if job is not None and job.status in GOES_ON:
            return work
    run_long_work.enqueue(work_id=str(work.id))
    return work


def _open_one(kind: str, subject: str) -> LongWork | None:
    """Return the run that is open, locked: two who ask for it put it back into the queue once."""
    found = LongWork.objects.select_for_update().defer("content")
    return found.filter(kind=kind, subject=subject, status__in=OPEN).first()


@transaction.atomic
def _build(work: LongWork, at: datetime) -> None:
    month = date.fromisoformat(f"{work.subject}-01")
    made = build_month(month=month, actor=_actor(work), at=at, progress=_telling(work.id), waits=True)
    said = "; ".join(f"{row.number}: {row.totals['items']} việc" for row in made)
    _end(work, said=said or "Tháng này không có bảng nào phải lập.", at=at)


def _write(work: LongWork, at: datetime) -> None:
    found = Statement.objects.get(id=work.params["statement"])
    with tempfile.TemporaryDirectory(prefix="cuamo-") as folder:
        target = Path(folder) / "sheet.xlsx"
        rows = write_xlsx(
            found.id,
            title=sheet_title(found, operator_names()),
            target=target,
            operator=bool(work.params["operator"]),
            note=found.waiting_words,
            progress=_telling(work.id),
        )
        content = target.read_bytes()
    _end(work, said=f"{found.number}: {rows} dòng", at=at, content=content)


_DO: dict[str, Callable[[LongWork, datetime], None]] = {"BUILD": _build, "XLSX": _write}


def _end(work: LongWork, *, said: str, at: datetime, content: bytes | None = None) -> None:
    LongWork.objects.filter(id=work.id, status="RUNNING").update(
        status="DONE", done=work.total, said=said[:500], content=content, finished_at=at
    )


def _actor(work: LongWork) -> Actor:
    who = work.started_by
    return Actor(ActorKind(who["kind"]), who["id"], who["name"], who["unit"], frozenset(work.params["roles"]))


def _telling(work_id: UUID) -> Callable[[int], None]:
    """Return what writes how far a run is, beside its transaction, so that its page sees it at once."""
    last = time.monotonic()

    def tell(done: int) -> None:
        nonlocal last
        if time.monotonic() - last < EVERY_SECONDS:
            return
        with closing(connection.copy()) as beside, beside.cursor() as cursor:
            cursor.execute(
                "UPDATE settlement_long_work SET done = least(%s, total)"
                " WHERE id = %s AND status = 'RUNNING'",
                [done, work_id],
            )
        last = time.monotonic()

    return tell
