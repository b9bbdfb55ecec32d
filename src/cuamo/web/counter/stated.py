"""Q1: who came without an ID card; what they state and show."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.dossiers.services.start_visit import identify, start_visit
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.shifts import open_shift_of
from cuamo.people.rules.stated import PAPERS, Stated, read_stated
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys, step_url, visit_of
from cuamo.web.counter.people import tell_kept
from cuamo.web.forms import read_date

SEXES = (("Nam", "Nam"), ("Nữ", "Nữ"))
SHOWN = tuple((key, words[0]) for key, words in PAPERS.items())
TYPED = ("full_name", "sex", "personal_id", "paper_number", "paper_country", "address")


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def no_card(request: ActedRequest, visit_id: UUID | None = None) -> HttpResponse:
    """Ask for what is known without a card; it begins a visit, or goes into the one that is open."""
    visit = visit_of(request, visit_id)[0] if visit_id else None
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        now = timezone.now()
        try:
            stated = read_posted(request)
            if visit is None:
                visit = start_visit(clerk=request.actor, card=None, stated=stated, at=now)
            else:
                identify(visit_id=visit.id, clerk=request.actor, card=None, stated=stated, at=now)
                tell_kept(request, visit)
            return redirect(step_url(visit, 1))
        except DomainError as refused:
            errors, status = {field_of(refused.where): phrases.say(refused)}, refused.status
    elif visit is None and open_shift_of(request.actor.id) is None:
        return redirect("counter:shift")
    back = step_url(visit, 1) if visit else reverse("counter:idle")
    main = {"key": "F10", "name": "Tiếp tục", "form": "khai", "main": True}
    keys = [{"key": "Esc", "name": "Quay lại", "url": back}, *page_keys(main=main)]
    page = {
        "place": "idle",
        "typed": typed_of(request) | {"known_by": request.POST.get("known_by", "PASSPORT")},
        "errors": errors,
        "shown": SHOWN,
        "sexes": SEXES,
        "keys": keys,
        "unit_name": getattr(Unit.objects.filter(code=request.actor.unit_code).first(), "name_vi", ""),
    }
    return render(request, "counter/no_card.html", page, status=status)


def read_posted(request: HttpRequest, *, known_by: str = "") -> Stated:
    """Return what was typed about a person.

    Raises:
        Invalid: something cannot be.
    """
    posted = request.POST
    day, month, year = (posted.get(f"birth.{part}", "") for part in ("ngay", "thang", "nam"))
    return read_stated(
        known_by=known_by or posted.get("known_by", ""),
        birth=(day, month, year),
        today=to_hanoi(timezone.now()).date(),
        **{name: posted.get(name, "") for name in TYPED},
    )


def typed_of(request: HttpRequest) -> dict[str, str]:
    """Return what was typed, to be shown again beside what is wrong."""
    return {name: request.POST.get(name, "") for name in TYPED} | {"birth": read_date(request.POST, "birth")}


def field_of(where: str) -> str:
    """Return the field of the page a refusal belongs to; what belongs to none stands at the name."""
    return where if where in {*TYPED, "birth", "known_by"} else "full_name"
