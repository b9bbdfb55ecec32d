"""G1: the courier's runs, and one run with its stops in order."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import stops_of
from cuamo.delivery.selectors.runs import progress_of, run_for, runs_with_counts
from cuamo.delivery.services.close_run import close_run
from cuamo.delivery.services.start_out import start_out
from cuamo.delivery.states import BagState, Direction, ParcelState
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import DomainError
from cuamo.organisation.types import Role
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.courier.parts import windows_now, words_of

READY = frozenset({ParcelState.PICKED_UP, ParcelState.FAILED_ATTEMPT})


def _may_go(stop: Parcel) -> bool:
    loose = stop.direction == Direction.RESULT and stop.bag_id is None
    return loose and stop.state in READY and stop.recalled_at is None


@staff_required(Role.COURIER)
@require_GET
def run_list(request: ActedRequest) -> HttpResponse:
    """Show today's runs and open ones from before."""
    day = timezone.now().astimezone(HANOI).date()
    return render(request, "courier/runs.html", {"runs": runs_with_counts(request.actor.id, day=day)})


@staff_required(Role.COURIER)
@require_GET
def run(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Show the stops of one run in order."""
    shown = run_for(request.actor.id, run_id)
    stops = stops_of(shown)
    bags = list(shown.bags.order_by("run_order", "id"))
    under_way = [bag for bag in bags if bag.state in {BagState.SEALED, BagState.HANDED}]
    return render(
        request,
        "courier/run.html",
        {
            "run": shown,
            "stops": [
                {"parcel": stop, "word": word, "icon": icon}
                for stop in stops
                for word, _, icon in [words_of(stop)]
            ],
            "bags": bags,
            "progress": progress_of(stops),
            "waiting": sum(
                stop.state == ParcelState.ON_MANIFEST and stop.holder_kind != "SENDER" for stop in stops
            ),
            "to_fetch": next((stop for stop in stops if stop.holder_kind == "SENDER"), None),
            "ready": sum(_may_go(stop) for stop in stops),
            "finished": bool(stops or bags)
            and not under_way
            and all(stop.state == ParcelState.DELIVERED for stop in stops),
            "windows": windows_now(),
        },
    )


@staff_required(Role.COURIER)
@require_POST
def set_out(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """Set out with everything taken: each recipient gets the text with their code; what is refused stays."""
    shown = run_for(request.actor.id, run_id)
    window = request.POST.get("window", "")
    now = timezone.now()
    refusals = []
    for stop in filter(_may_go, stops_of(shown)):
        try:
            start_out(parcel_id=stop.id, window=window, courier=request.actor, at=now)
        except DomainError as error:
            refusals.append(phrases.say(error))
    for said in dict.fromkeys(refusals):
        messages.error(request, said)
    return redirect("courier:run", run_id)


@staff_required(Role.COURIER)
@require_POST
def close(request: ActedRequest, run_id: UUID) -> HttpResponse:
    """End the run."""
    try:
        words = request.POST.get("words", "")
        close_run(run_id=run_id, courier=request.actor, at=timezone.now(), words=words)
    except DomainError as error:
        messages.error(request, phrases.say(error))
        return redirect("courier:run", run_id)
    messages.success(request, "Đã kết thúc chuyến.")
    return redirect("courier:runs")
