"""D2: what a version would change, who approves it, from when it counts, and the way back."""

from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.rules import cases
from cuamo.catalogue.rules import process_check as steps
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.difference import differences
from cuamo.catalogue.selectors.book import live_version, version_numbered
from cuamo.catalogue.selectors.versions import versions_of
from cuamo.catalogue.services.approve_version import approve_version
from cuamo.catalogue.services.discard_draft import discard_draft
from cuamo.catalogue.services.publish_version import publish_version
from cuamo.catalogue.services.roll_back_version import roll_back_version
from cuamo.catalogue.services.send_back_version import send_back_version
from cuamo.catalogue.services.submit_version import submit_version, take_back_version
from cuamo.dossiers.selectors.of_procedure import touched_by
from cuamo.kernel import events
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue import diagram
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.catalogue.frame import frame
from cuamo.web.catalogue.showing import all_faults
from cuamo.web.catalogue.words import ACTS

DONE = {
    "trinh": "Đã trình duyệt. Người duyệt thấy phiên bản này ở danh sách chờ.",
    "rut": "Đã rút lại. Có thể sửa tiếp.",
    "duyet": "Đã duyệt. Chọn ngày có hiệu lực để công bố.",
    "tra-lai": "Đã trả lại cho người soạn, kèm lý do.",
    "cong-bo": "Đã công bố.",
    "khoi-phuc": "Đã khôi phục. Nội dung cũ có hiệu lực từ hôm nay.",
}


@catalogue_staff
@require_http_methods(["GET", "POST"])
def decide(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """Show what stands in the way, what would change, and the history; POST does one act."""
    version = version_numbered(code, number)
    errors: dict[str, str] = {}
    if request.method == "POST":
        act = request.POST.get("viec", "")
        try:
            there = _do(request, version, act)
            messages.success(request, DONE.get(act, "Đã ghi."))
            return there
        except DomainError as refused:
            if refused.where in {"reason", "valid_from"}:
                errors = {f"{refused.where}_{act}": phrases.say(refused)}
            else:
                messages.error(request, phrases.say(refused))
                return redirect("catalogue:duyet", code, number)
    now = timezone.now()
    faults = all_faults(version.content, calendar=current_calendar())
    live = live_version(code)
    outcomes = (
        cases.run(version.content, calendar=current_calendar()) if not faults_of(version.content) else []
    )
    process = steps.look_at(version.content)
    return render(
        request,
        "catalogue/decide.html",
        frame(request, version, "duyet", faults)
        | {
            "faults": faults,
            "live": live if live and live.id != version.id else None,
            "changes": differences(live.content, version.content) if live and live.id != version.id else [],
            "touched": touched_by(code, now=now),
            "outcomes": outcomes,
            "failed": [outcome for outcome in outcomes if not outcome.passed],
            "process": process,
            "drawing": diagram.draw(process, version.content),
            "process_faults": diagram.faults_in_words(process),
            "history": _history(version),
            "errors": errors,
            "today": to_hanoi(now).date(),
            "reason": request.POST.get("reason", ""),
            "may_approve": request.actor.id not in {version.made_by, *version.authors},
        },
        status=422 if errors else 200,
    )


@catalogue_staff
@require_GET
def differ(request: ActedRequest, code: str, number: int) -> HttpResponse:
    """What differs from another version of the procedure, as a list."""
    version = version_numbered(code, number)
    others = [other for other in versions_of(code) if other.number != number]
    asked = request.GET.get("voi", "")
    live = live_version(code)
    start = version.based_on or (live if live and live.id != version.id else None)
    other = (
        next((o for o in others if str(o.number) == asked), None) or start or (others[0] if others else None)
    )
    changes = differences(other.content, version.content) if other else []
    parts: dict[str, list[object]] = {}
    for change in changes:
        parts.setdefault(change.part, []).append(change)
    return render(
        request,
        "catalogue/differ.html",
        frame(request, version, "khac", all_faults(version.content, calendar=current_calendar()))
        | {"others": others, "other": other, "parts": parts.items(), "many": len(changes)},
    )


def _do(request: ActedRequest, version: ProcedureVersion, act: str) -> HttpResponse:
    actor, at, reason = request.actor, timezone.now(), request.POST.get("reason", "")
    here = redirect("catalogue:duyet", version.procedure_id, version.number)
    if act == "trinh":
        submit_version(version_id=version.id, actor=actor, at=at)
    elif act == "rut":
        take_back_version(version_id=version.id, actor=actor, at=at)
    elif act == "duyet":
        approve_version(version_id=version.id, actor=actor, at=at)
    elif act == "tra-lai":
        send_back_version(version_id=version.id, reason=reason, actor=actor, at=at)
    elif act == "cong-bo":
        publish_version(
            version_id=version.id, valid_from=_day(request.POST.get("valid_from", "")), actor=actor, at=at
        )
    elif act == "khoi-phuc":
        restored = roll_back_version(version_id=version.id, reason=reason, actor=actor, at=at)
        return redirect("catalogue:duyet", version.procedure_id, restored.number)
    elif act == "bo":
        discard_draft(version_id=version.id, actor=actor, at=at)
        return redirect("catalogue:book")
    else:
        raise Invalid("catalogue.act", "Không rõ việc cần làm.", "There is no such act.")
    return here


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text.strip())
    except ValueError:
        raise Invalid(
            "catalogue.day",
            "Chọn ngày có hiệu lực.",
            "Choose the day it takes effect.",
            where="valid_from",
        ) from None


def _history(version: ProcedureVersion) -> list[dict[str, object]]:
    """Return the acts on this version, newest first; saves in a row by one person count as one line."""
    lines: list[dict[str, object]] = []
    for event in events.history_of(version.id):
        word = ACTS.get(event.name, event.name)
        who = event.actor.get("name", event.actor.get("id", ""))
        if lines and event.name == "version.saved" and lines[-1]["word"] == word and lines[-1]["who"] == who:
            lines[-1] |= {"at": event.occurred_at, "many": int(str(lines[-1]["many"])) + 1}
            continue
        lines.append(
            {
                "word": word,
                "who": who,
                "at": event.occurred_at,
                "many": 1,
                "note": event.data.get("reason", ""),
            }
        )
    return lines[::-1]
