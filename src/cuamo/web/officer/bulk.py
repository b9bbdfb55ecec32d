"""X4: one act on up to 200 dossiers: choose, try, do; each outcome stays to be read."""

from datetime import datetime
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.selectors.versions import names_of
from cuamo.documents.selectors.files import content_of
from cuamo.dossiers.models import BulkRow, LongRun, Result, WorkItem
from cuamo.dossiers.selectors import worklist
from cuamo.dossiers.selectors.printable import NAMES
from cuamo.dossiers.services.bulk_acts import ACTS
from cuamo.dossiers.services.run_bulk import MOST, rehearse_bulk, start_bulk
from cuamo.dossiers.states import Step
from cuamo.kernel.errors import DomainError
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.staff import staff_of
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import id_of
from cuamo.web.officer.desk import desk_of
from cuamo.web.officer.files import pdf
from cuamo.web.officer.filters import Filters
from cuamo.web.officer.queue import OFFICERS, end_of_day
from cuamo.web.officer.words import BULK_KEYS, STEP_WORDS, time_left

OUTCOMES = {
    "WAITING": ("clock", "Chưa tới lượt"),
    "DONE": ("check-circle", "Đã làm"),
    "REFUSED": ("warning", "Không làm"),
    "FAILED": ("warning", "Chưa làm được"),
}


SIGNING = "đang ký số"


@staff_required(*OFFICERS)
@require_http_methods(["GET", "POST"])
def bulk(request: ActedRequest) -> HttpResponse:
    """Choose dossiers and an act; `lam=thu` says what would come of it, `lam=chay` begins."""
    now, doing = timezone.now(), request.POST.get("lam", "")
    try:
        if doing == "thu":
            return _try(request, now)
        if doing == "chay":
            run = start_bulk(
                act=request.POST.get("viec", ""),
                rows=[pair for value in request.POST.getlist("dong") if (pair := _pair(value))],
                officer=request.actor,
                params=_params(request),
                at=now,
            )
            return redirect("officer:bulk-run", run.id)
    except DomainError as refused:
        if refused.status == 404:
            raise
        place = refused.where if refused.where in {"viec", "chon", "nguoi"} else "chon"
        return _choose(request, now, errors={place: phrases.say(refused)}, status=refused.status)
    return _choose(request, now)


@staff_required(*OFFICERS)
@require_GET
def show(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """How far a run is and what came of each dossier, for whoever started it."""
    run = _run(request, run_id)
    rows = list(BulkRow.objects.filter(run=run).order_by("place"))
    signed = _signed(run, rows)
    part = request.headers.get("HX-Request") == "true"
    context = {
        "run": run,
        "act": ACTS[run.params["act"]].name,
        "rows": [
            {
                "row": row,
                "icon": OUTCOMES[row.status][0],
                "word": OUTCOMES[row.status][1],
                "signed": signed.get(row.dossier_id, "") if row.status == "DONE" else "",
            }
            for row in rows
        ],
        "undone": [row for row in rows if row.status in {"REFUSED", "FAILED"}],
        "counts": {key: sum(row.status == key for row in rows) for key in OUTCOMES},
        "signs_on": any(word == SIGNING for word in signed.values()),
        "unit_name": desk_of(request.actor),
        "keys_here": BULK_KEYS,
    }
    return render(request, "officer/_bulk_run.html" if part else "officer/bulk_run.html", context)


@staff_required(*OFFICERS)
@require_GET
def download(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Answer everything a run printed as one PDF, for whoever started it."""
    run = _run(request, run_id)
    if run.file is None:
        raise Http404
    return pdf(content_of(run.file), f"{run.params['act']}-{run.total}-ho-so")


def _signed(run: LongRun, rows: list[BulkRow]) -> dict[UUID, str]:
    """Return how the signing of approved dossiers goes on after the run."""
    if run.params["act"] != "phe-duyet":
        return {}
    results = Result.objects.filter(dossier_id__in=[row.dossier_id for row in rows])
    return {key: "đã ký số" if at else SIGNING for key, at in results.values_list("dossier_id", "signed_at")}


def _choose(
    request: ActedRequest, now: datetime, *, errors: dict[str, str] | None = None, status: int = 200
) -> HttpResponse:
    filters, officer = Filters.of(request), request.actor
    ticked = {key for value in request.POST.getlist("chon") if (key := id_of(value))}
    items = _items(request, ticked) if ticked else _listed(request, now)
    names = names_of({item.procedure_code for item in items})
    acts = [(key, act.name) for key, act in ACTS.items() if officer.roles & act.roles]
    people = staff_of(units_under(officer.unit_code), at=now) if "giao" in dict(acts) else ()
    context = {
        "rows": [
            {
                "item": item,
                "procedure": names.get(item.procedure_code, item.procedure_code),
                "step": STEP_WORDS[Step(item.step)],
                "left": time_left(item.due_at, now),
                "late": item.due_at < now,
                "on": not ticked or item.dossier_id in ticked,
            }
            for item in items
        ],
        "acts": acts,
        "act": request.POST.get("viec") or request.GET.get("viec") or (acts[0][0] if acts else ""),
        "people": [(str(person.id), person.full_name) for person in people],
        "forms": list(NAMES.items()),
        "typed": {"to": request.POST.get("nguoi", ""), "form": request.POST.get("phieu", "01")},
        "errors": errors or {},
        "most": MOST,
        "whole_list": not ticked,
        "filters": filters,
        "unit_name": desk_of(officer),
        "keys_here": BULK_KEYS,
    }
    return render(request, "officer/bulk.html", context, status=status)


def _try(request: ActedRequest, now: datetime) -> HttpResponse:
    act, params = request.POST.get("viec", ""), _params(request)
    ids = [key for value in request.POST.getlist("chon") if (key := id_of(value))]
    rows = rehearse_bulk(act=act, dossier_ids=ids, officer=request.actor, params=params, at=now)
    context = {
        "act": act,
        "name": ACTS[act].name,
        "rows": rows,
        "does": [row for row in rows if row.does],
        "not_done": sum(not row.does for row in rows),
        "typed": {"to": params.get("to", ""), "form": params.get("form", "")},
        "filters": Filters.of(request),
        "unit_name": desk_of(request.actor),
        "keys_here": BULK_KEYS,
    }
    return render(request, "officer/bulk_try.html", context)


def _params(request: ActedRequest) -> dict[str, str]:
    """Return what the act needs to know beside the dossiers."""
    act = request.POST.get("viec", "")
    asked = {"giao": ("to", "nguoi"), "in-phieu": ("form", "phieu")}.get(act)
    return {asked[0]: request.POST.get(asked[1], "")} if asked else {}


def _listed(request: ActedRequest, now: datetime) -> list[WorkItem]:
    """Return the first of the list the officer looks at, as many as one run may take."""
    found: list[WorkItem] = []
    after = Filters.of(request).sau
    while len(found) < MOST:
        page = worklist.queue(
            officer=request.actor,
            wanted=Filters.of(request).wanted,
            after=after,
            now=now,
            today_ends=end_of_day(now),
        )
        found += page.rows
        if page.next_after is None:
            break
        after = page.next_after
    return found[:MOST]


def _items(request: ActedRequest, ids: set[UUID]) -> list[WorkItem]:
    """Return what waits of these in the officer's territory, soonest due first."""
    units = units_under(request.actor.unit_code)
    waiting = WorkItem.objects.filter(dossier_id__in=ids)
    here = waiting.filter(unit_code__in=units) | waiting.filter(received_by__in=units)
    return list(here.order_by("due_at", "dossier_id")[: MOST + 1])


def _run(request: ActedRequest, run_id: UUID) -> LongRun:
    run = LongRun.objects.filter(id=run_id, kind="BULK", started_by__id=request.actor.id)
    found = run.select_related("file").first()
    if found is None:
        raise Http404
    return found


def _pair(value: str) -> tuple[UUID, str] | None:
    key, _, seen = value.partition("|")
    dossier_id = id_of(key)
    return (dossier_id, seen) if dossier_id else None
