"""Print form 07, the register of what a unit received: at once for a month, in the background for longer."""

from datetime import date, datetime
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import IntegrityError, transaction

from cuamo.documents.rules.pages import page_count
from cuamo.documents.services.print_sheet import print_sheet
from cuamo.documents.services.store import store_made
from cuamo.documents.types import Purpose
from cuamo.dossiers.jobs import print_register as print_register_job
from cuamo.dossiers.models import LongRun
from cuamo.dossiers.selectors.register import form_07_sheet, received_between
from cuamo.kernel import events
from cuamo.kernel.actors import Actor, ActorKind
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import Conflict, Invalid, NotFound, NotPermitted
from cuamo.organisation.selectors.scope import units_under
from cuamo.people.services.read_log import log_reading

MOST_DAYS_AT_ONCE = 31
MOST_DAYS = 366
KEEPERS = frozenset({"RECEIVER", "RECORDS_CLERK", "LEADER"})
READ_FOR = "In sổ theo dõi hồ sơ"


def register_stream(unit_code: str) -> UUID:
    """Return the stream of the ledger that tells of a unit's register."""
    return uuid5(NAMESPACE_URL, f"cuamo:register:{unit_code}")


@transaction.atomic
def print_register(*, unit_code: str, first: date, last: date, officer: Actor, at: datetime) -> bytes:
    """Return form 07 of the days from `first` to `last` as PDF; records `register.printed`.

    Everybody named in it can see that it was printed.

    Raises:
        Invalid: a period that is none, lies ahead, or is longer than 31 days.
        NotFound: the unit is not in the officer's territory.
        NotPermitted: the officer keeps no register.
    Law: Circular 03/2025/TT-VPCP, form 07; Law 91/2025/QH15 (processing must be traceable per person).
    """
    _check(unit_code, first, last, officer, at, most=MOST_DAYS_AT_ONCE)
    return _printed(unit_code, first, last, officer, at)


@transaction.atomic
def start_register(*, unit_code: str, first: date, last: date, officer: Actor, at: datetime) -> LongRun:
    """Have form 07 of a longer period printed in the background, at most a year.

    Raises:
        Invalid: a period that is none, lies ahead, or is longer than a year.
        NotFound: the unit is not in the officer's territory.
        NotPermitted: the officer keeps no register.
        Conflict: the same is being printed.
    """
    _check(unit_code, first, last, officer, at, most=MOST_DAYS)
    try:
        with transaction.atomic():
            run = LongRun.objects.create(
                kind="REGISTER",
                subject=f"{unit_code} {first} {last}",
                params={"unit": unit_code, "first": first.isoformat(), "last": last.isoformat()},
                total=received_between(unit_code=unit_code, first=first, last=last).count(),
                started_by=officer.as_json(),
                unit_code=officer.unit_code,
                started_at=at,
            )
    except IntegrityError:
        raise Conflict(
            "register.running",
            "Sổ của kỳ này đang được in. Đợi in xong.",
            "This register is being printed already. Wait until it is done.",
        ) from None
    print_register_job.enqueue(run_id=str(run.id))
    return run


@transaction.atomic
def finish_register(*, run_id: UUID, at: datetime) -> None:
    """Print and keep the register of a run; a second run finds it done."""
    run = LongRun.objects.select_for_update(of=("self",)).get(id=run_id)
    if run.status == "DONE":
        return
    who = run.started_by
    officer = Actor(ActorKind(who["kind"]), who["id"], who.get("name", ""), run.unit_code)
    unit, first, last = (
        run.params["unit"],
        date.fromisoformat(run.params["first"]),
        date.fromisoformat(run.params["last"]),
    )
    pdf = _printed(unit, first, last, officer, at)
    run.file = store_made(
        data=pdf,
        filename=f"so-theo-doi-{unit}-{first:%Y%m%d}-{last:%Y%m%d}.pdf",
        pages=page_count(pdf),
        purpose=Purpose.PRINT,
        actor=officer,
        at=at,
    )
    run.status, run.done, run.finished_at = "DONE", run.total, at
    run.save(update_fields=["file", "status", "done", "finished_at"])


def _printed(unit_code: str, first: date, last: date, officer: Actor, at: datetime) -> bytes:
    named = received_between(unit_code=unit_code, first=first, last=last)
    rows = list(named.exclude(applicant=None).values_list("applicant_id", "id"))
    for person_id, dossier_id in rows:
        log_reading(
            person_id=person_id,
            actor=officer,
            purpose=READ_FOR,
            dossier_id=dossier_id,
            fields=["full_name", "address", "phone"],
            at=at,
        )
    events.record(
        "register.printed",
        register_stream(unit_code),
        actor=officer,
        at=at,
        unit=unit_code,
        first=first.isoformat(),
        last=last.isoformat(),
        rows=len(rows),
    )
    return print_sheet(
        "form_07",
        form_07_sheet(unit_code=unit_code, first=first, last=last, keeper=officer.name, at=at),
    )


def _check(unit_code: str, first: date, last: date, officer: Actor, at: datetime, *, most: int) -> None:
    if not officer.roles & KEEPERS:
        raise NotPermitted(
            "register.role",
            "Cán bộ tiếp nhận, văn thư hoặc lãnh đạo in sổ theo dõi.",
            "A receiver, records clerk or leader prints the register.",
        )
    if unit_code not in units_under(officer.unit_code):
        raise NotFound(
            "register.unit", "Không thấy đơn vị này.", "There is no such unit here.", where="don_vi"
        )
    if last < first:
        raise Invalid(
            "register.period",
            "Ngày cuối phải từ ngày đầu trở đi.",
            "The last day must not come before the first.",
            where="den",
        )
    if first > to_hanoi(at).date():
        raise Invalid("register.ahead", "Kỳ này chưa tới.", "This period has not begun.", where="tu")
    if (last - first).days >= most:
        raise Invalid(
            "register.long",
            f"Chọn nhiều nhất {most} ngày.",
            f"Choose {most} days at most.",
            where="den",
        )
