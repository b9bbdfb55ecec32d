"""S1: how the territory does, exceptions first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from cuamo.dossiers.selectors import overdue
from cuamo.dossiers.selectors.unsent import long_unsent
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.oversight.rules import targets
from cuamo.oversight.selectors.explanations import overdue_explanations
from cuamo.oversight.selectors.figures import FEW, Figures, last_update
from cuamo.oversight.selectors.flags import open_flags_by_kind
from cuamo.oversight.selectors.overview import Overview, overview, weakest_points
from cuamo.oversight.selectors.times import times_of_authorities
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.oversight import charts
from cuamo.web.oversight.people import WATCHERS, place_of, territory_of
from cuamo.web.public.words import percent


@dataclass(frozen=True)
class Number:
    """One of the six: what it is now, its target, how it changed, and its thirteen weeks."""

    name: str
    figure: str
    target: str
    change: str
    sentence: str
    tone: str
    """`good`, `bad` or empty where nothing can be said."""
    spark: list[str]


@staff_required(*WATCHERS)
@require_GET
def show(request: ActedRequest) -> HttpResponse:
    """Show six numbers with target and change, what stands out, and the weeks as lines with their table."""
    now, units = timezone.now(), territory_of(request.actor)
    day = now.astimezone(HANOI).date()
    found = overview(units=units, day=day)
    weak = weakest_points(units=units, day=day, least=FEW)
    times = times_of_authorities(units=units, day=day)
    own, watches = request.actor.unit_code, "INSPECTOR" in request.actor.roles
    codes = [row.key for row in weak] + [row.unit_code for row in times] + [own]
    names = dict(Unit.objects.filter(code__in=codes).values_list("code", "name_vi"))
    return render(
        request,
        "oversight/overview.html",
        {
            "day": day,
            "numbers": numbers_of(found),
            "sizes": overdue.sizes(units=units, now=now),
            "unsent": long_unsent(units=units, now=now),
            "unexplained": overdue_explanations(now=now) if watches else [],
            "signs": sum(open_flags_by_kind(units=units).values()) if watches else 0,
            "month": found.month,
            "weak": [(names.get(row.key, row.key), row, percent(row.on_time_share)) for row in weak],
            "times": [
                (
                    names.get(row.unit_code, row.unit_code),
                    row,
                    hours(row.median_hours),
                    hours(row.ninth_hours),
                )
                for row in times
            ],
            "weeks": found.weeks,
            "alone": [found.alone[week.first] for week in found.weeks],
            "table": [(week, percent(week.on_time_share), found.alone[week.first]) for week in found.weeks],
            "on_time_line": on_time_line(found.weeks),
            "sent_line": sent_line(found.weeks),
            "on_time_target": targets.ON_TIME,
            "updated": last_update(),
            "any": any(week.sums["submitted"] or week.sums["visits"] for week in found.weeks),
            "unit_name": place_of(request.actor, name=names.get(own, "")),
        },
    )


def hours(value: float) -> str:
    """Return working hours as people read them: `5,5`."""
    return f"{value:.1f}".removesuffix(".0").replace(".", ",")


def numbers_of(found: Overview) -> list[Number]:
    """Return the six numbers of S1."""
    month, before, weeks = found.month, found.before, found.weeks
    alone, alone_before = (
        _part(found.alone_month, month.sums["submitted"]),
        _part(found.alone_before, before.sums["submitted"]),
    )
    sent = found.today.sums["submitted"]
    second = month.sums["second_returns"]
    return [
        _share(
            "Đúng hẹn",
            (month.on_time_share, before.on_time_share),
            targets.ON_TIME,
            f"{month.ended_on_time} trong {month.ended} hồ sơ xong đúng hẹn, kể cả bị từ chối hoặc dừng.",
            weeks,
            lambda week: week.on_time_share,
        ),
        Number(
            "Hồ sơ nộp hôm nay",
            str(sent),
            "",
            "",
            f"Bốn tuần qua có {month.sums['submitted']} hồ sơ, bốn tuần trước đó {before.sums['submitted']}.",
            "",
            charts.spark([week.sums["submitted"] for week in weeks]),
        ),
        _minutes(month, before, weeks),
        _share(
            "Phải bổ sung",
            (month.returned_share, before.returned_share),
            targets.RETURNED,
            f"{month.sums['supplements']} lần yêu cầu bổ sung, trong đó {second} lần thứ hai trở lên.",
            weeks,
            lambda week: week.returned_share,
            less_is_better=True,
        ),
        _share(
            "Hài lòng",
            (month.good_share, before.good_share),
            targets.GOOD,
            f"{month.sums['rated_good']} trong {month.sums['rated']} lượt đánh giá là «tốt».",
            weeks,
            lambda week: week.good_share,
        ),
        _share(
            "Người dân tự nộp",
            (alone, alone_before),
            targets.ALONE,
            f"{found.alone_month} hồ sơ người dân tự nộp trực tuyến, không cần người giúp.",
            weeks,
            lambda week: _part(found.alone[week.first], week.sums["submitted"]),
        ),
    ]


def on_time_line(weeks: list[Figures]) -> charts.Line:
    """Return the share on time by week."""
    shares = [week.on_time_share for week in weeks]
    low = min([share for share in shares if share is not None], default=90)
    return charts.line(
        shares,
        _names(weeks),
        low=max(0, (int(low) - 2) // 10 * 10),
        high=100,
        target=targets.ON_TIME,
        unit=" %",
    )


def sent_line(weeks: list[Figures]) -> charts.Line:
    """Return how many dossiers were sent by week."""
    counts = [float(week.sums["submitted"]) for week in weeks]
    most = max([*counts, 10])
    step = 10 ** (len(str(int(most))) - 1)
    return charts.line(counts, _names(weeks), low=0, high=-(-most // (2 * step)) * 2 * step)


def _names(weeks: list[Figures]) -> list[str]:
    return [_short(week.first) for week in weeks]


def _short(day: date) -> str:
    return f"{day:%d/%m}"


def _part(part: int, whole: int) -> float | None:
    return round(part * 100 / whole, 1) if whole >= FEW else None


def _share(
    name: str,
    shares: tuple[float | None, float | None],
    target: float,
    sentence: str,
    weeks: list[Figures],
    of: Callable[[Figures], float | None],
    *,
    less_is_better: bool = False,
) -> Number:
    now, before = shares
    word = "không quá" if less_is_better else "ít nhất"
    tone = ""
    if now is not None:
        met = now <= target if less_is_better else now >= target
        tone = "good" if met else "bad"
    return Number(
        name,
        percent(now),
        f"Mục tiêu {word} {target:g} %",
        _change(now, before, " điểm phần trăm"),
        sentence,
        tone,
        charts.spark([of(week) for week in weeks]),
    )


def _minutes(month: Figures, before: Figures, weeks: list[Figures]) -> Number:
    now = month.mean_minutes
    return Number(
        "Phút mỗi lượt",
        "ít hơn 10" if now is None else str(now),
        f"Mục tiêu không quá {targets.MINUTES} phút",
        _change(now, before.mean_minutes, " phút"),
        f"Trung bình của {month.sums['visits']} lượt tại quầy.",
        "" if now is None else ("good" if now <= targets.MINUTES else "bad"),
        charts.spark([None if week.mean_minutes is None else float(week.mean_minutes) for week in weeks]),
    )


def _change(now: float | None, before: float | None, unit: str) -> str:
    if now is None or before is None:
        return "Chưa đủ số liệu để so sánh"
    step = round(now - before, 1)
    if step == 0:
        return "Như bốn tuần trước"
    word = "Tăng" if step > 0 else "Giảm"
    return f"{word} {abs(step):g}{unit} so với bốn tuần trước".replace(".", ",")
