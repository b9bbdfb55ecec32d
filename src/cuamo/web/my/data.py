"""T7: my data: what is held, what it is used for, and requests about it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.dossiers.models import DataRequest
from cuamo.dossiers.rules.data_request import (
    KINDS,
    OPEN,
    OUTCOMES,
    STATES,
    STOPPING,
    DataState,
    Kind,
    Outcome,
)
from cuamo.dossiers.selectors.data_requests import own_request, requests_of, terms_of
from cuamo.dossiers.selectors.own_data import held_counts
from cuamo.dossiers.services.ask_about_data import PHONE, Upload, ask_about_data, drop_data_request
from cuamo.dossiers.services.make_package import ask_package_again, fetch_package, is_over
from cuamo.dossiers.services.prove_number import send_number_code
from cuamo.kernel.errors import DomainError
from cuamo.kernel.identifiers import phone as phones
from cuamo.people.models import Person
from cuamo.people.rules.corrections import CORRECTABLE
from cuamo.people.rules.uses import USES
from cuamo.people.selectors.uses import stopped_uses
from cuamo.people.services.stop_use import allow_uses
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, citizen_required
from cuamo.web.language import vi_en

FIELDS = frozenset({"loai", "viec", "muc", "thong_tin", "noi_dung", "giay_to", "ma"})
SLUGS: dict[str, Kind] = {
    "xem": Kind.ACCESS,
    "sua": Kind.CORRECT,
    "xoa": Kind.DELETE,
    "han-che": Kind.RESTRICT,
    "phan-doi": Kind.OBJECT,
    "rut-dong-y": Kind.WITHDRAW_CONSENT,
}
ABOUT: dict[Kind, tuple[str, str]] = {
    Kind.ACCESS: (
        "Nhận một gói mở được trên máy: thông tin, hồ sơ, giấy tờ, tin nhắn, ai đã xem.",
        "A package to open on any device: record, dossiers, papers, texts, who looked.",
    ),
    Kind.CORRECT: (
        "Sửa tên, ngày sinh, giới tính, nơi cư trú hoặc số điện thoại đang ghi sai.",
        "Put name, date of birth, sex, residence or phone number right.",
    ),
    Kind.DELETE: (
        "Xóa những gì không luật nào bắt giữ: bản nháp, giấy tờ để dùng lại, số điện thoại, địa chỉ.",
        "Delete what no law keeps: drafts, papers kept for use again, phone number, address.",
    ),
    Kind.RESTRICT: (
        "Giữ dữ liệu nhưng chỉ dùng cho hồ sơ đang làm. Có hiệu lực ngay khi gửi.",
        "Data are kept and used only for dossiers in progress. Holds as soon as it is sent.",
    ),
    Kind.OBJECT: (
        "Nêu việc không muốn dữ liệu được dùng. Trung tâm xem xét rồi trả lời.",
        "Name a use that is not wished. The centre considers it and answers.",
    ),
    Kind.WITHDRAW_CONSENT: (
        "Ngừng những việc đã từng đồng ý. Có hiệu lực ngay khi gửi.",
        "Stop what was once agreed to. Holds as soon as it is sent.",
    ),
}

ICONS: dict[Kind, str] = {
    Kind.ACCESS: "download",
    Kind.CORRECT: "pencil",
    Kind.DELETE: "cross-circle",
    Kind.RESTRICT: "pause",
    Kind.OBJECT: "flag",
    Kind.WITHDRAW_CONSENT: "undo",
}


@citizen_required
@require_GET
def overview(request: ActedRequest) -> HttpResponse:
    """Show what is held and used, the requests, and what can be asked."""
    person = Person.objects.filter(id=request.actor.person_id or UUID(int=0)).first()
    stopped = stopped_uses(person.id) if person else frozenset()
    context = {
        "person": person,
        "held": held_counts(person.id) if person else {},
        "uses": [
            {"key": use, "name": vi_en(*words), "stopped": use in stopped} for use, words in USES.items()
        ],
        "requests": [row_of(each) for each in requests_of(person.id)] if person else [],
        "kinds": [
            {
                "slug": slug,
                "name": vi_en(*KINDS[kind]),
                "about": vi_en(*ABOUT[kind]),
                "icon": ICONS[kind],
            }
            for slug, kind in SLUGS.items()
        ],
    }
    return render(request, "my/data.html", context)


@citizen_required
@require_http_methods(["GET", "POST"])
def ask(request: ActedRequest, slug: str) -> HttpResponse:
    """Ask one thing; what is missing is named and what was typed stays."""
    kind = SLUGS.get(slug)
    if kind is None:
        raise Http404
    errors: dict[str, str] = {}
    status, sent_to, now = 200, "", timezone.now()
    said, code = posted(request), request.POST.get("ma", "").strip()
    if request.method == "POST":
        try:
            if kind == Kind.CORRECT and said["field"] == PHONE and not code:
                sent_to = send_number_code(citizen=request.actor, phone=said["wanted"], at=now)
            else:
                made = ask_about_data(citizen=request.actor, kind=kind, code=code, **said, at=now)
        except DomainError as refused:
            errors, status = refusal_at(refused), refused.status
        else:
            if not sent_to:
                messages.success(
                    request,
                    vi_en(f"Đã gửi yêu cầu {made.number}.", f"Request {made.number} is sent."),
                )
                return redirect("my:data-request", made.id)
    context = form_of(request, kind) | {
        "errors": errors,
        "sent_to": phones.spaced(sent_to) if sent_to else "",
        "wants_code": bool(sent_to or code),
    }
    return render(request, "my/data_ask.html", context, status=status)


@citizen_required
@require_GET
def follow(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Follow one request: its terms, its answer, and the copy where one was granted."""
    found = own_request(request.actor.person_id, request_id)
    living = found.packages.exclude(state="GONE").first()
    now = timezone.now()
    over = living is None or is_over(living, at=now)
    context = row_of(found) | {
        "package": None if over else living,
        "may_make": found.kind == Kind.ACCESS
        and found.state == DataState.ANSWERED
        and found.outcome != Outcome.REFUSED
        and over,
        "uses": [vi_en(*words) for use, words in USES.items() if use in found.uses],
        "field": vi_en(*CORRECTABLE[found.field][:2]) if found.field else "",
        "effects": effects_said(found),
        "held": found.effects.get("held", 0),
    }
    return render(request, "my/data_request.html", context)


@citizen_required
@require_POST
def drop(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Take the request back."""
    try:
        drop_data_request(request_id=request_id, citizen=request.actor, at=timezone.now())
    except DomainError as refused:
        if refused.status == 404:
            raise
        messages.error(request, phrases.say(refused))
    else:
        messages.success(request, vi_en("Đã rút yêu cầu.", "The request is taken back."))
    return redirect("my:data-request", request_id)


@citizen_required
@require_POST
def again(request: ActedRequest, request_id: UUID) -> HttpResponse:
    """Have the copy made once more."""
    try:
        ask_package_again(request_id=request_id, citizen=request.actor, at=timezone.now())
    except DomainError as refused:
        if refused.status == 404:
            raise
        messages.error(request, phrases.say(refused))
    return redirect("my:data-request", request_id)


@citizen_required
@require_GET
def package(request: ActedRequest, package_id: UUID) -> HttpResponse:
    """Hand out the copy, to its person alone."""
    try:
        name, data = fetch_package(package_id=package_id, citizen=request.actor, at=timezone.now())
    except DomainError as refused:
        if refused.status == 404:
            raise
        messages.error(request, phrases.say(refused))
        return redirect("my:data")
    response = HttpResponse(data, content_type="application/zip")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@citizen_required
@require_POST
def allow(request: ActedRequest) -> HttpResponse:
    """Allow a use again."""
    person = request.actor.person_id
    if person:
        uses = [use for use in request.POST.getlist("viec") if use in USES]
        allow_uses(person_id=UUID(person), uses=uses, actor=request.actor, at=timezone.now())
        messages.success(request, vi_en("Đã cho dùng lại.", "Allowed again."))
    return redirect("my:data")


def posted(request: ActedRequest) -> dict[str, Any]:
    """Return what a form about data says, for the services that make a request."""
    upload = request.FILES.get("giay_to")
    proof: Upload | None = (upload.name or "giay-to", upload.read()) if upload else None
    return {
        "uses": request.POST.getlist("viec"),
        "field": request.POST.get("muc", ""),
        "wanted": request.POST.get("thong_tin", ""),
        "said": request.POST.get("noi_dung", ""),
        "proof": proof,
    }


def refusal_at(refused: DomainError) -> dict[str, str]:
    """Return what was refused, at the field it is about."""
    where = refused.where if refused.where in FIELDS else "gui"
    return {where: phrases.say(refused)}


def form_of(request: ActedRequest, kind: Kind, *, without: str = "") -> dict[str, Any]:
    """Return what the form of one kind shows, with what was typed; `without` one of the facts."""
    terms = terms_of(kind)
    return {
        "kind": kind,
        "name": vi_en(*KINDS[kind]),
        "about": vi_en(*ABOUT[kind]),
        "terms": terms,
        "stopping": kind in STOPPING and kind != Kind.RESTRICT,
        "use_options": [(use, vi_en(*words)) for use, words in USES.items()],
        "field_options": [(key, vi_en(*words[:2])) for key, words in CORRECTABLE.items() if key != without],
        "proven": ", ".join(vi_en(*words[:2]).lower() for words in CORRECTABLE.values() if words[2]),
        "needs_words": kind in {Kind.OBJECT, Kind.DELETE},
        "typed": {
            "viec": request.POST.getlist("viec"),
            "muc": request.POST.get("muc", request.GET.get("muc", "")),
            "thong_tin": request.POST.get("thong_tin", ""),
            "noi_dung": request.POST.get("noi_dung", ""),
        },
    }


def row_of(found: DataRequest) -> dict[str, Any]:
    """Return how one request is shown to its person."""
    state = DataState(found.state)
    return {
        "request_": found,
        "name": vi_en(*KINDS[Kind(found.kind)]),
        "state": vi_en(*STATES[state]),
        "outcome": vi_en(*OUTCOMES[Outcome(found.outcome)])
        if state == DataState.ANSWERED and found.outcome
        else "",
        "open": state in OPEN,
        "answered": state == DataState.ANSWERED,
        "late": state in OPEN and found.due_at < timezone.now(),
    }


def effects_said(found: DataRequest) -> list[str]:
    """Return in words what was done, where it can be counted."""
    counts = found.effects if found.state == DataState.ANSWERED else {}
    said = [
        ("phone", vi_en("Số điện thoại trong hồ sơ cá nhân", "Phone number of the record"), False),
        ("address", vi_en("Địa chỉ trong hồ sơ cá nhân", "Address of the record"), False),
        ("drafts", vi_en("bản nháp và giấy tờ trong đó", "drafts with their papers"), True),
        ("supplements", vi_en("bản bổ sung chưa gửi", "supplements not sent"), True),
        ("own_papers", vi_en("giấy tờ để dùng lại", "papers kept for use again"), True),
        ("bookings", vi_en("tên và số ở giờ hẹn đã qua", "names and numbers of past appointments"), True),
        ("calls", vi_en("số ở cuộc gọi lại đã xong", "numbers of calls that are over"), True),
    ]
    return [f"{counts[key]} {words}" if counted else words for key, words, counted in said if counts.get(key)]
