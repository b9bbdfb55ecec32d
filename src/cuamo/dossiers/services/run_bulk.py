"""One act on up to 200 dossiers: tried first, then done row by row in the background, each outcome kept."""

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.db.models import F, Q

from cuamo.documents.rules.pages import page_count
from cuamo.documents.services.join_pdfs import join_pdfs
from cuamo.documents.services.store import store_made
from cuamo.documents.types import Purpose
from cuamo.dossiers.jobs import run_bulk as run_bulk_job
from cuamo.dossiers.models import BulkRow, Dossier, LongRun
from cuamo.dossiers.services.bulk_acts import ACTS, Rehearsed, do_row, rehearse_row
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import DomainError, Invalid, NotPermitted
from cuamo.kernel.ids import new_id
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import actor_of
from cuamo.people.models import Account

MOST = 200
FAULT = "Máy gặp lỗi, hồ sơ này chưa đổi gì. Làm lại được."
_log = logging.getLogger("cuamo.bulk")


def rehearse_bulk(
    *, act: str, dossier_ids: Sequence[UUID], officer: Actor, params: Mapping[str, str], at: datetime
) -> list[Rehearsed]:
    """Say for each dossier what the act would do, or why it would not (chạy thử); nothing is changed.

    The act is really tried and taken back, so what is said is what will be done.

    Raises:
        Invalid: nothing is chosen, more than 200, or no such act.
        NotPermitted: the act is not for the officer's roles.
    """
    chosen = _checked(act, dossier_ids, officer, params)
    return [rehearse_row(act, dossier_id=key, officer=officer, params=params, at=at) for key in chosen]


@transaction.atomic
def start_bulk(
    *,
    act: str,
    rows: Sequence[tuple[UUID, str]],
    officer: Actor,
    params: Mapping[str, str],
    at: datetime,
) -> LongRun:
    """Begin to do the act to the dossiers of a dry run (xử lý hàng loạt); records `bulk.started`.

    Args:
        rows: each dossier with what the dry run saw of it.
    Raises:
        Invalid: nothing is chosen, more than 200, or no such act.
        NotPermitted: the act is not for the officer's roles.
    """
    seen = dict(rows)
    chosen = _checked(act, list(seen), officer, params)
    units = units_under(officer.unit_code)
    here = Dossier.objects.filter(Q(received_by__in=units) | Q(decided_by__in=units), id__in=chosen)
    codes = {
        dossier.id: dossier.shown_code for dossier in here.only("id", "code", "external_code", "own_ref")
    }
    run_id = new_id()
    run = LongRun.objects.create(
        id=run_id,
        kind="BULK",
        subject=f"{act} {run_id}",
        params={"act": act, **params},
        total=len(chosen),
        started_by=officer.as_json(),
        unit_code=officer.unit_code,
        started_at=at,
    )
    BulkRow.objects.bulk_create(
        BulkRow(run=run, place=place, dossier_id=key, code=codes.get(key, ""), seen=seen[key])
        for place, key in enumerate(chosen, 1)
    )
    events.record("bulk.started", run.id, actor=officer, at=at, act=act, rows=len(chosen))
    run_bulk_job.enqueue(run_id=str(run.id))
    return run


def go_on_bulk(*, run_id: UUID, at: datetime) -> None:
    """Do what is left of a run, row by row; broken off and run again it goes on, finished it does nothing."""
    while _one_row(run_id, at):
        pass
    _finish(run_id, at)


@transaction.atomic
def _one_row(run_id: UUID, at: datetime) -> bool:
    """Do one row and keep its outcome in the same transaction; False when none is left to take."""
    waiting = BulkRow.objects.filter(run_id=run_id, status="WAITING").order_by("place")
    row = waiting.select_for_update(of=("self",), skip_locked=True).first()
    if row is None:
        return False
    LongRun.objects.filter(id=run_id).update(status="RUNNING", done=F("done") + 1)
    run = LongRun.objects.get(id=run_id)
    try:
        with transaction.atomic():
            row.said = do_row(
                run.params["act"],
                dossier_id=row.dossier_id,
                officer=_officer(run, at),
                params=run.params,
                seen=row.seen,
                at=at,
            )
        row.status = "DONE"
    except DomainError as refused:
        row.status, row.said = "REFUSED", f"{refused.vi} {refused.hint_vi}".strip()
    except Exception:  # one row that breaks hides no other
        _log.exception("a row of a bulk run failed")
        row.status, row.said = "FAILED", FAULT
    row.done_at = at
    row.save(update_fields=["status", "said", "done_at"])
    return True


@transaction.atomic
def _finish(run_id: UUID, at: datetime) -> None:
    """Close the run once no row waits; what was printed is put into one file."""
    run = LongRun.objects.select_for_update(of=("self",)).get(id=run_id)
    if run.status == "DONE" or BulkRow.objects.filter(run=run, status="WAITING").exists():
        return
    act = ACTS[run.params["act"]]
    if act.prints is not None:
        _print(run, at)
    outcomes = list(BulkRow.objects.filter(run=run).values_list("status", flat=True))
    run.result = {status.lower(): outcomes.count(status) for status in ("DONE", "REFUSED", "FAILED")}
    run.status, run.done, run.finished_at = "DONE", run.total, at
    run.save(update_fields=["file", "status", "done", "result", "finished_at"])


def _print(run: LongRun, at: datetime) -> None:
    """Print every row that was done; one that cannot be printed says so and hides no other."""
    prints = ACTS[run.params["act"]].prints
    assert prints is not None
    printed: list[bytes] = []
    for row in BulkRow.objects.filter(run=run, status="DONE").order_by("place"):
        try:
            dossier = Dossier.objects.select_related("version", "applicant").get(id=row.dossier_id)
            with transaction.atomic():
                made = prints(dossier, run.params, at)
                join_pdfs([made])
        except Exception:
            _log.exception("a row of a bulk run was not printed")
            row.status, row.said = "FAILED", "Không in được hồ sơ này. In riêng từ trang hồ sơ."
            row.save(update_fields=["status", "said"])
        else:
            printed.append(made)
    if printed:
        data = join_pdfs(printed)
        run.file = store_made(
            data=data,
            filename=f"{run.params['act']}-{run.started_at:%Y%m%d-%H%M}.pdf",
            pages=page_count(data),
            purpose=Purpose.PRINT,
            actor=_officer(run, at),
            at=at,
        )


def _officer(run: LongRun, at: datetime) -> Actor:
    """Whoever started the run, with the roles held now: what was taken away meanwhile is not used."""
    return actor_of(Account.objects.get(id=run.started_by["id"]), at=at)


def _checked(act: str, ids: Sequence[UUID], officer: Actor, params: Mapping[str, str]) -> list[UUID]:
    chosen = list(dict.fromkeys(ids))
    if act not in ACTS:
        raise Invalid("bulk.act", "Chọn việc cần làm.", "Choose what to do.", where="viec")
    if not 1 <= len(chosen) <= MOST:
        raise Invalid(
            "bulk.none",
            f"Đánh dấu từ 1 đến {MOST} hồ sơ. Đang có {len(chosen)}.",
            f"Tick 1 to {MOST} dossiers.",
            where="chon",
        )
    if not officer.roles & ACTS[act].roles:
        raise NotPermitted(
            "bulk.role",
            f"«{ACTS[act].name}» do người có vai trò khác làm.",
            "This is done by somebody with another role.",
        )
    if act == "giao" and not params.get("to"):
        raise Invalid("bulk.to", "Chọn người nhận việc.", "Choose who gets the work.", where="nguoi")
    return chosen
