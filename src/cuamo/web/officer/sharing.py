"""X1 of the leader: teams, leave, rules by which work is shared, and passing work on."""

from collections.abc import Callable
from datetime import date, datetime
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_POST

from cuamo.catalogue.selectors.versions import names_of
from cuamo.dossiers.selectors.loads import loads_at
from cuamo.dossiers.services.hand_over_work import hand_over_work
from cuamo.kernel.clock import to_hanoi
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.organisation.models import Unit
from cuamo.organisation.policies import require_leads
from cuamo.organisation.selectors.absences import absences_of
from cuamo.organisation.selectors.scope import units_under
from cuamo.organisation.selectors.sharing import at_desk, open_teams, sharing_rules
from cuamo.organisation.selectors.wards import all_wards
from cuamo.organisation.services.leave import end_leave, set_leave
from cuamo.organisation.services.sharing_rules import close_rule, set_rule
from cuamo.organisation.services.teams import AT_WORK, close_team, set_team
from cuamo.organisation.types import Role, UnitKind
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.forms import read_date, read_id
from cuamo.web.officer.desk import desk_of

LEADERS = (Role.LEADER, Role.BUSINESS_ADMIN)
PREFIX = {"to": "to_", "nghi": "nghi_", "quy-tac": "qt_", "chuyen": "ch_"}
"""Begins the names of the fields of each form of the page."""
PLACES = (UnitKind.POINT, UnitKind.BRANCH, UnitKind.AUTHORITY, UnitKind.WARD)


@staff_required(*LEADERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """Show who works at the unit, with how much, in which team, who is away, and the rules."""
    return _page(request, _unit(request), {})


@staff_required(*LEADERS)
@require_POST
def act(request: ActedRequest, what: str) -> HttpResponse:
    """Do one thing of the page; a refusal stands at its form with what was typed."""
    if what not in ACTS:
        raise Http404
    unit = _unit(request)
    try:
        said = ACTS[what](request, unit.code, timezone.now())
    except DomainError as error:
        named = {f"{PREFIX.get(what, '')}{error.where or 'phan_cong'}": phrases.say(error)}
        return _page(request, unit, named, status=error.status)
    messages.success(request, said)
    return redirect(f"{reverse('officer:sharing')}{_query(request, unit)}")


def _page(request: ActedRequest, unit: Unit, errors: dict[str, str], *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    desk = at_desk(unit.code, *AT_WORK, at=now)
    names = {officer.id: officer.name for officer in desk}
    loads = loads_at(unit.code, list(names), now=now)
    teams = list(open_teams(unit.code))
    team_names = {str(team.id): team.name for team in teams}
    rules = list(sharing_rules(unit.code))
    known = names_of({rule.procedure_code for rule in rules})
    wards = {ward.code: ward.full_name for ward in all_wards()}
    people = [("", "Chọn một người"), *names.items()]
    context = {
        "unit": unit,
        "units": _units(request) if Role.BUSINESS_ADMIN in request.actor.roles else [],
        "officers": [
            {
                "id": officer.id,
                "name": officer.name,
                "teams": ", ".join(team_names[key] for key in officer.teams if key in team_names),
                "open": _counted(loads[officer.id].open),
                "late": _counted(loads[officer.id].late),
                "is_late": loads[officer.id].late > 0,
                "away": officer.is_away,
                "substitute": names.get(officer.substitute_id, ""),
            }
            for officer in desk
        ],
        "nobodys": _counted(loads[""].open),
        "nobodys_late": _counted(loads[""].late),
        "teams": [
            {
                "team": team,
                "members": [
                    {"id": officer.id, "name": officer.name, "in": str(team.id) in officer.teams}
                    for officer in desk
                ],
            }
            for team in teams
        ],
        "absences": absences_of(unit.code, at=now),
        "today": to_hanoi(now).date(),
        "rules": [
            {
                "rule": rule,
                "procedure": known.get(rule.procedure_code, rule.procedure_code) or "Mọi thủ tục",
                "ward": wards.get(rule.ward_code, rule.ward_code) or "mọi nơi",
                "whom": rule.team or (rule.officer.full_name if rule.officer else "cả đơn vị"),
            }
            for rule in rules
        ],
        "people": people,
        "sources": [*names.items(), ("", f"Chưa phân công ({_counted(loads[''].open)})")],
        "members": list(names.items()),
        "whom": [
            ("", "Cả đơn vị"),
            *((f"to:{key}", f"Tổ {name}") for key, name in team_names.items()),
            *((f"nguoi:{key}", name) for key, name in names.items()),
        ],
        "wards": [("", "Mọi phường, xã"), *wards.items()],
        "errors": errors,
        "typed": request.POST,
        "typed_from": read_date(request.POST, "nghi_tu"),
        "typed_to": read_date(request.POST, "nghi_den"),
        "query": _query(request, unit),
        "unit_name": desk_of(request.actor),
    }
    return render(request, "officer/sharing.html", context, status=status)


def _unit(request: ActedRequest) -> Unit:
    """Return the unit of the address, or the leader's own; one outside the scope is refused."""
    code = request.GET.get("don-vi", "") or request.actor.unit_code
    if code == request.actor.unit_code and Role.BUSINESS_ADMIN in request.actor.roles:
        code = _units(request)[0][0]
    require_leads(request.actor, code, scope=units_under(request.actor.unit_code))
    unit = Unit.objects.filter(code=code).first()
    if unit is None:
        raise Http404
    return unit


def _units(request: ActedRequest) -> list[tuple[str, str]]:
    under = Unit.objects.filter(code__in=units_under(request.actor.unit_code), kind__in=PLACES)
    return list(under.order_by("kind", "code").values_list("code", "name_vi"))


def _query(request: ActedRequest, unit: Unit) -> str:
    return "" if unit.code == request.actor.unit_code else f"?don-vi={unit.code}"


def _counted(count: int) -> str:
    return "999+" if count >= 1000 else str(count)


def _set_team(request: ActedRequest, unit_code: str, at: datetime) -> str:
    team = set_team(
        unit_code=unit_code,
        name=request.POST.get("to_ten", ""),
        members=request.POST.getlist("to_nguoi"),
        team_id=read_id(request.POST, "to"),
        leader=request.actor,
        at=at,
    )
    return f"Đã lưu tổ {team.name}."


def _close_team(request: ActedRequest, unit_code: str, at: datetime) -> str:
    close_team(
        team_id=read_id(request.POST, "to") or UUID(int=0), unit_code=unit_code, leader=request.actor, at=at
    )
    return "Đã giải thể tổ."


def _set_leave(request: ActedRequest, unit_code: str, at: datetime) -> str:
    absence = set_leave(
        unit_code=unit_code,
        officer_id=request.POST.get("nghi_nguoi", ""),
        substitute_id=request.POST.get("nghi_thay", ""),
        starts_on=_day(request.POST, "tu"),
        ends_on=_day(request.POST, "den"),
        leader=request.actor,
        at=at,
    )
    return f"Đã ghi lịch nghỉ đến hết ngày {absence.ends_on:%d/%m/%Y}."


def _end_leave(request: ActedRequest, unit_code: str, at: datetime) -> str:
    end_leave(
        absence_id=read_id(request.POST, "nghi") or UUID(int=0),
        unit_code=unit_code,
        leader=request.actor,
        at=at,
    )
    return "Đã ghi người này đi làm lại."


def _set_rule(request: ActedRequest, unit_code: str, at: datetime) -> str:
    kind, _, key = request.POST.get("qt_cho", "").partition(":")
    most = request.POST.get("qt_toi_da", "").strip()
    if most and not most.isdecimal():
        raise Invalid(
            "rule.most",
            "Mức tối đa ghi bằng số, ví dụ 40.",
            "Write the limit as a number, such as 40.",
            where="toi_da",
        )
    procedure = request.POST.get("qt_thu_tuc", "").strip()
    if procedure and not names_of({procedure}):
        raise Invalid(
            "rule.procedure",
            f"Không có thủ tục mã «{procedure[:40]}».",
            f"There is no procedure with the code “{procedure[:40]}”.",
            where="thu_tuc",
            hint_vi="Mã thủ tục ghi ở danh mục, ví dụ 2.000635.",
            hint_en="The code stands in the catalogue, such as 2.000635.",
        )
    set_rule(
        unit_code=unit_code,
        procedure_code=procedure,
        ward_code=request.POST.get("qt_phuong", ""),
        team_id=key if kind == "to" else "",
        officer_id=key if kind == "nguoi" else "",
        most_open=int(most[:6] or 0),
        leader=request.actor,
        at=at,
    )
    return "Đã lưu quy tắc. Hồ sơ đến sau được phân theo quy tắc này."


def _close_rule(request: ActedRequest, unit_code: str, at: datetime) -> str:
    close_rule(
        rule_id=read_id(request.POST, "quy_tac") or UUID(int=0),
        unit_code=unit_code,
        leader=request.actor,
        at=at,
    )
    return "Đã bỏ quy tắc. Hồ sơ đã phân vẫn giữ nguyên."


def _hand_over(request: ActedRequest, unit_code: str, at: datetime) -> str:
    most = request.POST.get("ch_so", "").strip()
    moved = hand_over_work(
        unit_code=unit_code,
        from_officer=request.POST.get("ch_tu", ""),
        to_officer=request.POST.get("ch_toi", ""),
        most=int(most[:6]) if most.isdecimal() else 0,
        by=request.actor,
        at=at,
    )
    return f"Đã chuyển {moved} hồ sơ." if moved else "Không có hồ sơ nào người nhận làm được để chuyển."


ACTS: dict[str, Callable[[ActedRequest, str, datetime], str]] = {
    "to": _set_team,
    "giai-the": _close_team,
    "nghi": _set_leave,
    "di-lam": _end_leave,
    "quy-tac": _set_rule,
    "bo-quy-tac": _close_rule,
    "chuyen": _hand_over,
}


def _day(posted: QueryDict, name: str) -> date:
    try:
        return datetime.strptime(read_date(posted, f"nghi_{name}"), "%d/%m/%Y").date()
    except ValueError:
        raise Invalid(
            "leave.day",
            "Ngày cần đủ ngày, tháng, năm, ví dụ 20/11/2026.",
            "A date needs day, month and year, such as 20/11/2026.",
            where=name,
        ) from None
