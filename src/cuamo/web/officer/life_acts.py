"""The acts of X3 that can come between acceptance and result, and after it."""

from collections.abc import Callable
from datetime import datetime

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.services.ask_payment import ask_payment
from cuamo.dossiers.services.correct_result import correct_result
from cuamo.dossiers.services.extend import extend
from cuamo.dossiers.services.opinion import ask_opinion
from cuamo.dossiers.services.revoke_result import propose_revocation
from cuamo.dossiers.services.stop import stop
from cuamo.web.audiences import ActedRequest
from cuamo.web.officer.life_form import correction_of, hours_of, lines_of, new_moment, unit_meant

Act = Callable[[ActedRequest, Dossier, datetime], object]

LIFE_TITLES = {
    "khoan-phai-tra": "Yêu cầu trả thêm khoản",
    "hoi-y-kien": "Hỏi ý kiến cơ quan khác",
    "hen-lai": "Xin lỗi, hẹn lại ngày trả",
    "dung": "Dừng giải quyết",
    "dinh-chinh": "Đính chính kết quả",
    "thu-hoi": "Đề nghị thu hồi kết quả",
}
LIFE_BUTTONS = {
    "khoan-phai-tra": "Gửi yêu cầu trả tiền",
    "hoi-y-kien": "Gửi câu hỏi",
    "hen-lai": "Xin lỗi và hẹn lại",
    "dung": "Dừng giải quyết",
    "dinh-chinh": "Trình bản đính chính",
    "thu-hoi": "Trình lãnh đạo thu hồi",
}
STAYS = frozenset({"hoi-y-kien", "hen-lai", "dung", "dinh-chinh", "thu-hoi"})
"""After these the same dossier is opened again: there is a slip to print, or more to ask."""


def _ask_payment(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    ask_payment(dossier_id=dossier.id, officer=request.actor, lines=lines_of(request.POST), at=at)


def _ask_opinion(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    ask_opinion(
        dossier_id=dossier.id,
        officer=request.actor,
        of_unit=unit_meant(request.POST.get("of_unit", ""), dossier),
        question=request.POST.get("question", ""),
        hours=hours_of(request.POST),
        at=at,
    )


def _extend(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    extend(
        dossier_id=dossier.id,
        leader=request.actor,
        cause=request.POST.get("cause", ""),
        new_due_at=new_moment(request.POST),
        at=at,
    )


def _stop(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    stop(
        dossier_id=dossier.id,
        leader=request.actor,
        ground=request.POST.get("ground", ""),
        law=request.POST.get("law", ""),
        at=at,
    )


def _correct(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    rows = correction_of(Result.objects.filter(dossier=dossier).first(), request.POST)
    correct_result(
        dossier_id=dossier.id,
        officer=request.actor,
        reason=request.POST.get("reason", ""),
        content={row["label"]: row["value"] for row in rows},
        at=at,
    )


def _revoke(request: ActedRequest, dossier: Dossier, at: datetime) -> None:
    propose_revocation(
        dossier_id=dossier.id,
        officer=request.actor,
        reason=request.POST.get("reason", ""),
        law=request.POST.get("law", ""),
        at=at,
    )


LIFE_ACTS: dict[str, Act] = {
    "khoan-phai-tra": _ask_payment,
    "hoi-y-kien": _ask_opinion,
    "hen-lai": _extend,
    "dung": _stop,
    "dinh-chinh": _correct,
    "thu-hoi": _revoke,
}
