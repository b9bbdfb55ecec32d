"""What X3 asks for money, an opinion, a new date, a stop and a correction; typed text stays."""

from datetime import date, datetime, time
from typing import Any

from django.http import QueryDict

from cuamo.dossiers.models import Dossier, Obligation, PastResult, Result, SupplementRequest
from cuamo.dossiers.rules.deadline import last_day_to_extend
from cuamo.dossiers.selectors.apologies import prepared_apology
from cuamo.dossiers.selectors.calendar_for import calendar_for
from cuamo.dossiers.selectors.sentence_words import sentence_words
from cuamo.dossiers.states import State
from cuamo.kernel.clock import HANOI
from cuamo.kernel.errors import Invalid
from cuamo.kernel.selectors.calendar import current_calendar
from cuamo.kernel.text import fold
from cuamo.web.forms import read_date, read_table
from cuamo.web.officer.decision_form import authorities_but

LINES = (("name_vi", "Khoản phải trả"), ("amount_vnd", "Số tiền (₫)"), ("law", "Căn cứ"))
LINE_COLUMNS = [{"key": key, "label_vi": label} for key, label in LINES]
LEAST_LINES = 2
"""The form adds an empty line to these."""
ADD = "them_dong"
USUAL_HOURS = "16"
LATEST_YEAR = 2100
STOP_LAW = "Thông tư 03/2025/TT-VPCP, mẫu 05"
KINDS = frozenset({"khoan-phai-tra", "hoi-y-kien", "hen-lai", "dung", "dinh-chinh", "thu-hoi"})
FIELDS = frozenset(
    {"lines", "of_unit", "question", "hours", "cause", "new_due_at", "ground", "content", "law"}
)
"""Fields a refusal of these acts can point at."""


def asked_of(dossier: Dossier, kind: str, posted: QueryDict, *, now: datetime) -> dict[str, Any]:
    """Return what the form of one of these acts is drawn from; empty for every other kind."""
    if kind not in KINDS:
        return {}
    more: dict[str, Any] = {"part": f"officer/decide/{kind.replace('-', '_')}.html"}
    if kind == "khoan-phai-tra":
        typed = lines_of(posted)
        rows = max(len(typed), LEAST_LINES) + (1 if ADD in posted else 0)
        more |= {"lines": [*typed, *({} for _ in range(rows - len(typed)))], "columns": LINE_COLUMNS}
    elif kind == "hoi-y-kien":
        more |= {
            "units": [shown_unit(*unit) for unit in authorities_but(dossier.decided_by)],
            "hours": posted.get("hours", USUAL_HOURS),
        }
    elif kind == "hen-lai" and dossier.due_at is not None:
        last = last_day_to_extend(due_at=dossier.due_at, calendar=calendar_for(dossier))
        more |= {"last_moment": last, "in_time": now <= last, "first_day": first_day(dossier, now)}
        filled = with_prepared(dossier, posted)
        more |= {"new_date": read_date(filled, "new_due_at"), "cause": filled.get("cause", "")}
    elif kind == "dung":
        more |= {
            "ground": posted.get("ground", usual_ground(dossier, now)),
            "law": posted.get("law", STOP_LAW),
            "waits_until": waits_until(dossier),
            "now": now,
        }
    elif kind == "thu-hoi":
        issued = Result.objects.filter(dossier=dossier).first()
        more |= {"issued_number": issued.number if issued else "", "law": posted.get("law", "")}
    elif kind == "dinh-chinh":
        result = Result.objects.filter(dossier=dossier).first()
        past = PastResult.objects.filter(dossier=dossier).order_by("replaced_at").last()
        shown = result.number if result and result.number else past.number if past else ""
        more |= {"issued_number": shown, "result_rows": correction_of(result, posted)}
    return more


def lines_of(posted: QueryDict) -> list[dict[str, str]]:
    """Return the lines of money that were typed; empty ones are dropped."""
    return read_table(posted, "lines", [key for key, _ in LINES])


def shown_unit(code: str, name: str) -> str:
    """Return an authority as the list offers it: `Phường Cửa Nam · PX-00082`."""
    return f"{name} · {code}"


def unit_meant(typed: str, dossier: Dossier) -> str:
    """Return the code of the one authority that is meant: as offered, its code, its name, or a part of it.

    Empty when none or several could be meant. Diacritics and capitals do not matter.
    """
    wanted, others = fold(typed), authorities_but(dossier.decided_by)
    if not wanted:
        return ""
    code_typed = wanted.rpartition("·")[2].strip()
    same = [code for code, name in others if code_typed == fold(code) or wanted == fold(name)]
    near = same or [code for code, name in others if wanted in fold(name)]
    return near[0] if len(near) == 1 else ""


def hours_of(posted: QueryDict) -> int:
    """Return the working hours that were typed; 0 when it is no number, which is refused."""
    typed = posted.get("hours", "").strip()
    return int(typed[:6]) if typed.isascii() and typed.isdigit() else 0


def first_day(dossier: Dossier, now: datetime) -> date:
    """Return the first day that can be promised: a working day after the due day and after today."""
    after = max(dossier.due_at or now, now).astimezone(HANOI).date()
    return current_calendar().next_working_day(after)


def new_moment(posted: QueryDict) -> datetime:
    """Return the end of office hours of the typed day.

    Raises:
        Invalid: it is no day.
    """
    try:
        day = datetime.strptime(read_date(posted, "new_due_at"), "%d/%m/%Y").date()
    except ValueError:
        day = date.max
    if day.year > LATEST_YEAR:
        raise Invalid(
            "extend.unread",
            "Ngày hẹn mới cần đủ ngày, tháng, năm.",
            "The new date needs day, month and year.",
            where="new_due_at",
        )
    calendar = current_calendar()
    return calendar.close_of(day) if calendar.is_working(day) else datetime.combine(day, time(17), HANOI)


def with_prepared(dossier: Dossier, posted: QueryDict) -> QueryDict:
    """Return what was typed; before anything was, what lies ready in the prepared letter."""
    ready = None if "cause" in posted else prepared_apology(dossier)
    if ready is None:
        return posted
    filled = QueryDict(mutable=True)
    filled["cause"] = ready.cause
    filled["new_due_at"] = f"{ready.new_due_at.astimezone(HANOI):%d/%m/%Y}"
    return filled


def waits_until(dossier: Dossier) -> datetime | None:
    """Return until when the citizen may still send papers or money, None when neither is awaited."""
    if dossier.state == State.SUPPLEMENT:
        asked = SupplementRequest.objects.filter(dossier=dossier).order_by("-number").first()
        return asked.answer_by if asked else None
    if dossier.state == State.PAYMENT:
        owed = Obligation.objects.filter(dossier=dossier, settled_at=None).first()
        return owed.pay_by if owed else None
    return None


def usual_ground(dossier: Dossier, now: datetime) -> str:
    """Return the ground that is plain from the dossier: what was asked for did not come in time."""
    until = waits_until(dossier)
    if until is None or now <= until:
        return ""
    day = f"{until.astimezone(HANOI):%d/%m/%Y}"
    if dossier.state == State.PAYMENT:
        return f"Khoản phải trả trước {day} chưa được trả."
    return f"Giấy tờ yêu cầu bổ sung trước {day} chưa được gửi."


def correction_of(result: Result | None, posted: QueryDict) -> list[dict[str, Any]]:
    """Return what the corrected result will say: as typed, or as issued; with what stands now."""
    said = sentence_words(result) | result.content if result else {}
    issued = {label: str(value) for label, value in said.items()}
    typed = zip(posted.getlist("result_label"), posted.getlist("result_value"), strict=False)
    rows = dict(typed) or issued
    return [
        {"label": label, "value": rows.get(label, value).strip(), "issued": value}
        for label, value in issued.items()
    ]
