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
    "dossier.id_images_removed": "Xoá ảnh căn cước không phải thành phần hồ sơ",
    "archive.held": "Đình chỉ tiêu huỷ",
    "archive.released": "Bỏ đình chỉ tiêu huỷ",
    "archive.dossier_archived": "Kho lưu trữ đã nhận hồ sơ",
    "archive.dossier_destroyed": "Tiêu huỷ khi hết hạn bảo quản",
    "dossier.drafted": "Bắt đầu điền",
    "dossier.acted_for": "Có người làm thay người đứng tên",
    "dossier.mandate_stopped": "Ủy quyền bị dừng",
    "dossier.represented_not_told": "Chưa báo được cho người được làm thay: không có số riêng",
    "dossier.summarised": "Cho người nộp xem lại",
    "dossier.form_signed": "Ký tờ khai",
    "dossier.summary_agreed": "Người nộp đồng ý với bản tóm tắt",
    "dossier.confirmed": "Người nộp xác nhận",
    "dossier.paid": "Đã nhận đủ tiền",
    "dossier.unpaid": "Cổng thanh toán lấy lại khoản đã trả, lại phải trả",
    "dossier.submitted": "Nộp hồ sơ",
    "dossier.accepted": "Tiếp nhận, hẹn trả kết quả",
    "dossier.refused": "Không giải quyết",
    "dossier.supplement_asked": "Yêu cầu bổ sung",
    "dossier.return_proposed": "Trình lãnh đạo: yêu cầu bổ sung lần nữa",
    "dossier.supplemented": "Đã bổ sung",
    "dossier.proposed": "Trình phê duyệt",
    "dossier.sent_back": "Trả lại để xem lại",
    "dossier.approved": "Phê duyệt",
    "dossier.signed": "Ký số kết quả",
    "dossier.unsigned": "Không ký được, trình lãnh đạo lại",
    "dossier.numbered": "Cho số kết quả",
    "dossier.sealed": "Ký số của cơ quan",
    "dossier.revocation_proposed": "Đề nghị thu hồi kết quả",
    "dossier.revocation_refused": "Không thu hồi, kết quả giữ nguyên",
    "dossier.result_revoked": "Thu hồi kết quả",
    "dossier.finished": "Phát hành kết quả",
    "dossier.returned": "Trả kết quả",
    "dossier.rated": "Người nộp đánh giá",
    "dossier.withdrawal_asked": "Xin rút hồ sơ",
    "dossier.assigned": "Phân công người giải quyết",
    "dossier.taken_over": "Người khác trong đơn vị nhận giải quyết",
    "dossier.transferred": "Chuyển cơ quan có thẩm quyền",
    "dossier.payment_asked": "Báo khoản phải trả thêm",
    "dossier.obligation_paid": "Đã trả khoản phải trả thêm",
    "dossier.extended": "Xin lỗi và hẹn lại",
    "dossier.due_recounted": "Tính lại ngày hẹn theo lịch",
    "dossier.digitising_asked": "Đã xem giấy tờ, ký số bản số hoá",
    "dossier.paper_digitised": "Có bản số hoá đã ký",
    "dossier.scan_faulted": "Báo cần quét lại",
    "dossier.paper_rescanned": "Quét lại bản giấy",
    "dossier.original_received": "Nhận bản giấy",
    "dossier.paper_reused": "Dùng lại giấy đã có",
    "dossier.reuse_undone": "Bỏ giấy dùng lại",
    "dossier.opinion_asked": "Hỏi ý kiến",
    "dossier.opinion_unplaced": "Chưa hỏi được cơ quan phối hợp, cần hỏi tay",
    "dossier.opinion_given": "Đã có ý kiến",
    "dossier.correction_drafted": "Soạn bản đính chính",
    "dossier.due_soon": "Nhắc: sắp đến hẹn",
    "dossier.overdue": "Nhắc: đã quá hẹn",
    "dossier.slowed": "Nhắc: nửa thời gian của bước đã qua",
    "dossier.escalated": "Báo cấp trên: vẫn trễ",
    "dossier.apology_prepared": "Soạn sẵn thư xin lỗi, chờ lãnh đạo gửi",
    "dossier.expedite_asked": "Đề nghị đẩy nhanh",
    "dossier.expedite_answered": "Trả lời đề nghị đẩy nhanh",
    "dossier.opened_by_call": "Tổng đài mở hồ sơ theo cuộc gọi",
    "dossier.result_corrected": "Đính chính kết quả",
    "dossier.complained": "Khiếu nại",
    "dossier.complaint_answered": "Trả lời khiếu nại",
    "dossier.stopped": "Dừng giải quyết",
    "delivery.prepared": "Đóng phong bì",
    "delivery.sealed": "Niêm phong",
    "delivery.manifested": "Vào bảng kê",
    "delivery.off_manifest": "Lấy khỏi bảng kê",
    "delivery.papers_left_out": "Bản gốc chưa gửi đi",
    "delivery.half_handed_over": "Bàn giao: mới một bên quét",
    "delivery.handed_over": "Bưu tá nhận",
    "delivery.out": "Đang giao",
    "delivery.failed": "Giao chưa được",
    "delivery.returned": "Đưa về điểm",
    "delivery.recalled": "Gọi phong bì về, không giao",
    "delivery.refused": "Người nhận không nhận",
    "delivery.held": "Giữ tại điểm",
    "delivery.hold_over": "Hết hạn giữ tại điểm",
    "delivery.kept_at_centre": "Trung tâm giữ",
    "delivery.window_chosen": "Hẹn giờ giao",
    "delivery.point_chosen": "Chọn để ở điểm",
    "delivery.redirect_asked": "Xin đổi nơi giao",
    "delivery.redirect_stopped": "Giữ nơi giao cũ",
    "delivery.redirected": "Đã đổi nơi giao",
    "delivery.passing_reported": "Báo người nhận đã mất",
    "delivery.heirs_named": "Quyết định người thừa kế nhận",
    "delivery.recipient_lives": "Báo nhầm, người nhận còn sống",
    "delivery.lost": "Phong bì thất lạc",
    "delivery.replaced": "Cấp lại, phong bì mới",
    "delivery.found_again": "Tìm thấy phong bì đã báo mất",
    "delivery.delivered": "Đã giao tận tay",
    "delivery.carrier_accepted": "Hãng chuyển nhận đơn",
    "delivery.carrier_moved": "Hãng chuyển báo tin",
    "delivery.carrier_called_off": "Xin hãng chuyển hủy đơn",
    "delivery.carrier_proof": "Hãng chuyển gửi bằng chứng phát",
    "dossier.earlier_result_changed": "Kết quả của phần trước bị thu hồi hoặc đính chính",
    "dossier.note_written": "Ghi chú nội bộ",
    "dossier.note_struck": "Gạch ghi chú nội bộ",
    "payment.opened": "Báo khoản phải trả",
    "payment.settled": "Tiền đã về",
}


FLAG_WORDS = {
    "late": "Đã từng trễ",
    "slow": "Chậm ở bước này",
    "apology": "Chờ gửi xin lỗi và hẹn lại",
    "expedite": "Có yêu cầu làm nhanh",
    "priority": "Ưu tiên",
    "earlier": "Kết quả của phần trước đã thay đổi",
}
"""Flags the queue can be narrowed to."""


def time_left(due_at: datetime, now: datetime) -> str:
    """Return how much time is left, or how late it is: `còn 3 giờ`, `trễ 2 ngày`."""
    seconds = int((due_at - now).total_seconds())
    word, seconds = ("còn", seconds) if seconds >= 0 else ("trễ", -seconds)
    if seconds < 3600:
        return f"{word} {seconds // 60} phút"
    if seconds < 86_400:
        return f"{word} {seconds // 3600} giờ"
    return f"{word} {seconds // 86_400} ngày"


QUEUE_KEYS = (
    ("↑ ↓", "sang hồ sơ trên, dưới"),
    ("Enter", "mở hồ sơ"),
    ("Phím cách", "đánh dấu hồ sơ"),
    ("F4", "tìm trong hàng đợi"),
    ("F10", "nhận giữ các hồ sơ đã đánh dấu"),
)
DOSSIER_KEYS = (
    ("1 … 9", "đánh dấu giấy tờ đã xem"),
    ("Page Up, Page Down", "trang trước, trang sau; hết giấy này thì sang giấy kế"),
    ("+ −", "phóng to, thu nhỏ"),
    ("0", "vừa một trang, hoặc vừa bề ngang"),
    ("*", "xoay trang và các trang sau nó"),
    ("F2", "viết ghi chú nội bộ"),
    ("Alt+1 … 9", "chọn quyết định"),
    ("Esc", "về đúng dòng trong hàng đợi"),
)
BULK_KEYS = (
    ("↑ ↓", "sang hồ sơ trên, dưới"),
    ("Phím cách", "đánh dấu hoặc bỏ dấu"),
    ("F10", "xem thử, rồi làm"),
    ("Esc", "về hàng đợi"),
)
PACKING_KEYS = (
    ("Enter", "ghi đã giao phong bì vừa quét"),
    ("Tab", "sang ô, nút kế tiếp"),
)
LIST_KEYS = (
    ("↑ ↓", "sang dòng trên, dưới"),
    ("Enter", "mở dòng"),
    ("Alt+1 Alt+2", "chờ trả lời, đã trả lời"),
)
OPINION_KEYS = (
    ("F10", "gửi ý kiến"),
    ("Page Up, Page Down", "trang trước, trang sau của giấy tờ"),
    ("+ −", "phóng to, thu nhỏ"),
    ("0", "vừa một trang, hoặc vừa bề ngang"),
    ("*", "xoay trang"),
    ("Esc", "về danh sách"),
)
COMPLAINT_KEYS = (
    ("F10", "gửi câu trả lời"),
    ("Esc", "về danh sách"),
)
DECISION_KEYS = (
    ("F10", "xác nhận quyết định"),
    ("Esc", "về hồ sơ, chưa quyết định gì"),
    ("Phím cách", "đánh dấu lý do"),
)


def minutes_since(moment: datetime, now: datetime) -> str:
    """Return for how long: `12 phút`, `3 giờ`."""
    return time_left(now, moment).removeprefix("còn ").removeprefix("trễ ")
