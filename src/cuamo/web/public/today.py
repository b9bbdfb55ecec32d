"""K1: the city today, each figure as a sentence and in a table."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from cuamo.kernel.clock import HANOI
from cuamo.oversight.selectors import figures
from cuamo.oversight.selectors.figures import Figures
from cuamo.web.audiences import ActedRequest, everyone
from cuamo.web.language import vi_en
from cuamo.web.public.words import percent

WEEKS = 13


@dataclass(frozen=True)
class Line:
    """One figure: its name, today, the last four weeks, and the sentence that says it."""

    name: str
    today: str
    weeks: str
    sample: int
    sentence: str


@everyone
def today(request: ActedRequest) -> HttpResponse:
    """Show today's figures and the weeks before, built from facts of the ledger."""
    day = timezone.now().astimezone(HANOI).date()
    now, month = figures.city(day, day), figures.city(day - timedelta(days=27), day)
    channels = {found.key: found for found in figures.by("channel", day - timedelta(days=27), day)}
    return render(
        request,
        "public/today.html",
        {
            "day": day,
            "lines": lines_of(now, month),
            "weeks": weeks_before(day),
            "alone": channels["SELF"].sums["submitted"] if "SELF" in channels else 0,
            "helped": channels["COUNTER"].sums["submitted"] if "COUNTER" in channels else 0,
            "updated": figures.last_update(),
            "month": month,
        },
    )


def lines_of(now: Figures, month: Figures) -> list[Line]:
    """Return the lines of K1."""
    sent, done = now.sums["submitted"], now.sums["finished"]
    return [
        Line(
            vi_en("Hồ sơ nộp", "Dossiers sent"),
            str(sent),
            str(month.sums["submitted"]),
            month.sums["submitted"],
            vi_en(f"Hôm nay có {sent} hồ sơ nộp trực tuyến.", f"{sent} dossiers were sent online today."),
        ),
        Line(
            vi_en("Hồ sơ có kết quả", "Results issued"),
            str(done),
            str(month.sums["finished"]),
            month.sums["finished"],
            vi_en(f"Hôm nay {done} hồ sơ có kết quả.", f"{done} dossiers got their result today."),
        ),
        Line(
            vi_en("Đúng hẹn", "On time"),
            percent(now.on_time_share),
            percent(month.on_time_share),
            month.ended,
            _share(
                month.on_time_share,
                "Trong 4 tuần, {share} hồ sơ trả đúng hẹn.",
                "In four weeks, {share} of results came on time.",
            ),
        ),
        Line(
            vi_en("Phải bổ sung", "Asked for more"),
            percent(now.returned_share),
            percent(month.returned_share),
            month.sums["accepted"],
            _share(
                month.returned_share,
                "Trong 4 tuần, {share} hồ sơ phải bổ sung giấy tờ.",
                "In four weeks, {share} of dossiers needed more papers.",
            ),
        ),
        Line(
            vi_en("Hài lòng", "Satisfied"),
            percent(now.good_share),
            percent(month.good_share),
            month.sums["rated"],
            _share(
                month.good_share,
                "Trong 4 tuần, {share} người trả lời chọn «tốt».",
                "In four weeks, {share} of those who answered chose “good”.",
            ),
        ),
        Line(
            vi_en("Phút mỗi lượt hỗ trợ", "Minutes per visit"),
            _minutes(now),
            _minutes(month),
            month.sums["visits"],
            vi_en(
                f"Trong 4 tuần, các điểm đã hỗ trợ {month.sums['visits']} lượt người.",
                f"In four weeks, the points helped {month.sums['visits']} people.",
            ),
        ),
        Line(
            vi_en("Báo bị đòi thêm tiền", "Reports of extra money asked"),
            str(now.sums["extra_money"]),
            str(month.sums["extra_money"]),
            month.sums["rated"],
            vi_en(
                f"Trong 4 tuần, {month.sums['extra_money']} người báo bị đòi thêm tiền.",
                f"In four weeks, {month.sums['extra_money']} people reported being asked for extra money.",
            ),
        ),
    ]


def weeks_before(day: date) -> list[Figures]:
    """Return the last thirteen weeks, oldest first; the running week ends today."""
    monday = day - timedelta(days=day.weekday())
    starts = [monday - timedelta(weeks=back) for back in range(WEEKS - 1, -1, -1)]
    return [figures.city(start, min(start + timedelta(days=6), day)) for start in starts]


def _share(share: float | None, vi: str, en: str) -> str:
    if share is None:
        return vi_en("Chưa đủ 10 hồ sơ để nói tỷ lệ.", "Fewer than ten cases: no share is given.")
    return vi_en(vi, en).format(share=percent(share))


def _minutes(found: Figures) -> str:
    return "–" if found.mean_minutes is None else str(found.mean_minutes)
