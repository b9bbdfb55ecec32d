"""Words of the inbox."""

from datetime import datetime

from cuamo.dossiers.states import Step

STEP_WORDS: dict[Step, str] = {
    Step.INTAKE: "Tiếp nhận",
    Step.EXAMINE: "Thẩm định",
    Step.APPROVE: "Phê duyệt",
    Step.SIGN: "Đang ký số",
    Step.ISSUE: "Phát hành",
    Step.PACK: "Đóng gói",
    Step.CITIZEN: "Chờ người nộp",
    Step.EXTERNAL: "Theo dõi ở bộ",
}
EVENT_WORDS: dict[str, str] = {
    "dossier.drafted": "Bắt đầu điền",
    "dossier.summarised": "Cho người nộp xem lại",
    "dossier.summary_agreed": "Người nộp đồng ý với bản tóm tắt",
    "dossier.confirmed": "Người nộp xác nhận",
    "dossier.paid": "Đã nhận đủ tiền",
    "dossier.submitted": "Nộp hồ sơ",
    "dossier.accepted": "Tiếp nhận, hẹn trả kết quả",
    "dossier.refused": "Không giải quyết",
    "dossier.supplement_asked": "Yêu cầu bổ sung",
    "dossier.supplemented": "Đã bổ sung",
    "dossier.proposed": "Trình phê duyệt",
    "dossier.sent_back": "Trả lại để xem lại",
    "dossier.approved": "Phê duyệt",
    "dossier.signed": "Ký số kết quả",
    "dossier.finished": "Phát hành kết quả",
    "dossier.returned": "Trả kết quả",
    "dossier.rated": "Người nộp đánh giá",
    "dossier.withdrawal_asked": "Xin rút hồ sơ",
    "dossier.stopped": "Dừng giải quyết",
    "delivery.prepared": "Đóng phong bì",
    "delivery.sealed": "Niêm phong",
    "delivery.manifested": "Vào bảng kê",
    "delivery.half_handed_over": "Bàn giao: mới một bên quét",
    "delivery.handed_over": "Bưu tá nhận",
    "delivery.out": "Đang giao",
    "delivery.failed": "Giao chưa được",
    "delivery.returned": "Đưa về điểm",
    "delivery.delivered": "Đã giao tận tay",
    "payment.opened": "Báo khoản phải trả",
    "payment.settled": "Tiền đã về",
}


def time_left(due_at: datetime, now: datetime) -> str:
    """Return how much time is left, or how late it is: `còn 3 giờ`, `trễ 2 ngày`."""
    seconds = int((due_at - now).total_seconds())
    word, seconds = ("còn", seconds) if seconds >= 0 else ("trễ", -seconds)
    if seconds < 3600:
        return f"{word} {seconds // 60} phút"
    if seconds < 86_400:
        return f"{word} {seconds // 3600} giờ"
    return f"{word} {seconds // 86_400} ngày"
