"""The workbench around every step: rails, keys, what is missing, what the citizen sees."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.selectors.consents import has_consented
from cuamo.dossiers.selectors.mandates import name_of_represented
from cuamo.dossiers.selectors.papers import paper_slots
from cuamo.dossiers.selectors.visits import dossier_of_visit, own_visit
from cuamo.dossiers.states import Money, State
from cuamo.organisation.models import Unit
from cuamo.organisation.types import Role
from cuamo.web.audiences import ActedRequest
from cuamo.web.screen.seen import what_the_citizen_sees

CLERKS = (Role.CLERK, Role.SHIFT_LEAD)
STEPS = (
    "Người đến",
    "Đồng ý",
    "Thủ tục",
    "Câu hỏi",
    "Tờ khai",
    "Giấy tờ",
    "Xem lại",
    "Xác nhận",
    "Thu phí",
    "Nộp",
    "Bàn giao",
)

MAIN_KEYS = {
    1: "Đúng người",
    2: "",
    3: "Chọn thủ tục",
    4: "Trả lời xong",
    5: "Xong tờ khai",
    6: "Đủ giấy tờ, xem lại",
    7: "Xem tiếp",
    8: "",
    9: "Sang bước nộp",
    10: "Nộp hồ sơ",
    11: "Kết thúc lượt",
}
"""What F10 does at each step; empty where the clerk can only wait."""


def visit_of(request: ActedRequest, visit_id: UUID) -> tuple[Visit, Dossier | None]:
    """Return the clerk's own open visit and the dossier it works on.

    Raises:
        NotFound: there is none. NotPermitted: it is somebody else's, or it has ended.
    """
    visit = own_visit(visit_id, request.actor)
    return visit, dossier_of_visit(visit)


def step_page(
    request: ActedRequest,
    visit: Visit,
    dossier: Dossier | None,
    step: int,
    template: str,
    *,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Draw one step inside the workbench."""
    consented = has_consented(visit)
    furthest = reachable(visit, dossier, consented=consented)
    point = Unit.objects.filter(code=visit.agency_code).values_list("name_vi", flat=True).first()
    page: dict[str, Any] = {
        "visit": visit,
        "dossier": dossier,
        "step": step,
        "page_id": f"Q{step}",
        "step_name": STEPS[step - 1],
        "bench_steps": [
            {
                "name": name,
                "url": step_url(visit, number) if number <= furthest else "",
                "status": "now" if number == step else ("done" if number < furthest else "later"),
            }
            for number, name in enumerate(STEPS, start=1)
        ],
        "unit_name": point or "",
        "acting_for": name_of_represented(visit.mandate) if visit.mandate_id and visit.mandate else "",
        "missing": [slot.need for slot in paper_slots(dossier) if not slot.complete] if dossier else [],
        "seen": what_the_citizen_sees(visit, dossier, consented=consented),
        "keys": keys_of(visit, dossier, step),
    }
    page |= context
    if page.get("held") and step != 1 and page["held"].fresh:
        again = {"key": "F9", "name": "Đưa lại chữ", "form": "dua-lai", "name_value": ("act", "use")}
        page["keys"] = [*page["keys"][:-1], again, page["keys"][-1]]
    return render(request, template, page, status=status)


def keys_of(visit: Visit, dossier: Dossier | None, step: int) -> list[dict[str, Any]]:
    """Return the keys that do something at this step, the main one last."""
    sent = dossier is not None and dossier.state != State.DRAFT
    idle = reverse("counter:idle")
    keys: list[dict[str, Any]] = []
    if step == 1:
        keys.append({"key": "Esc", "name": "Để chờ", "url": idle})
    elif not sent:
        keys.append({"key": "Esc", "name": "Bước trước", "url": step_url(visit, _before(dossier, step))})
    keys.append({"key": "F2", "name": "Người tiếp", "url": idle})
    if paper := _on_paper(visit, dossier, step):
        keys.append(paper)
    if step in {1, 3} and not sent:
        keys.append({"key": "F8", "name": "Việc khác", "url": reverse("counter:kinds", args=[visit.id])})
    if step != 3:
        keys.append({"key": "F4", "name": "Tìm", "url": reverse("counter:find")})
    main = MAIN_KEYS.get(step, "Bước tiếp")
    owes = dossier is not None and dossier.money == Money.AWAITING
    if main and not (step == 9 and owes):
        keys.append({"key": "F10", "name": main, "form": "buoc", "main": True})
    return keys


def _on_paper(visit: Visit, dossier: Dossier | None, step: int) -> dict[str, Any] | None:
    """Return the way round a missing screen or phone: agreeing, or confirming, on paper."""
    if step == 2:
        url = reverse("counter:consent-on-paper", args=[visit.id])
        return {"key": "F8", "name": "Đồng ý trên giấy", "url": url}
    waits = dossier is not None and dossier.summary_hash is not None and dossier.confirmed_at is None
    if step in {7, 8} and waits:
        url = reverse("counter:confirm-on-paper", args=[visit.id])
        return {"key": "F8", "name": "Xác nhận trên giấy", "url": url}
    return None


def page_keys(*, back: bool = False, main: dict[str, Any] | None = None) -> list[dict[str, Any]]:
    """Return the keys of a counter page outside a visit."""
    keys: list[dict[str, Any]] = []
    if back:
        keys.append({"key": "Esc", "name": "Về quầy", "url": reverse("counter:idle")})
    keys.append({"key": "F2", "name": "Người tiếp", "url": reverse("counter:idle")})
    keys.append({"key": "F4", "name": "Tìm", "url": reverse("counter:find")})
    return [*keys, main] if main else keys


def _before(dossier: Dossier | None, step: int) -> int:
    """Return the step Esc leads to: the last one where something can be seen or changed."""
    if step in {8, 9, 10}:
        return 7
    if step == 5 and dossier is not None and not dossier.version.content.get("questions"):
        return 3
    return step - 1


def step_url(visit: Visit, step: int) -> str:
    """Return the address of a step of the visit."""
    return reverse("counter:step", args=[visit.id, step])


def go(visit: Visit, step: int) -> HttpResponse:
    """Answer with a redirect to a step."""
    return redirect(step_url(visit, step))


def reachable(visit: Visit, dossier: Dossier | None, *, consented: bool | None = None) -> int:
    """Return the furthest step that makes sense now; `consented` where the caller knows it already."""
    if visit.person_id is None:
        return 1
    if not (has_consented(visit) if consented is None else consented):
        return 2
    if dossier is None:
        return 3
    if dossier.state != State.DRAFT:
        return 11
    if dossier.summary_hash is None:
        return 7
    if dossier.confirmed_at is None:
        return 8
    return 9 if dossier.money == Money.AWAITING else 10
