"""F17: contracts, rules of support and budgets: what is in force, what waits for a second person."""

import json
import tempfile
from copy import deepcopy
from datetime import date, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.money import parse_vnd
from cuamo.organisation.selectors.operators import operator_names
from cuamo.settlement import policies
from cuamo.settlement.models import Instrument
from cuamo.settlement.selectors.statements import instrument, instruments
from cuamo.settlement.services.instruments import (
    decide_instrument,
    load_instruments,
    propose_instrument,
)
from cuamo.settlement.types import Fault, InstrumentKind, InstrumentState, Service
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import read_date

MOST_BYTES = 512 * 1024
ROLES = ("BUSINESS_ADMIN", "FINANCE")


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def overview(request: ActedRequest) -> HttpResponse:
    """List all versions; POST proposes those of a file."""
    _require_centre(request)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = _import(request)
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {"tep": phrases.say(refused)}, refused.status
        else:
            messages.success(request, f"Đã đề nghị {made} bản mới. Người thứ hai duyệt từng bản.")
            return redirect("finance:contracts")
    return render(
        request,
        "finance/statements/contracts.html",
        {"rows": instruments(), "names": operator_names(), "errors": errors},
        status=status,
    )


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def one(request: ActedRequest, instrument_id: UUID) -> HttpResponse:
    """Show one version; POST approves or refuses it."""
    _require_centre(request)
    found = instrument(instrument_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            decide_instrument(
                instrument_id=found.id,
                approve=_approves(request.POST),
                words=request.POST.get("ly_do", ""),
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as refused:
            if refused.status == 404:
                raise
            errors, status = {refused.where or "y": phrases.say(refused)}, refused.status
            found = instrument(instrument_id)
        else:
            messages.success(request, "Đã ghi quyết định.")
            return redirect("finance:contract", found.id)
    words, own = request.POST.get("ly_do", ""), found.proposed_by_id == request.actor.id
    return render(
        request,
        "finance/statements/contract.html",
        _read(found)
        | {
            "errors": errors,
            "own": own,
            "ways": [("duyet", "Duyệt, có hiệu lực từ ngày ghi trên"), ("khong", "Không duyệt")],
            "typed": {"ly_do": words, "y": request.POST.get("y", "")},
            "unsaved": [words]
            if errors and words and (own or found.state != InstrumentState.PROPOSED)
            else [],
        },
        status=status,
    )


@staff_required(*ROLES)
@require_http_methods(["GET", "POST"])
def renew(request: ActedRequest, instrument_id: UUID) -> HttpResponse:
    """Propose a new version from an old one: other prices, another estimate, from another day."""
    _require_centre(request)
    found = instrument(instrument_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        try:
            made = propose_instrument(
                kind=InstrumentKind(found.kind),
                subject=found.subject,
                number=request.POST.get("so", ""),
                valid_from=_day(request.POST),
                content=_changed(found, request.POST),
                source=request.POST.get("nguon", ""),
                confidence=found.confidence,
                confirmed_by=request.POST.get("xac_nhan", ""),
                actor=request.actor,
                at=timezone.now(),
            )
        except DomainError as refused:
            if refused.status in {403, 404}:
                raise
            errors, status = {_where(found, refused.where): phrases.say(refused)}, refused.status
        else:
            messages.success(request, "Đã đề nghị. Người thứ hai ở trung tâm duyệt.")
            return redirect("finance:contract", made.id)
    return render(
        request,
        "finance/statements/renew.html",
        _read(found)
        | {"errors": errors, "typed": request.POST.dict(), "day": read_date(request.POST, "hieu_luc")},
        status=status,
    )


def _read(found: Instrument) -> dict[str, Any]:
    content = found.content
    zones = {zone["code"]: zone["name_vi"] for zone in content.get("zones", [])}
    services, faults = dict(Service.choices), dict(Fault.choices)
    return {
        "found": found,
        "subject_name": operator_names().get(found.subject, found.subject),
        "content": content,
        "prices": [
            row
            | {
                "name": f"don_gia_{number}",
                "service_vi": services[row["service"]],
                "zone_vi": zones.get(row.get("zone", ""), "Mọi nơi"),
                "weight_vi": f"đến {row['up_to_grams']} g" if row.get("up_to_grams") else "mọi khối lượng",
            }
            for number, row in enumerate(content.get("prices", []))
        ],
        "penalties": [
            row
            | {
                "fault_vi": faults[row["fault"]],
                "words": ", ".join(
                    f"từ {step['from_days']} ngày: {step['percent']}%" for step in row.get("steps", [])
                ),
            }
            for row in content.get("penalties", [])
        ],
        "waits": found.state == InstrumentState.PROPOSED,
    }


def _changed(found: Instrument, sent: QueryDict) -> dict[str, Any]:
    content: dict[str, Any] = deepcopy(found.content)
    if found.kind == InstrumentKind.BUDGET:
        content["amount_vnd"] = _money(sent.get("du_toan", ""), "du_toan")
    for number, row in enumerate(content.get("prices", [])):
        row["amount_vnd"] = _money(sent.get(f"don_gia_{number}", ""), f"don_gia_{number}")
    for path, name in ((("vat", "percent"), "thue"), (("penalty_cap_percent",), "tran")):
        if found.kind == InstrumentKind.CONTRACT:
            place = content
            for key in path[:-1]:
                place = place[key]
            place[path[-1]] = _percent(sent.get(name, ""), name)
    return content


def _money(text: str, where: str) -> int:
    try:
        return parse_vnd(text)
    except ValueError:
        raise Invalid(
            "contract.money",
            "Viết số tiền bằng số, ví dụ 16.000.",
            "Write an amount, such as 16.000.",
            where=where,
        ) from None


def _percent(text: str, where: str) -> int:
    said = text.strip().rstrip("%").strip()
    if not said.isascii() or not said.isdigit() or len(said) > 3:
        raise Invalid(
            "contract.percent", "Viết số từ 0 đến 100.", "Write a number from 0 to 100.", where=where
        )
    return int(said)


def _day(sent: QueryDict) -> date:
    try:
        return datetime.strptime(read_date(sent, "hieu_luc"), "%d/%m/%Y").date()  # a day
    except ValueError:
        raise Invalid(
            "contract.day",
            "Ghi ngày có hiệu lực đủ ngày, tháng, năm.",
            "Give the day it takes effect.",
            where="hieu_luc",
        ) from None


def _where(found: Instrument, where: str) -> str:
    """Name the field an error is shown at: the estimate stands for the content of a budget."""
    if where == "noi_dung" and found.kind == InstrumentKind.BUDGET:
        return "du_toan"
    return where or "so"


def _approves(sent: QueryDict) -> bool:
    said = sent.get("y", "")
    if said not in {"duyet", "khong"}:
        raise Invalid("contract.unsaid", "Chọn duyệt hoặc không duyệt.", "Approve or refuse.", where="y")
    return said == "duyet"


def _import(request: ActedRequest) -> int:
    file = request.FILES.get("tep")
    if file is None or not file.size or file.size > MOST_BYTES:
        raise Invalid("contract.file", "Chọn tệp JSON, không quá 512 kB.", "Choose a JSON file up to 512 kB.")
    with tempfile.TemporaryDirectory(prefix="cuamo-") as folder:
        path = Path(folder) / "versions.json"
        path.write_bytes(file.read())
        try:
            json.loads(path.read_text("utf-8"))["instruments"]
            return load_instruments(path=path, actor=request.actor, at=timezone.now())
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise Invalid(
                "contract.file_content",
                f"Tệp chưa dùng được: thiếu hoặc sai phần {str(error)[:80]}.",
                "The file cannot be used.",
                hint_vi="Xem tệp mẫu reference/contracts/hanoi.sample.json.",
                hint_en="See the sample file.",
            ) from error


def _require_centre(request: ActedRequest) -> None:
    policies.require_centre(request.actor, *policies.AT_CENTRE)
