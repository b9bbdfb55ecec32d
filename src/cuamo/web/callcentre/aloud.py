"""Where a dossier stands, written to be read aloud: whole sentences, one idea each."""

from collections.abc import Sequence
from datetime import datetime

from cuamo.delivery.states import ParcelState
from cuamo.dossiers.models import Dossier, Expedite
from cuamo.dossiers.rules.ladder import WORDS, Rung
from cuamo.dossiers.rules.linked import UNDER_WAY
from cuamo.dossiers.selectors.linked_track import PartTrack
from cuamo.dossiers.selectors.tracking import Track
from cuamo.kernel.clock import HANOI
from cuamo.organisation.models import Unit
from cuamo.web.carriage import Carriage

NEXT = {
    Rung.SENT: "Trung tâm đang kiểm tra để tiếp nhận.",
    Rung.ACCEPTED: "Cơ quan bắt đầu giải quyết.",
    Rung.IN_PROGRESS: "Xong sẽ có tin nhắn. Không cần đến thêm.",
    Rung.SUPPLEMENT: "Cần gửi đủ giấy còn thiếu một lần, trên trang hồ sơ hoặc tại điểm phục vụ.",
    Rung.PAYMENT: "Cần trả khoản còn lại trên trang hồ sơ hoặc tại điểm phục vụ. Trả xong hồ sơ đi tiếp.",
    Rung.READY: "Bưu tá sẽ giao tận nhà và nhắn tin trước.",
    Rung.ON_THE_WAY: "Bưu tá gọi trước khi đến. Chỉ đọc mã nhận khi đã cầm giấy tờ.",
    Rung.RETURNED: "Giấy sai chỗ nào thì đề nghị đính chính ở bất kỳ điểm nào.",
    Rung.REFUSED: "Lý do và cách khiếu nại ở trang hồ sơ, hoặc hỏi tại điểm phục vụ.",
    Rung.WITHDRAWN: "Muốn làm lại thì nộp hồ sơ mới.",
}


def paragraph(
    dossier: Dossier,
    seen: Track,
    *,
    asked: Sequence[Unit],
    waiting: Expedite | None = None,
    carriage: Carriage | None = None,
    dead_at_fetch: bool = False,
    now: datetime,
) -> list[str]:
    """Return the sentences the operator reads to the caller.

    Args:
        asked: authorities whose opinion is awaited.
        waiting: a request to move it that has no answer yet.
        carriage: where the envelope with the result is; None without one.
        dead_at_fetch: a courier who came to fetch papers was told that their owner has died.
    """
    name = seen.procedure_vi.removeprefix("Thủ tục ")
    said = [f"Hồ sơ {name[:1].lower()}{name[1:]}: {WORDS[seen.rung][0].lower()}."]
    if seen.holder_vi and dossier.finished_at is None:
        since = f" từ {_day(seen.since)}" if seen.since else ""
        said.append(f"Hồ sơ đang ở {seen.holder_vi}{since}.")
    if asked:
        said.append(f"Cơ quan đang chờ ý kiến của {', '.join(unit.name_vi for unit in asked)}.")
    if dossier.finished_at is None:
        said += _term(dossier, seen, now)
    if dead_at_fetch:
        said.append("Bưu tá tới lấy giấy tờ ghi là người nộp đã mất, nên không có tin nhắn.")
        said.append("Ghi nhầm thì xin lỗi: lãnh đạo cơ quan sửa lại ngay khi được báo.")
    if dossier.paused_at is not None:
        said.append("Thời hạn đang dừng vì chờ người nộp.")
    if waiting is not None:
        said.append(f"Đã đề nghị đẩy nhanh. {waiting.to_name} trả lời trước {_moment(waiting.answer_by)}.")
    elif dossier.finished_at is None and (_late_parts(seen) if seen.parts else seen.late):
        said.append("Tổng đài đề nghị đẩy nhanh ngay bây giờ, có người trả lời trong vài giờ làm việc.")
    elif carriage is not None and seen.rung is not Rung.RETURNED:
        said += _carried(carriage)
    else:
        said.append(NEXT.get(seen.rung, "Cần biết thêm thì ra điểm phục vụ gần nhất."))
    return said


def _carried(carriage: Carriage) -> list[str]:
    """Say where the envelope is and what the caller can do."""
    envelope = carriage.envelope
    place = carriage.place.name_vi if carriage.place else "điểm phục vụ"
    if envelope.dead:
        return ["Phong bì được giữ lại.", "Cán bộ sẽ gọi cho gia đình về người được nhận."]
    if envelope.state is ParcelState.LOST and envelope.papers_only:
        return [
            "Xin lỗi, giấy tờ gốc bị thất lạc trên đường. Không phải trả tiền làm lại.",
            "Mang giấy xác nhận đã mất ra điểm phục vụ, nhân viên làm giúp hồ sơ cấp lại.",
        ]
    if envelope.state is ParcelState.LOST:
        day = f" Ngày hẹn mới là {_day(envelope.loss.promised_by)}." if envelope.loss else ""
        return [f"Xin lỗi, giấy tờ bị thất lạc trên đường.{day}", "Cấp lại không mất tiền, không cần làm gì."]
    if envelope.recalled:
        return ["Phong bì đã được gọi về, không giao nữa."]
    if envelope.state is ParcelState.HELD:
        until = f" đến hết {_day(envelope.held_until)}" if envelope.held_until else ""
        return [f"Giấy tờ đang giữ ở {place}{until}.", "Mang căn cước đến lấy trong giờ mở cửa."]
    said = [f"Phong bì: {carriage.words[:1].lower()}{carriage.words[1:]}."]
    if envelope.state is ParcelState.FAILED_ATTEMPT:
        said.append(f"Lý do lần trước: {envelope.reason_vi[:1].lower()}{envelope.reason_vi[1:]}.")
    if envelope.chosen:
        said.append(f"Đã hẹn giao {envelope.chosen}.")
    elif envelope.may_choose:
        said.append("Tổng đài hẹn giờ giao ngay bây giờ, hoặc để ở điểm gần nhà.")
    if envelope.state is ParcelState.OUT_FOR_DELIVERY:
        said.append("Chỉ đọc mã nhận khi đã cầm giấy tờ.")
    return said


def _late_parts(seen: Track) -> list[PartTrack]:
    """Return the parts of a linked filing that are late and still under way."""
    return [part for part in seen.parts if part.track.late and part.rung in UNDER_WAY]


def _term(dossier: Dossier, seen: Track, now: datetime) -> list[str]:
    if seen.parts and (late := _late_parts(seen)):
        names = ", ".join(f"{part.name_vi[:1].lower()}{part.name_vi[1:]}" for part in late)
        return [f"Xin lỗi, phần {names} trễ hẹn."]
    if seen.parts and seen.late:
        return []
    if seen.late and seen.due_at is not None:
        days = max(1, (now - seen.due_at).days)
        again = dossier.promised_again_at
        new = f" Ngày hẹn mới là {_day(again)}." if again and again > now else " Ngày hẹn mới chưa có."
        return [f"Xin lỗi, hồ sơ trễ hẹn {days} ngày.{new}"]
    if seen.due_at is not None:
        return [f"Hẹn trả kết quả trước {_moment(seen.due_at)}."]
    if seen.answer_due_at is not None:
        return [f"Trung tâm trả lời tiếp nhận trước {_moment(seen.answer_due_at)}."]
    return []


def _day(at: datetime) -> str:
    local = at.astimezone(HANOI)
    return f"ngày {local.day} tháng {local.month}"


def _moment(at: datetime) -> str:
    local = at.astimezone(HANOI)
    minutes = f" {local.minute} phút" if local.minute else ""
    return f"{local.hour} giờ{minutes} ngày {local.day} tháng {local.month}"
