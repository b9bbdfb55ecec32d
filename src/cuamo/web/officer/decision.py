"""X3: decide, with exactly what the citizen will read beside it."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.rules import clock, form
from cuamo.dossiers.models import Decision, Dossier, WorkItem
from cuamo.dossiers.services.accept import accept, refuse_intake
from cuamo.dossiers.services.approve import approve, send_back
from cuamo.dossiers.services.ask_supplement import ask_supplement
from cuamo.dossiers.services.issue_result import issue_result
from cuamo.dossiers.services.propose import propose
from cuamo.kernel.errors import DomainError
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.officer.dossier import readable
from cuamo.web.officer.queue import OFFICERS
from cuamo.web.templatetags.words import hanoi_datetime

TITLES = {
    "tiep-nhan": "Tiếp nhận hồ sơ",
    "tu-choi": "Từ chối tiếp nhận",
    "bo-sung": "Yêu cầu bổ sung",
    "trinh-dong-y": "Trình lãnh đạo: đồng ý giải quyết",
    "trinh-tu-choi": "Trình lãnh đạo: không giải quyết",
    "phe-duyet": "Phê duyệt",
    "tra-lai": "Trả lại chuyên viên",
    "phat-hanh": "Phát hành kết quả",
}
BUTTONS = {
    "tiep-nhan": "Tiếp nhận",
    "tu-choi": "Từ chối tiếp nhận",
    "bo-sung": "Gửi yêu cầu bổ sung",
    "trinh-dong-y": "Trình phê duyệt",
    "trinh-tu-choi": "Trình phê duyệt",
    "phe-duyet": "Phê duyệt và ký số",
    "tra-lai": "Trả lại",
    "phat-hanh": "Phát hành",
}
ITEM_ROWS = 6
RESULT_ROWS = 12


@staff_required(*OFFICERS)
@require_http_methods(["GET", "POST"])
def decide(request: ActedRequest, dossier_id: UUID, kind: str) -> HttpResponse:
    """Show the decision with its preview; POST decides and goes to the next dossier of the queue."""
    if kind not in TITLES:
        raise Http404
    dossier = readable(request, dossier_id)
    error: DomainError | None = None
    if request.method == "POST":
        try:
            _ACTS[kind](request, dossier)
        except DomainError as refused:
            error = refused
        else:
            messages.success(request, f"{TITLES[kind]}: đã ghi cho hồ sơ {dossier.shown_code}.")
            return redirect("officer:queue")
    context = _context(request, dossier, kind) | {
        "errors": {error.where or "quyet_dinh": phrases.say(error)} if error else {},
    }
    return render(request, "officer/decision.html", context, status=error.status if error else 200)


def _context(request: ActedRequest, dossier: Dossier, kind: str) -> dict[str, Any]:
    content = dossier.version.content
    due = clock.due(content, received_at=timezone.now(), calendar=current_calendar())
    proposal = (
        Decision.objects.filter(dossier=dossier, kind__in=["PROPOSE_GRANT", "PROPOSE_REFUSE"])
        .order_by("decided_at", "id")
        .last()
    )
    return {
        "dossier": dossier,
        "kind": kind,
        "title": TITLES[kind],
        "button": BUTTONS[kind],
        "button_class": "danger" if kind in {"tu-choi"} else "main",
        "returns": dossier.returns,
        "reasons": _reasons(content, kind),
        "chosen": request.POST.getlist("reasons"),
        "typed": {key: request.POST.get(key, "") for key in ("more_reason", "turn_to", "note")},
        "items": _typed_items(request) or _item_choices(dossier),
        "result_rows": _typed_result(request) or _result_rows(dossier),
        "proposal": proposal,
        "preview_due": hanoi_datetime(due.due_at),
        "item": WorkItem.objects.filter(dossier_id=dossier.id).first(),
    }


def _reasons(content: dict[str, Any], kind: str) -> list[dict[str, str]]:
    wanted = "supplement_reasons" if kind == "bo-sung" else "refusal_reasons"
    return [
        {"key": str(reason.get("key", place)), "text": reason["text_vi"], "law": reason.get("law") or ""}
        for place, reason in enumerate(content.get(wanted, []))
    ]


def _item_choices(dossier: Dossier) -> list[dict[str, str]]:
    reasons = dossier.version.content.get("supplement_reasons", [])
    rows = [
        {"about": "", "label": "", "reason": reason["text_vi"], "todo": reason.get("todo_vi", ""), "on": ""}
        for reason in reasons[:ITEM_ROWS]
    ]
    return [*rows, {"about": "", "label": "", "reason": "", "todo": "", "on": ""}]


def _typed_items(request: ActedRequest) -> list[dict[str, str]]:
    count = len(request.POST.getlist("item_reason"))
    on = set(request.POST.getlist("item_on"))
    columns = {name: request.POST.getlist(f"item_{name}") for name in ("label", "reason", "todo")}
    return [
        {
            "about": "",
            "on": "1" if str(place) in on else "",
            **{name: values[place] if place < len(values) else "" for name, values in columns.items()},
        }
        for place in range(count)
    ]


def _result_rows(dossier: Dossier) -> list[dict[str, str]]:
    rows = form.summary(dossier.version.content, dossier.values, dossier.answers)
    stated = [row for row in rows if row.stated]
    return [{"label": row.label_vi, "value": row.value_vi} for row in stated[:RESULT_ROWS]]


def _typed_result(request: ActedRequest) -> list[dict[str, str]]:
    labels, values = request.POST.getlist("result_label"), request.POST.getlist("result_value")
    return [{"label": label, "value": value} for label, value in zip(labels, values, strict=False)]


def _all_reasons(request: ActedRequest) -> list[str]:
    return [*request.POST.getlist("reasons"), request.POST.get("more_reason", "")]


def _accept(request: ActedRequest, dossier: Dossier) -> None:
    accept(dossier_id=dossier.id, officer=request.actor, at=timezone.now())


def _refuse(request: ActedRequest, dossier: Dossier) -> None:
    refuse_intake(
        dossier_id=dossier.id,
        officer=request.actor,
        reasons=_all_reasons(request),
        turn_to=request.POST.get("turn_to", ""),
        at=timezone.now(),
    )


def _ask(request: ActedRequest, dossier: Dossier) -> None:
    ask_supplement(
        dossier_id=dossier.id,
        officer=request.actor,
        items=[item for item in _typed_items(request) if item["on"]],
        at=timezone.now(),
    )


def _propose(grant: bool) -> Callable[[ActedRequest, Dossier], None]:
    def act(request: ActedRequest, dossier: Dossier) -> None:
        propose(
            dossier_id=dossier.id,
            officer=request.actor,
            grant=grant,
            note=request.POST.get("note", ""),
            result={row["label"]: row["value"] for row in _typed_result(request)},
            reasons=_all_reasons(request),
            at=timezone.now(),
        )

    return act


def _approve(request: ActedRequest, dossier: Dossier) -> None:
    approve(dossier_id=dossier.id, leader=request.actor, at=timezone.now())


def _send_back(request: ActedRequest, dossier: Dossier) -> None:
    send_back(
        dossier_id=dossier.id, leader=request.actor, note=request.POST.get("note", ""), at=timezone.now()
    )


def _issue(request: ActedRequest, dossier: Dossier) -> None:
    issue_result(dossier_id=dossier.id, clerk=request.actor, at=timezone.now())


_ACTS: dict[str, Callable[[ActedRequest, Dossier], None]] = {
    "tiep-nhan": _accept,
    "tu-choi": _refuse,
    "bo-sung": _ask,
    "trinh-dong-y": _propose(True),
    "trinh-tu-choi": _propose(False),
    "phe-duyet": _approve,
    "tra-lai": _send_back,
    "phat-hanh": _issue,
}
