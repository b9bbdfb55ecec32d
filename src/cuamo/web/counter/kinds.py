"""Q1: what is special about this visit: whose number, for whom, and what else can be done than a dossier."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.views.decorators.http import require_GET, require_http_methods

from cuamo.dossiers.models import Dossier, Visit
from cuamo.dossiers.rules.mandate import KINDS, PROOF_OF, PROOFS, STATED
from cuamo.dossiers.selectors.mandates import mandates_in_force, name_of_represented
from cuamo.dossiers.services.form_files import Upload
from cuamo.dossiers.services.give_mandate import act_under
from cuamo.dossiers.services.set_phone import use_no_number, use_number_of
from cuamo.dossiers.services.take_mandate import Acting, act_for_oneself, take_mandate
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, go, keys_of, step_page, step_url, visit_of
from cuamo.web.counter.stated import SEXES, read_posted, typed_of
from cuamo.web.forms import read_date, read_id

ADULT = "NOTHING"
"""The represented is not here: nothing was shown but the proof."""
COMPANY_FIELDS = ("company_name", "company_code", "relation", "notice_phone", "kind", "proof")


@staff_required(*CLERKS)
@require_GET
def menu(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """List what can be done in this visit besides the straight way; a digit chooses."""
    visit, dossier = visit_of(request, visit_id)
    return sub_page(request, visit, dossier, "counter/kinds.html", choices=_choices(visit))


def _choices(visit: Visit) -> list[dict[str, str]]:
    def url(name: str) -> str:
        return reverse(f"counter:{name}", args=[visit.id])

    known = visit.person_id is not None
    rows = [
        ("act-for", "Làm thay người khác", "Con nhỏ, cha mẹ, người ốm, công ty. Cần giấy tờ.", known),
        ("number", "Không có điện thoại, hoặc số của người thân", "Người dân đồng ý mới dùng.", known),
        ("referral", "Giới thiệu đến nơi khác", "Việc không làm được ở đây: nơi đến, giờ hẹn, phiếu.", known),
        ("account", "Giúp lấy tài khoản VNeID", "Người dân tự làm, tự bấm mã.", known),
        ("lessons", "Bài học ngắn", "Dùng cổng, trả tiền bằng QR, nhận ra lừa đảo.", known),
        ("data-kinds", "Yêu cầu về dữ liệu cá nhân", "Xem, sửa, xóa, ngừng dùng dữ liệu của mình.", known),
        ("no-card-here", "Không có căn cước", "Hộ chiếu, VNeID, giấy khác, hoặc không mang gì.", True),
    ]
    return [
        {"url": url(name), "name": words, "note": note} for name, words, note, possible in rows if possible
    ]


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def number(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Take somebody else's number, or none at all."""
    visit, dossier = visit_of(request, visit_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        now = timezone.now()
        try:
            if request.POST.get("act") == "none":
                use_no_number(visit_id=visit.id, clerk=request.actor, at=now)
                messages.success(request, "Không dùng số nào. Phiếu nhận ghi mã hồ sơ và số tổng đài.")
            else:
                use_number_of(
                    visit_id=visit.id,
                    clerk=request.actor,
                    phone=request.POST.get("phone", ""),
                    owner=request.POST.get("owner", ""),
                    at=now,
                )
                messages.success(request, "Đã ghi số. Người dân được hỏi đồng ý ở bước 2.")
            return go(visit, 2)
        except DomainError as refused:
            where = refused.where if refused.where in {"phone", "owner"} else "phone"
            errors, status = {where: phrases.say(refused)}, refused.status
    typed = {
        "phone": request.POST.get("phone", visit.contact_phone),
        "owner": request.POST.get("owner", visit.contact_owner if visit.contact_phone else ""),
    }
    keys = keys_with(visit, dossier, main="Dùng số này")
    return sub_page(
        request, visit, dossier, "counter/number.html", status=status, errors=errors, typed=typed, keys=keys
    )


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def act_for(request: ActedRequest, visit_id: UUID) -> HttpResponse:
    """Take down for whom the person acts, or that they act for themselves again."""
    visit, dossier = visit_of(request, visit_id)
    errors: dict[str, str] = {}
    status = 200
    if request.method == "POST":
        now = timezone.now()
        try:
            if request.POST.get("act") == "self":
                act_for_oneself(visit_id=visit.id, clerk=request.actor, at=now)
                messages.success(request, "Từ đây làm việc của chính mình.")
            elif (held := read_id(request.POST, "uy_quyen")) is not None:
                act_under(visit_id=visit.id, clerk=request.actor, mandate_id=held, at=now)
                messages.success(request, "Đã ghi. Người dân được hỏi đồng ý ở bước 2.")
            else:
                mandate = take_mandate(
                    visit_id=visit.id, clerk=request.actor, acting=_acting(request), at=now
                )
                messages.success(
                    request,
                    f"Đã ghi: làm thay {name_of_represented(mandate)}. Người dân được hỏi đồng ý ở bước 2.",
                )
            return go(visit, 2)
        except DomainError as refused:
            errors, status = {refused.where or "kind": phrases.say(refused)}, refused.status
    typed = typed_of(request) | {name: request.POST.get(name, "") for name in COMPANY_FIELDS}
    typed["ends_on"] = read_date(request.POST, "ends_on")
    return sub_page(
        request,
        visit,
        dossier,
        "counter/act_for.html",
        status=status,
        errors=errors,
        typed=typed | {"kind": typed["kind"] or "CHILD"},
        kinds=[(key, words[0]) for key, words in KINDS.items()],
        proofs=[(key, words[0]) for key, words in PROOFS.items()],
        proof_of={key: list(value) for key, value in PROOF_OF.items()},
        held=mandates_in_force(visit.person_id, today=to_hanoi(timezone.now()).date()),
        sexes=SEXES,
        stated_words=STATED.vi,
        acting=name_of_represented(visit.mandate) if visit.mandate_id and visit.mandate else "",
        keys=keys_with(visit, dossier, main="Ghi người được làm thay"),
    )


def _acting(request: ActedRequest) -> Acting:
    posted = request.POST
    kind, paper = posted.get("kind", ""), request.FILES.get("paper")
    until = "-".join(reversed(read_date(posted, "ends_on").split("/")))
    return Acting(
        kind=kind,
        proof=posted.get("proof", ""),
        paper=Upload(paper.read(), paper.name or "giay.jpg") if paper else None,
        relation=posted.get("relation", ""),
        stated=None if kind == "COMPANY" else read_posted(request, known_by=ADULT),
        company_name=posted.get("company_name", ""),
        company_code=posted.get("company_code", ""),
        notice_phone=posted.get("notice_phone", ""),
        starts_on=to_hanoi(timezone.now()).date(),
        ends_on=_day(until),
    )


def _day(text: str) -> Any:
    try:
        return parse_date(text) if text else None
    except ValueError:
        return None


def sub_page(
    request: ActedRequest,
    visit: Visit,
    dossier: Dossier | None,
    template: str,
    *,
    step: int = 1,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Draw a page that hangs on a step of the visit, inside the workbench."""
    context.setdefault("keys", keys_with(visit, dossier, main="", step=step))
    return step_page(request, visit, dossier, step, template, status=status, **context)


def keys_with(visit: Visit, dossier: Dossier | None, *, main: str, step: int = 1) -> list[dict[str, Any]]:
    """Return the keys of a sub-page: Esc leads back to the step it hangs on."""
    keys = [key for key in keys_of(visit, dossier, step) if key["key"] not in {"Esc", "F10", "F8"}]
    keys.insert(0, {"key": "Esc", "name": "Quay lại bước", "url": step_url(visit, step)})
    if main:
        keys.append({"key": "F10", "name": main, "form": "buoc", "main": True})
    return keys
