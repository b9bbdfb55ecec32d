"""Kinds of places and roles of people (facts §6.6)."""

from django.db import models


class UnitKind(models.TextChoices):
    """What a unit is in the network."""

    AGENCY = "AGENCY", "điểm đại lý"
    BRANCH = "BRANCH", "chi nhánh"
    POINT = "POINT", "điểm phục vụ hành chính công"
    AUTHORITY = "AUTHORITY", "cơ quan giải quyết"
    CENTRE = "CENTRE", "trung tâm"
    OPERATOR = "OPERATOR", "đơn vị vận hành"
    WARD = "WARD", "ủy ban nhân dân phường, xã"


class Role(models.TextChoices):
    """What a member of staff may do at a unit."""

    CLERK = "CLERK", "nhân viên đại lý"
    SHIFT_LEAD = "SHIFT_LEAD", "trưởng ca"
    COORDINATOR = "COORDINATOR", "điều phối viên đơn vị vận hành"
    RECEIVER = "RECEIVER", "cán bộ tiếp nhận"
    SPECIALIST = "SPECIALIST", "chuyên viên"
    LEADER = "LEADER", "lãnh đạo"
    RECORDS_CLERK = "RECORDS_CLERK", "văn thư"
    FINANCE = "FINANCE", "kế toán"
    COURIER = "COURIER", "bưu tá"
    CALL_AGENT = "CALL_AGENT", "tổng đài viên"
    INSPECTOR = "INSPECTOR", "giám sát viên"
    BUSINESS_ADMIN = "BUSINESS_ADMIN", "quản trị nghiệp vụ"
    TECH_ADMIN = "TECH_ADMIN", "quản trị kỹ thuật"
    CATALOGUE_EDITOR = "CATALOGUE_EDITOR", "biên tập viên danh mục thủ tục"
    CATALOGUE_APPROVER = "CATALOGUE_APPROVER", "người duyệt danh mục thủ tục"


class Confidence(models.TextChoices):
    """How far a row of reference data can be trusted (facts, first page)."""

    SOURCED = "S", "có nguồn"
    HIGH = "H", "chắc chắn"
    MEDIUM = "M", "cần kiểm tra"
    LOW = "L", "chưa kiểm chứng"
    UNKNOWN = "X", "không tìm thấy, chỉ là mẫu"
