"""The words settlement is described with."""

from django.db import models


class Service(models.TextChoices):
    """What an operator does for the city, one act each; a loss is an act too, one that costs it."""

    DELIVER_HOME = "DELIVER_HOME", "Giao kết quả tận nơi"
    PICK_UP = "PICK_UP", "Chuyển giấy tờ từ quầy"
    RETURN = "RETURN", "Chuyển hoàn về điểm"
    HOLD = "HOLD", "Giữ tại điểm"
    ASSIST = "ASSIST", "Hỗ trợ hồ sơ tại đại lý"
    LOSS = "LOSS", "Làm mất"


class LineKind(models.TextChoices):
    """What a line of a statement is."""

    SERVICE = "SERVICE", "Dịch vụ"
    PENALTY = "PENALTY", "Phạt"
    LIABILITY = "LIABILITY", "Bồi thường"
    CAP = "CAP", "Phần phạt vượt mức trần"
    CORRECTION = "CORRECTION", "Điều chỉnh"


class Fault(models.TextChoices):
    """What went wrong in the hands of an operator, read from the custody chain."""

    LATE_PICK_UP = "LATE_PICK_UP", "Nhận chậm"
    LATE_DELIVERY = "LATE_DELIVERY", "Giao chậm"
    GAP = "GAP", "Bàn giao thiếu một bên"
    MISSING_PROOF = "MISSING_PROOF", "Thiếu chứng cứ giao tận tay"
    LOST = "LOST", "Làm mất"


class Payer(models.TextChoices):
    """Who bears a line."""

    CITY = "CITY", "Ngân sách thành phố"
    CITIZEN = "CITIZEN", "Người nộp hồ sơ"
    OPERATOR = "OPERATOR", "Đơn vị vận hành"


class StatementState(models.TextChoices):
    """Where a statement stands."""

    DRAFT = "DRAFT", "Đang lập"
    SENT = "SENT", "Chờ đơn vị xác nhận"
    CONFIRMED = "CONFIRMED", "Đơn vị đã xác nhận"
    APPROVED = "APPROVED", "Đã duyệt, đã ghi sổ"
    PAID = "PAID", "Đã chuyển tiền"


class DisputeState(models.TextChoices):
    """What became of an objection."""

    OPEN = "OPEN", "Chờ kế toán trả lời"
    ACCEPTED = "ACCEPTED", "Chấp nhận"
    REJECTED = "REJECTED", "Giữ nguyên"


class InstrumentKind(models.TextChoices):
    """Versioned data of the settlement."""

    CONTRACT = "CONTRACT", "Hợp đồng"
    SUBSIDY = "SUBSIDY", "Quy định hỗ trợ"
    BUDGET = "BUDGET", "Dự toán năm"


class InstrumentState(models.TextChoices):
    """Whether a version counts."""

    PROPOSED = "PROPOSED", "Chờ duyệt"
    APPROVED = "APPROVED", "Có hiệu lực"
    REJECTED = "REJECTED", "Không duyệt"
