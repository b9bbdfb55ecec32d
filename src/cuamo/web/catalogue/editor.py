"""D1: write a version, tab by tab; what is typed is kept, faulty or not."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages as told
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.catalogue.models import ProcedureVersion
from cuamo.catalogue.policies import EDITORS
from cuamo.catalogue.rules import cases, effort, messages, process_check, readability
from cuamo.catalogue.rules.content_check import faults_of
from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.catalogue.selectors.book import version_numbered
from cuamo.catalogue.services.save_draft import EditConflict, change_rows, part_at, save_part, stamp
from cuamo.catalogue.states import CHANGEABLE
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, NotFound
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest
from cuamo.web.catalogue import boxes, diagram, spots
from cuamo.web.catalogue.attempt import outcome_of
from cuamo.web.catalogue.audience import catalogue_staff
from cuamo.web.catalogue.conditions import choices_of
from cuamo.web.catalogue.frame import frame
from cuamo.web.catalogue.showing import MODES, all_faults, presentable, preview
from cuamo.web.catalogue.spots import Spot
from cuamo.web.catalogue.tabs import BY_SLUG, Tab
from cuamo.web.forms import read_number


@dataclass(frozen=True)
class Typed:
    """What was typed and could not be kept, with what somebody else kept instead."""

    part: Any
    theirs: Any
    words: str


@catalogue_staff
@require_http_methods(["GET", "POST"])
def edit(request: ActedRequest, code: str, number: int, tab: str) -> HttpResponse:
    """Show one tab; POST keeps the open part, then does what the pressed button says."""
    if tab not in BY_SLUG:
        raise NotFound("catalogue.no_tab", "Không có trang này.", "There is no such page.")
    version = version_numbered(code, number)
    sheet = BY_SLUG[tab]
    name = request.POST.get("o", "") if request.method == "POST" else request.GET.get("o", "")
    spot = spots.spot_of(sheet, version.content, name)
    mode = request.POST.get("xem", "") or request.GET.get("xem", "")
    if request.method == "POST":
        try:
            return _act(request, version, sheet, spot, mode)
        except EditConflict as conflict:
            typed = Typed(_typed(request, version, spot), conflict.theirs, phrases.say(conflict))
            return _page(request, version, sheet, spot, mode, typed=typed, status=409)
        except DomainError as refused:
            told.error(request, phrases.say(refused))
            return redirect(_address(version, sheet.slug, name, mode))
    return _page(request, version, sheet, spot, mode)


def _act(
    request: ActedRequest, version: ProcedureVersion, tab: Tab, spot: Spot | None, mode: str
) -> HttpResponse:
    act, *more = request.POST.get("viec", "luu").split(":")
    now, name = timezone.now(), spot.name if spot else ""
    if act == "bo-cua-toi":
        return redirect(_address(version, tab.slug, name, mode))
    if spot is not None:
        part = _typed(request, version, spot)
        if act.startswith("dong-"):
            _move_row(part, act, more)
        if act == "tinh":
            part = _as_computed(version.content, part)
        version = save_part(
            version_id=version.id,
            path=spot.path,
            value=part,
            seen=request.POST.get("seen", ""),
            keys=spot.keys,
            actor=request.actor,
            at=now,
        )
    if act in {"them", "xoa", "len", "xuong"} and more:
        name = _change_list(request, version, act, more, name)
    elif act == "mo" and more:
        name = more[0]
    elif act == "xem" and more:
        mode = more[0]
    elif act == "den" and more and more[0] in BY_SLUG:
        return redirect(_address(version, more[0], "", mode))
    if act in {"luu", "giu-cua-toi"}:
        told.success(request, "Đã lưu bản nháp.")
    return redirect(_address(version, tab.slug, name, mode) + ("#dang-mo" if act in {"mo", "them"} else ""))


def _change_list(
    request: ActedRequest, version: ProcedureVersion, act: str, more: list[str], name: str
) -> str:
    """Add, remove or move a row of the outline; return what is open afterwards."""
    list_id = more[0]
    path = spots.path_of(list_id)
    begun = spots.template_of(list_id)
    row = read_number(more[1]) if len(more) > 1 else 0
    seen = more[2] if len(more) > 2 else ""
    here = spots.spot_in(list_id, row)
    rows = part_at(version.content, path)
    held = rows if isinstance(rows, list) else []
    if act == "them":
        if "key" in begun:
            begun["key"] = spots.new_key(version.content, list_id)
        change_rows(
            version_id=version.id, path=path, act="add", value=begun, actor=request.actor, at=timezone.now()
        )
        return spots.spot_in(list_id, len(held))
    if (here == name or name.startswith(here + ".")) and row < len(held):
        seen = stamp(held[row])
    move = {"xoa": "remove", "len": "up", "xuong": "down"}[act]
    change_rows(
        version_id=version.id,
        path=path,
        act=move,  # type: ignore[arg-type]  # one of the three above
        row=row,
        seen=seen,
        actor=request.actor,
        at=timezone.now(),
    )
    if here != name:
        return name
    last = max(len(held) - (2 if act == "xoa" else 1), 0)
    return spots.spot_in(list_id, min(max(row + {"xoa": 0, "len": -1, "xuong": 1}[act], 0), last))


def _typed(request: ActedRequest, version: ProcedureVersion, spot: Spot | None) -> Any:
    if spot is None:
        return None
    return boxes.read(request.POST, spot.boxes, spot.part(version.content))


def _move_row(part: dict[str, Any], act: str, more: list[str]) -> None:
    """Remove or move a row of a table inside the open part."""
    key = more[0] if more else ""
    rows = boxes.get(part, key)
    row = read_number(more[1], -1) if len(more) > 1 else -1
    if not isinstance(rows, list) or not 0 <= row < len(rows):
        return
    kept = list(rows)
    if act == "dong-xoa":
        kept.pop(row)
    else:
        other = row - 1 if act == "dong-len" else row + 1
        if 0 <= other < len(kept):
            kept[row], kept[other] = kept[other], kept[row]
    boxes.put(part, key, kept)


def _as_computed(content: Mapping[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    """Fill what a test case expects with what the content comes to now; the editor judges it."""
    found = outcome_of(content, part)
    return part if found is None else {**part, **found}


def _address(version: ProcedureVersion, tab: str, spot: str, mode: str) -> str:
    place = reverse("catalogue:edit", args=[version.procedure_id, version.number, tab])
    query = {key: value for key, value in (("o", spot), ("xem", mode)) if value}
    return f"{place}?{urlencode(query)}" if query else place


def _page(
    request: ActedRequest,
    version: ProcedureVersion,
    tab: Tab,
    spot: Spot | None,
    mode: str,
    *,
    typed: Typed | None = None,
    status: int = 200,
) -> HttpResponse:
    content = version.content
    faults = all_faults(content, calendar=current_calendar())
    part = typed.part if typed else spot.part(content) if spot else None
    judged = _faults_of_typed(version, spot, typed) if typed else faults
    entries, adds = spots.outline(tab, content, faults)
    mode = mode if mode in dict(MODES) else MODES[0][0]
    drawn = (
        boxes.draw(part, spot.boxes, judged, spot.where, choices_of(content, values=tab.slug != "cau-hoi"))
        if spot
        else []
    )
    stated = spot.part(content) if spot else None
    looked = process_check.look_at(content) if tab.slug == "quy-trinh" and spot and not spot.path else None
    shown = presentable(content)[0] if tab.slug == "thong-bao" else None
    case = outcome_of(content, part) if tab.slug == "bai-thu" and spot else None
    return render(
        request,
        "catalogue/editor.html",
        frame(request, version, tab.slug, faults)
        | {
            "tab": tab,
            "spot": spot,
            "boxes": drawn,
            "groups": _grouped(drawn),
            "entries": entries,
            "adds": adds,
            "loose": _loose(faults, tab, spot),
            "faulty": [
                box for box in drawn if box.error or any(cell.error for row in box.rows for cell in row)
            ],
            "typed": typed,
            "theirs": json.dumps(typed.theirs, ensure_ascii=False, indent=1) if typed else "",
            "seen": stamp(typed.theirs if typed else stated),
            "editable": version.status in CHANGEABLE and bool(request.actor.roles & EDITORS),
            "mode": mode,
            "modes": MODES,
            "preview": preview(content, {}, on=to_hanoi(timezone.now()).date()),
            "reading": readability.read(content),
            "effort": effort.estimate(content),
            "process": looked,
            "drawing": diagram.draw(looked, content) if looked else "",
            "process_faults": diagram.faults_in_words(looked) if looked else [],
            "texts": messages.samples(shown) if shown else [],
            "computed": case,
            "computed_papers": _names(content, case["papers"]) if case else [],
            "untried": cases.options_untried(content)
            if tab.slug == "bai-thu" and not faults_of(content)
            else [],
        },
        status=status,
    )


def _faults_of_typed(version: ProcedureVersion, spot: Spot | None, typed: Typed) -> list[Fault]:
    """Return the faults of the content as if what was typed were in it."""
    content = json.loads(json.dumps(version.content))
    if spot is None or not isinstance(typed.part, Mapping):
        return all_faults(content)
    holder = part_at(content, spot.path) if spot.path else content
    if isinstance(holder, dict):
        holder.update(typed.part)
    return all_faults(content)


def _grouped(drawn: list[boxes.Drawn]) -> list[tuple[str, list[boxes.Drawn], bool]]:
    """Return the boxes group by group, the open one first; a group with a fault stands open."""
    groups: dict[str, list[boxes.Drawn]] = {}
    for box in drawn:
        groups.setdefault(box.group, []).append(box)
    return [
        (name, inside, any(box.error or any(c.error for row in box.rows for c in row) for box in inside))
        for name, inside in groups.items()
    ]


def _loose(faults: list[Fault], tab: Tab, spot: Spot | None) -> list[str]:
    """Return faults of the tab that no box shows, such as a part that is missing as a whole."""
    whole = [fault for fault in faults if fault.field in tab.parts or fault.field == "form"]
    if "form" not in tab.parts:
        whole = [fault for fault in whole if fault.field != "form"]
    texts = [fault.vi.removeprefix(f"{fault.field}: ") for fault in whole]
    if spot is not None and spot.path:
        texts += boxes.unplaced(faults, spot.where[:1], spot.boxes) if not spot.keys else []
    return [text[:1].upper() + text[1:] for text in dict.fromkeys(texts)]


def _names(content: Mapping[str, Any], keys: list[str]) -> list[str]:
    papers = {part.get("key"): part.get("name_vi") for part in content.get("components") or []}
    return [str(papers.get(key) or key) for key in keys]
