"""What still waits on the PCs of a point, for its shift lead."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.dossiers.selectors.unsent import long_unsent
from cuamo.kernel.actors import Actor
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import page_keys
from cuamo.web.oversight.unsent import rows_of


@staff_required(Role.SHIFT_LEAD)
@require_GET
def waiting(request: ActedRequest) -> HttpResponse:
    """List the PCs of the point that hold something for over four hours, oldest first."""
    unit = Unit.objects.filter(code=request.actor.unit_code).first()
    context = {
        "rows": rows_of([request.actor.unit_code], timezone.now()),
        "place": "unsent",
        "keys": page_keys(back=True),
        "unit_name": unit.name_vi if unit else "",
    }
    return render(request, "counter/unsent_point.html", context)


def waiting_for(actor: Actor) -> int:
    """Return how much waits too long at the point an actor leads; 0, unasked, for everybody else."""
    if Role.SHIFT_LEAD.value not in actor.roles or not actor.unit_code:
        return 0
    return long_unsent(units=[actor.unit_code], now=timezone.now())["point"]
