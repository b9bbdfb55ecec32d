"""What the citizen will read if the officer decides so: the text to the phone, and the tracking page."""

from datetime import datetime

from django.conf import settings
from django.http import QueryDict

from cuamo.catalogue.rules import clock
from cuamo.dossiers.models import Decision, Dossier, Result
from cuamo.dossiers.selectors import texts
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.ask_supplement import DAYS_TO_ANSWER
from cuamo.dossiers.services.four_eyes import PROPOSALS
from cuamo.notices.rules import quiet
from cuamo.organisation.models import Unit
from cuamo.organisation.selectors.calendar_of import calendar_of
from cuamo.web.officer.decision_form import asked_items, given_reasons
from cuamo.web.officer.life_preview import LIFE_SHOWN, revoked_preview
from cuamo.web.officer.told import Preview
from cuamo.web.templatetags.words import hanoi_datetime


def preview_of(dossier: Dossier, kind: str, posted: QueryDict, *, now: datetime) -> Preview:
    """Return what the citizen reads after this decision, taken now."""
    shown = _SHOWN.get(kind, _silent)(dossier, posted, now)
    if not dossier.contact_phone:
        shown.sms = ""
    goes_at = quiet.may_go_at(now, quiet=True, hours=settings.QUIET_HOURS)
    shown.goes_at = goes_at if shown.sms and not shown.later and goes_at > now else None
    return shown


def proposal_of(dossier: Dossier) -> Decision | None:
    """Return the specialist's newest proposal."""
    return Decision.objects.filter(dossier=dossier, kind__in=PROPOSALS).order_by("decided_at", "id").last()


def _accept(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    due = clock.due(
        dossier.version.content,
        received_at=now,
        calendar=calendar_of(dossier.decided_by),
        answers=dossier.answers,
        values=dossier.values,
    ).due_at
    return Preview(
        sms=texts.as_sent(texts.accepted_text(dossier, due_at=due), dossier),
        badge="da-tiep-nhan",
        lines=[f"Hẹn trả kết quả: {hanoi_datetime(due)}.", "Không cần đến thêm."],
    )


def _refuse(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    turn_to = posted.get("turn_to", "").strip()
    return Preview(
        sms=texts.as_sent(texts.refused_text(dossier), dossier),
        badge="khong-giai-quyet",
        reasons=[reason for reason in given_reasons(posted) if reason.strip()],
        lines=[f"Nơi giải quyết: {turn_to}"] if turn_to else [],
        complain=True,
    )


def _ask(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    return _asked(dossier, asked_items(dossier, posted), now)


def _asked(dossier: Dossier, items: list[dict[str, str]], now: datetime) -> Preview:
    answer_by = calendar_for(dossier).add_calendar_days(now, DAYS_TO_ANSWER)
    told = texts.supplement_text(dossier, missing=len(items), answer_by=answer_by)
    return Preview(
        sms=texts.as_sent(told, dossier) if items else "",
        badge="can-bo-sung",
        items=items,
        lines=[
            f"Bổ sung một lần, trước {texts.day(answer_by)}.",
            "Trong lúc chờ, thời hạn giải quyết tạm dừng.",
        ],
    )


def _approve(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    proposal = proposal_of(dossier)
    if proposal is not None and proposal.kind == "PROPOSE_REFUSE":
        return Preview(
            sms=texts.as_sent(texts.refused_text(dossier), dossier),
            badge="khong-giai-quyet",
            reasons=proposal.content.get("reasons", []),
            complain=True,
        )
    if proposal is not None and proposal.kind == "PROPOSE_RETURN":
        return _asked(dossier, proposal.content["items"], now)
    if proposal is not None and proposal.kind == "PROPOSE_REVOKE":
        said = proposal.content
        return revoked_preview(dossier, "; ".join(said.get("reasons", [])), said.get("law", ""))
    result = Result.objects.filter(dossier=dossier).first()
    return Preview(rows=result.content if result else {})


def _issue(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    return Preview(
        sms=texts.as_sent(texts.result_text(dossier, at=now), dossier),
        badge="co-ket-qua",
        lines=["Đồng hồ dừng."],
    )


def _transfer(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    unit = Unit.objects.filter(code=posted.get("to_unit", "")).first()
    if unit is None:
        return Preview(badge="dang-giai-quyet", lines=["Chưa chọn cơ quan nhận."])
    return Preview(
        sms=texts.as_sent(texts.transferred_text(dossier, to_name=unit.name_vi), dossier),
        badge="dang-giai-quyet",
        lines=[f"Đang ở: {unit.name_vi}.", "Ngày hẹn không đổi, không cần làm gì."],
    )


def _withdraw(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    return Preview(badge="da-rut", lines=["Hồ sơ dừng giải quyết theo yêu cầu của người nộp."])


def _silent(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    return Preview()


_SHOWN = {
    "tiep-nhan": _accept,
    "tu-choi": _refuse,
    "bo-sung": _ask,
    "phe-duyet": _approve,
    "phat-hanh": _issue,
    "cho-rut": _withdraw,
    "chuyen": _transfer,
    **LIFE_SHOWN,
}
