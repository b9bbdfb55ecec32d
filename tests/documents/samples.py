"""One filled example of every sheet; names and numbers are invented."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

HANOI = ZoneInfo("Asia/Ho_Chi_Minh")
NOW = datetime(2026, 11, 24, 9, 12, tzinfo=HANOI)
PROCEDURE = {"code": "1.001193", "name": "Đăng ký khai sinh"}
PERSON = {
    "name": "NGUYỄN THỊ ĐẶNG THẲNG",
    "personal_id_masked": "001•••••2345",
    "address": "Số 1 Phố Thử, phường Kim Liên, Hà Nội",
    "phone": "0912•••678",
    "email": "thang@example.vn",
}
CODE = "H26.16-20261124-0000012"
OFFICIAL = {
    "agency_parent": "Ủy ban nhân dân thành phố Hà Nội",
    "agency_name": "Ủy ban nhân dân phường Kim Liên",
    "code": CODE,
    "place": "Hà Nội",
    "issued_on": date(2026, 11, 24),
    "applicant": PERSON,
    "procedure": PROCEDURE,
    "track_url": "http://localhost:8000/t/7Kq2mZ4nP9xR",
    "hotline": "024.1022",
}
SAMPLES = {
    "receipt_a5": {
        "service_name": "Đại lý dịch vụ công trực tuyến",
        "point_name": "Bưu điện Kim Liên",
        "counter": "3",
        "clerk_number": "NV 0123",
        "printed_at": NOW,
        "code": CODE,
        "track_url": OFFICIAL["track_url"],
        "person": PERSON,
        "procedure": PROCEDURE,
        "papers": [
            {"name": "Tờ khai đăng ký khai sinh", "kind": "bản điện tử", "pages": 2},
            {"name": "Giấy chứng sinh", "kind": "bản chính", "pages": 1},
            {"name": "Giấy chứng nhận kết hôn của cha, mẹ", "kind": "bản sao", "pages": 2},
        ],
        "answer_when": "chậm nhất 17:00 ngày 25/11/2026",
        "return_how": "giao tận nhà, phường Kim Liên",
        "money": [
            {"name": "Lệ phí đăng ký khai sinh", "amount_vnd": 0, "note": "nộp trực tuyến"},
            {"name": "Bản sao trích lục, 1 bản", "amount_vnd": 8000},
        ],
        "total_vnd": 8000,
        "paid_by": "chuyển khoản",
        "balance_vnd": 0,
        "hotline": "024.1022",
        "report_line": "baocao@example.vn",
        "consent": "Đã đồng ý lúc 09:05: nhân viên xem tên, ngày sinh, nơi ở để điền tờ khai này (bản V3).",
        "label": {"code": "TH-0001234", "destination": "Trung tâm hành chính công, CN 3", "run": "C24-02"},
    },
    "summary_a5": {
        "point_name": "Bưu điện Kim Liên",
        "printed_at": NOW,
        "code": CODE,
        "person": PERSON,
        "procedure": PROCEDURE,
        "sections": [
            {
                "title": "Người được khai sinh",
                "rows": [
                    {"label": "Họ, chữ đệm, tên", "value": "NGUYỄN ĐẶNG BẢO AN"},
                    {"label": "Ngày sinh", "value": "20/11/2026"},
                    {"label": "Nơi sinh", "value": "Bệnh viện Phụ sản Hà Nội, phường Láng, thành phố Hà Nội"},
                    {"label": "Dân tộc", "value": "Kinh"},
                ],
            },
            {
                "title": "Người mẹ",
                "rows": [
                    {"label": "Họ và tên", "value": "NGUYỄN THỊ ĐẶNG THẲNG"},
                    {"label": "Số định danh", "value": "001•••••2345"},
                    {"label": "Ghi chú", "value": ""},
                ],
            },
        ],
        "papers": [{"name": "Giấy chứng sinh", "kind": "bản chính", "pages": 1}],
        "consent": "Nhân viên được xem tên, ngày sinh, nơi ở để điền tờ khai này. Không dùng vào việc khác.",
        "hotline": "024.1022",
    },
    "cash_receipt": {
        "service_name": "Đại lý dịch vụ công trực tuyến",
        "point_name": "Bưu điện Kim Liên",
        "counter": "3",
        "number": "PT-261124-0007",
        "printed_at": NOW,
        "code": CODE,
        "payer_name": "NGUYỄN THỊ ĐẶNG THẲNG",
        "lines": [{"name": "Bản sao trích lục, 1 bản", "amount_vnd": 8000}],
        "total_vnd": 8000,
        "total_words": "Tám nghìn đồng",
        "tendered_vnd": 10000,
        "change_vnd": 2000,
        "clerk_name": "Trần Văn Thử",
        "collected_for": "UBND phường Kim Liên",
        "hotline": "024.1022",
        "procedure": PROCEDURE,
        "reprint": 2,
    },
    "form_01": dict(
        OFFICIAL,
        receiving_unit="Bộ phận Một cửa, chi nhánh số 3 Trung tâm Phục vụ hành chính công thành phố Hà Nội",
        components=[
            {"name": "Tờ khai đăng ký khai sinh theo mẫu", "originals": 1},
            {"name": "Giấy chứng sinh", "originals": 1},
            {"name": "Giấy chứng nhận kết hôn của cha, mẹ", "certified": 1, "plain": 1},
        ],
        sets=1,
        time_limit="trong ngày làm việc",
        received_at=NOW,
        due_at=datetime(2026, 11, 24, 17, 0, tzinfo=HANOI),
        fee_lines=[{"name": "Lệ phí đăng ký khai sinh", "amount_vnd": 0, "note": "nộp trực tuyến"}],
        fee_mode="chuyển khoản",
        return_how="Giao tận nhà",
        notes="",
        receiver_name="Trần Văn Thử",
        owner_name="NGUYỄN ĐẶNG BẢO AN",
    ),
    "form_02": dict(
        OFFICIAL,
        items=[
            {
                "what": "Giấy chứng sinh",
                "reason": "Trang 1 mờ, không đọc được ngày sinh.",
                "law": "Điều 16 Luật Hộ tịch 2014",
                "how": "Chụp lại cả trang, đủ sáng, rồi gửi ảnh mới.",
            },
            {
                "what": "Họ tên người cha",
                "reason": "Khác với giấy chứng nhận kết hôn.",
                "how": "Sửa ở mục Người cha, hoặc gửi giấy cải chính.",
            },
        ],
        answer_by=datetime(2026, 12, 1, 17, 0, tzinfo=HANOI),
        contact_name="Lê Thị Mẫu",
        contact_phone="024.3856.0000",
        pause_note="Trong lúc chờ bổ sung, thời hạn giải quyết tạm dừng.",
    ),
    "form_03": dict(
        OFFICIAL,
        reasons=[
            {
                "text": "Nơi cư trú của cha, mẹ không thuộc phường Kim Liên.",
                "law": "Điều 13 Luật Hộ tịch 2014",
            }
        ],
        right_body="Ủy ban nhân dân phường Láng, số 79 phố Láng",
        receiver_name="Trần Văn Thử",
        how_to_fix="Mang nguyên bộ hồ sơ này đến nơi trên, không phải làm lại tờ khai.",
    ),
    "form_04": dict(
        OFFICIAL,
        received_at=NOW,
        due_at=datetime(2026, 11, 26, 17, 0, tzinfo=HANOI),
        cause="đang chờ xác minh ở phường Láng.",
        new_due_at=datetime(2026, 11, 28, 17, 0, tzinfo=HANOI),
        signer_title="Phó Chủ tịch",
        signer_name="Phạm Văn Ví Dụ",
    ),
    "result": {
        "agency_parent": OFFICIAL["agency_parent"],
        "agency_name": OFFICIAL["agency_name"],
        "number": "1204/2026-TLKS",
        "place": "Hà Nội",
        "issued_on": date(2026, 11, 24),
        "title": "Trích lục khai sinh",
        "subtitle": "(Bản sao)",
        "legal_basis": ["Căn cứ Luật Hộ tịch số 60/2014/QH13", "Căn cứ Nghị định số 123/2015/NĐ-CP"],
        "rows": [
            {"label": "Họ, chữ đệm, tên", "value": "NGUYỄN ĐẶNG BẢO AN"},
            {"label": "Ngày, tháng, năm sinh", "value": "20/11/2026"},
            {"label": "Nơi sinh", "value": "Bệnh viện Phụ sản Hà Nội, phường Láng, thành phố Hà Nội"},
            {"label": "Họ tên người mẹ", "value": "NGUYỄN THỊ ĐẶNG THẲNG"},
            {"label": "Số định danh cá nhân", "value": "001326012345"},
        ],
        "body": ["Thực hiện việc trích lục từ Sổ đăng ký khai sinh."],
        "recipients": ["Người yêu cầu", "Lưu: VT, HT"],
        "signer_title": "Phó Chủ tịch",
        "signer_name": "Phạm Văn Ví Dụ",
        "check_url": "http://localhost:8000/kiem-tra/7Kq2mZ4nP9xR",
    },
    "manifest_a4": {
        "run": "C24-02",
        "printed_at": NOW,
        "from_name": "Bưu điện Kim Liên",
        "from_address": "Số 1 Đào Duy Anh",
        "to_name": "Chi nhánh số 3",
        "to_address": "Số 258 Võ Chí Công",
        "courier_name": "Đỗ Văn Giao",
        "vehicle": "29A-123.45",
        "envelopes": [
            {"code": f"TH-000123{i}", "seal": f"N{i:05}", "destination": "Phường Kim Liên"} for i in range(12)
        ],
    },
    "label_a6": {
        "code": "TH-0001234",
        "run": "C24-02",
        "sender": {
            "name": "Bưu điện Kim Liên",
            "address": "Số 1 Đào Duy Anh, phường Kim Liên, Hà Nội",
            "phone": "024.1022",
        },
        "recipient": {
            "name": "NGUYỄN THỊ ĐẶNG THẲNG",
            "address": "Số 1 Phố Thử, phường Kim Liên, Hà Nội",
            "phone": "0912 345 678",
        },
        "seal": "N00012",
        "instruction": "Giao tận tay, hỏi mã 4 số.",
    },
    "checklist_a5": {
        "procedure": PROCEDURE,
        "papers": [
            {"name": "Giấy chứng sinh", "originals": 1},
            {
                "name": "Giấy chứng nhận kết hôn của cha, mẹ",
                "copies": 1,
                "note": "nếu cha mẹ đã đăng ký kết hôn",
            },
        ],
        "money": [{"name": "Lệ phí", "amount_vnd": 0}],
        "time_limit": "trong ngày",
        "hours": "7:30–19:00, thứ Hai đến thứ Bảy",
        "where": "Bưu điện Kim Liên",
        "printed_at": NOW,
        "hotline": "024.1022",
        "page_url": "http://localhost:8000/thu-tuc/1.001193",
    },
    "paper_labels": {
        "shown_code": CODE,
        "labels": [
            {"code": "BG-0A1B2C3D", "name": "Giấy chứng sinh", "number": 1},
            {"code": "BG-0A1B2C3E", "name": "Giấy chứng nhận kết hôn của cha, mẹ", "number": 2},
        ],
        "total": 2,
    },
    "slip_a5": {
        "title": "PHIẾU ĐỒNG Ý",
        "point_name": "Bưu điện Kim Liên",
        "printed_at": NOW,
        "code": "LH-261126-0K7Q2M",
        "person": {"name": "NGUYỄN THỊ ĐẶNG THẲNG", "personal_id_masked": "001******345"},
        "sections": [
            {"title": "Điều được hỏi", "lines": ["Nhân viên được xem tên, ngày sinh, nơi ở."]},
            {"title": "Mang theo", "lines": ["Giấy chứng sinh"], "ticks": True},
        ],
        "statement": "Tôi đã đọc, hoặc đã được nghe đọc, và đồng ý.",
        "boxes": ["Ký, ghi rõ họ tên", "Điểm chỉ", "Người làm chứng"],
        "hotline": "024.1022",
    },
}

SAMPLES["form_05"] = dict(
    OFFICIAL,
    received_at=NOW,
    stage="thẩm định",
    stopped_at=datetime(2026, 11, 26, 10, 30, tzinfo=HANOI),
    asked_by_applicant=True,
    grounds=[{"text": "Người nộp không còn nhu cầu giải quyết.", "law": "Điều 13 Luật Hộ tịch 2014"}],
    money_consequence="đã thu 8.000 ₫, trả lại toàn bộ vào tài khoản đã nộp trong 3 ngày làm việc.",
    papers_back="3 bản chính, trả lại tại nơi nộp hồ sơ.",
    signer_title="Phó Chủ tịch",
    signer_name="Phạm Văn Ví Dụ",
)
SAMPLES["form_06"] = dict(
    OFFICIAL,
    received_at=NOW,
    due_at=datetime(2026, 11, 26, 17, 0, tzinfo=HANOI),
    handovers=[
        {
            "unit": "Bộ phận Một cửa, chi nhánh số 3",
            "receiver": "Trần Văn Thử",
            "work": "Tiếp nhận, kiểm tra",
            "time_in": "09:12 24/11/2026",
            "time_out": "10:05 24/11/2026",
            "limit": "17:00 24/11/2026",
            "result": "Trước hạn",
        },
        {
            "from_unit": "Bộ phận Một cửa, chi nhánh số 3",
            "unit": "Ủy ban nhân dân phường Kim Liên",
            "receiver": "Lê Thị Mẫu",
            "work": "Thẩm định",
            "time_in": "10:05 24/11/2026",
            "time_out": "11:40 25/11/2026",
            "limit": "10:05 25/11/2026",
            "result": "Quá hạn",
            "note": "Chờ xác minh ở phường Láng",
        },
        {
            "from_unit": "Ủy ban nhân dân phường Kim Liên",
            "unit": "Ủy ban nhân dân phường Kim Liên",
            "receiver": "Phạm Văn Ví Dụ",
            "work": "Phê duyệt",
            "time_in": "11:40 25/11/2026",
        },
    ],
    signer_name="Trần Văn Thử",
)
SAMPLES["form_07"] = {
    "agency_parent": OFFICIAL["agency_parent"],
    "agency_name": "Trung tâm Phục vụ hành chính công thành phố Hà Nội",
    "number": "SO-CN03-2026-11",
    "place": "Hà Nội",
    "issued_on": date(2026, 11, 30),
    "period": "Từ ngày 01/11/2026 đến ngày 30/11/2026, chi nhánh số 3",
    "entries": [
        {
            "code": f"H26.16-202611{day:02}-{number:07}",
            "procedure": "Đăng ký khai sinh",
            "sets": 1,
            "owner": "NGUYỄN THỊ ĐẶNG THẲNG",
            "address": "Số 1 Phố Thử, phường Kim Liên, Hà Nội",
            "phone": "0912•••678",
            "receiving_body": "Ủy ban nhân dân phường Kim Liên",
            "received_on": date(2026, 11, day),
            "due_on": date(2026, 11, day + 2),
            "transferred_on": date(2026, 11, day),
            "result_on": date(2026, 11, day + 1),
            "returned_on": date(2026, 11, day + 2),
            "return_how": "Giao tận nhà",
            "note": "",
        }
        for number, day in enumerate([2, 3, 4, 5, 6, 9, 10], start=11)
    ],
    "keeper_name": "Trần Văn Thử",
    "signer_name": "Lê Thị Mẫu",
}

SAMPLES["electronic_receipt"] = {
    "agency_name": "Trung tâm Phục vụ hành chính công thành phố Hà Nội",
    "agency_address": "197 Nghi Tàm, Hà Nội",
    "number": "BLDT-TTPVHCC-26-0000012",
    "issued_at": "09:15 26/11/2026",
    "code": CODE,
    "payer_name": "NGUYỄN THỊ ĐẶNG THẲNG",
    "how": "Chuyển khoản VietQR",
    "lines": [
        {
            "setter": "Lệ phí do Hội đồng nhân dân thành phố quy định",
            "items": [{"name": "Lệ phí cấp bản sao trích lục hộ tịch", "amount_vnd": 8_000}],
        }
    ],
    "amount_vnd": 8_000,
    "amount_words": "Tám nghìn đồng",
    "check_url": "https://dvc.example.vn/bien-lai/BLDT-TTPVHCC-26-0000012",
    "hotline": "024.1022",
    "cancelled": "",
}
SAMPLES["cash_bag"] = {
    "point_name": "Điểm đại lý Bưu điện 75 Đinh Tiên Hoàng",
    "number": "TM-DL-001-26-00007",
    "seal": "NP123456",
    "printed_at": "19:05 26/11/2026",
    "lines": [{"name": "Ca 07:00–19:00, quầy 1, Phan Văn Hòa", "amount_vnd": 245_000}],
    "amount_vnd": 245_000,
    "packed_by": "Phan Văn Hòa",
    "sealed_by": "Lê Thị Mẫu",
}
