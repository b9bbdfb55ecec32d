"""What the page of any long work says, and how it words trouble and time left."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from cuamo.kernel.clock import HANOI
from cuamo.kernel.selectors.job_of import JobState


@dataclass(frozen=True)
class Work:
    """One piece of long work, as its page shows it."""

    id: UUID
    name: str
    detail: str
    who: str
    since: datetime
    ended: datetime | None
    done: int
    total: int
    finished: bool
    phase: str
    """What it does now, or what came of it, in words."""
    facts: list[tuple[str, int]] = field(default_factory=list)
    faults: int = 0
    problem: str = ""
    """What went wrong and what happens next; empty when nothing did."""
    result_url: str = ""
    result_name: str = ""
    left: str = ""
    """About how long it still takes; empty when nobody can say."""


def problem_of(job: JobState | None, now: datetime) -> str:
    """Return what went wrong in words a person can act on; empty while all goes well."""
    if job is None or job.status in {"cancelled", "aborted", "succeeded"}:
        return (
            "Việc này không còn trong hàng đợi. Phần đã làm được giữ nguyên."
            " Báo kỹ thuật của Trung tâm để chạy tiếp."
        )
    if job.status == "failed":
        return (
            f"Máy đã thử {job.attempts} lần không xong và dừng lại. Phần đã làm được giữ nguyên."
            " Kỹ thuật của Trung tâm thấy lỗi này và chạy tiếp được; không cần làm lại từ đầu."
        )
    if job.status == "todo" and job.attempts:
        again = job.next_at.astimezone(HANOI) if job.next_at and job.next_at > now else None
        when = f"lúc {again:%H:%M:%S}" if again else "ngay khi máy rảnh"
        return f"Lần chạy thứ {job.attempts} gặp lỗi. Máy tự thử lại {when}; không phải làm gì."
    return ""


def time_left(done: int, total: int, spent: timedelta) -> str:
    """Return the time left as a range, a fifth to either side; empty when nothing has been done yet."""
    if not 0 < done < total:
        return ""
    seconds = spent.total_seconds() * (total - done) / done
    low, high = seconds * 0.8, seconds * 1.2
    if high < 60:
        return "chưa tới 1 phút"
    if high < 120:
        return "1–2 phút"
    if high < 2 * 3600:
        return f"{max(1, int(low // 60))}–{-(-int(high) // 60)} phút"
    return f"{max(1, int(low // 3600))}–{-(-int(high) // 3600)} giờ"
