"""What the citizen will read after money was asked for, a new date, a stop, a correction."""

from datetime import datetime

from django.http import QueryDict

from cuamo.dossiers.models import Dossier, Result
from cuamo.dossiers.rules.deadline import last_day_to_extend
from cuamo.dossiers.rules.obligation import check_lines
from cuamo.dossiers.selectors import texts
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.services.ask_payment import DAYS_TO_PAY
from cuamo.kernel.errors import Invalid
from cuamo.kernel.money import format_vnd
from cuamo.web.officer.life_form import correction_of, lines_of, new_moment, with_prepared
from cuamo.web.officer.told import Preview


def payment_told(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    """N3P, and the items as the account shows them."""
    try:
        lines = check_lines(lines_of(posted))
    except Invalid:
        return Preview(badge="cho-tra-tien", lines=["Chưa ghi đủ khoản, số tiền và căn cứ."])
    pay_by = calendar_for(dossier).add_calendar_days(now, DAYS_TO_PAY)
    amount_vnd = sum(line["citizen_vnd"] for line in lines)
    return Preview(
        sms=texts.as_sent(texts.payment_text(dossier, amount_vnd=amount_vnd, pay_by=pay_by), dossier),
        badge="cho-tra-tien",
        lines=[
            *(
                f"{line['name_vi']}: {format_vnd(line['citizen_vnd'])} ({line['reason_vi']})"
                for line in lines
            ),
            f"Trả trước {texts.day(pay_by)}.",
            "Trong lúc chờ, thời hạn giải quyết tạm dừng.",
        ],
    )


def extension_told(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    """N4, or N4G while the term still runs."""
    posted = with_prepared(dossier, posted)
    try:
        new = new_moment(posted)
    except Invalid:
        return Preview(badge="dang-giai-quyet", lines=["Chưa ghi ngày hẹn mới."])
    cause = posted.get("cause", "").strip()
    if not cause or dossier.due_at is None:
        return Preview(badge="dang-giai-quyet", lines=["Chưa ghi lý do."])
    in_time = now <= last_day_to_extend(due_at=dossier.due_at, calendar=calendar_for(dossier))
    told = texts.extended_text(dossier, new_due_at=new, cause=cause, in_time=in_time)
    try:
        sms = texts.as_sent(told, dossier)
    except ValueError:
        return Preview(
            badge="dang-giai-quyet", lines=["Tin nhắn không được có số giấy tờ. Bỏ số đó khỏi lý do."]
        )
    return Preview(sms=sms, badge="dang-giai-quyet", lines=[f"Hẹn mới: {texts.day(new)}."])


def stop_told(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    """N12S; the ground is read in the account."""
    ground = posted.get("ground", "").strip()
    return Preview(
        sms=texts.as_sent(texts.stopped_text(dossier), dossier),
        badge="khong-giai-quyet",
        reasons=[ground] if ground else [],
        lines=[f"Căn cứ: {law}" for law in [posted.get("law", "").strip()] if law],
        complain=True,
    )


def correction_told(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    """N5C goes out when the corrected result is issued."""
    rows = correction_of(Result.objects.filter(dossier=dossier).first(), posted)
    return Preview(
        sms=texts.as_sent(texts.corrected_text(dossier), dossier),
        badge="co-ket-qua",
        lines=["Tin này đi khi bản đính chính đã được duyệt, ký và phát hành."],
        rows={row["label"]: row["value"] for row in rows},
        later=True,
    )


def revocation_told(dossier: Dossier, posted: QueryDict, now: datetime) -> Preview:
    """N5R goes out when a leader has agreed."""
    reason, law = posted.get("reason", "").strip(), posted.get("law", "").strip()
    return revoked_preview(dossier, reason, law, later=True)


def revoked_preview(dossier: Dossier, reason: str, law: str, *, later: bool = False) -> Preview:
    """Return what a citizen reads of a result that is taken back."""
    lines = ["Kết quả không dùng được nữa. Trang kiểm tra bằng mã QR cũng báo như vậy."]
    lines += [f"Căn cứ: {law}"] if law else []
    lines += ["Tin này đi khi lãnh đạo đồng ý thu hồi."] if later else []
    return Preview(
        sms=texts.as_sent(texts.revoked_text(dossier), dossier),
        badge="co-ket-qua",
        reasons=[reason] if reason else [],
        lines=lines,
        complain=True,
        later=later,
    )


LIFE_SHOWN = {
    "khoan-phai-tra": payment_told,
    "hen-lai": extension_told,
    "dung": stop_told,
    "dinh-chinh": correction_told,
    "thu-hoi": revocation_told,
}
