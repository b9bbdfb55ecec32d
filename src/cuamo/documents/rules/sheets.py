"""Which sheets there are, on which paper, and what each cannot be printed without."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Sheet:
    """One printed sheet; its program is `sheets/<name>.typ`."""

    title: str
    required: tuple[str, ...]
    qr: str = ""
    """Key of the text the QR code holds; no code where the key is neither required nor given."""
    pays: bool = False
    """Shows a VietQR of its own beside `qr` where `pay` is given."""
    bars: str = ""
    """Key of the text the Code 128 holds."""
    label: str = ""
    """Key of the cut-off label, whose own `code` gets a bar code."""
    bars_in: str = ""
    """Key of a list whose items each get a bar code of their `code`."""
    form: str = ""
    """Number of the form in Circular 03/2025/TT-VPCP, 00 for the declaration of the dossier itself: each page
    gets a bar code of its own."""
    form_code: str = "code"
    """Key of the code the bar codes of the pages begin with."""


SHEETS: dict[str, Sheet] = {
    "receipt_a5": Sheet(
        "Phiếu nhận hồ sơ",
        (
            "service_name", "point_name", "counter", "clerk_number", "printed_at", "code", "track_url",
            "person", "procedure", "papers", "return_how", "money", "total_vnd", "paid_by", "balance_vnd",
            "hotline", "label",
        ),
        qr="track_url",
        pays=True,
        bars="code",
        label="label",
    ),
    "summary_a5": Sheet(
        "Bản tóm tắt tờ khai",
        ("point_name", "printed_at", "code", "person", "procedure", "sections", "hotline"),
        bars="code",
        form="00",
    ),
    "cash_receipt": Sheet(
        "Phiếu thu tiền mặt",
        ("point_name", "number", "printed_at", "code", "payer_name", "lines", "total_vnd", "clerk_name"),
        bars="number",
    ),
    "electronic_receipt": Sheet(
        "Biên lai điện tử",
        (
            "agency_name", "number", "issued_at", "code", "payer_name", "lines", "amount_vnd", "amount_words",
            "how", "check_url",
        ),
        qr="check_url",
    ),
    "cash_bag": Sheet(
        "Phiếu túi tiền",
        ("point_name", "number", "seal", "printed_at", "amount_vnd", "lines", "packed_by"),
        bars="number",
    ),
    "form_01": Sheet(
        "Giấy tiếp nhận hồ sơ và hẹn trả kết quả",
        (
            "agency_name", "code", "place", "issued_on", "receiving_unit", "applicant", "procedure",
            "components", "received_at", "due_at", "return_how", "receiver_name", "track_url",
        ),
        qr="track_url",
        form="01",
    ),
    "form_02": Sheet(
        "Phiếu yêu cầu bổ sung, hoàn thiện hồ sơ",
        (
            "agency_name", "code", "place", "issued_on", "applicant", "procedure", "items",
            "contact_name", "contact_phone", "track_url",
        ),
        qr="track_url",
        form="02",
    ),
    "form_03": Sheet(
        "Phiếu từ chối tiếp nhận giải quyết hồ sơ",
        ("agency_name", "code", "place", "issued_on", "applicant", "procedure", "reasons", "receiver_name"),
        qr="track_url",
        form="03",
    ),
    "form_04": Sheet(
        "Văn bản xin lỗi và đề nghị gia hạn thời gian giải quyết",
        (
            "agency_name", "code", "place", "issued_on", "applicant", "procedure", "received_at", "due_at",
            "cause", "new_due_at", "signer_title", "signer_name",
        ),
        qr="track_url",
        form="04",
    ),
    "form_05": Sheet(
        "Thông báo dừng giải quyết hồ sơ",
        (
            "agency_name", "code", "place", "issued_on", "applicant", "procedure", "stopped_at", "grounds",
            "money_consequence", "signer_title", "signer_name",
        ),
        qr="track_url",
        form="05",
    ),
    "form_06": Sheet(
        "Phiếu kiểm soát quá trình giải quyết hồ sơ",
        (
            "agency_name", "code", "place", "issued_on", "applicant", "procedure", "received_at", "due_at",
            "handovers",
        ),
        qr="track_url",
        form="06",
    ),
    "form_07": Sheet(
        "Sổ theo dõi hồ sơ",
        ("agency_name", "number", "place", "issued_on", "period", "entries"),
        form="07",
        form_code="number",
    ),
    "result": Sheet(
        "Kết quả giải quyết thủ tục hành chính",
        (
            "agency_name", "number", "place", "issued_on", "title", "rows", "signer_title", "signer_name",
            "check_url",
        ),
        qr="check_url",
    ),
    "manifest_a4": Sheet(
        "Bảng kê giao nhận",
        ("run", "printed_at", "from_name", "to_name", "envelopes"),
        bars="run",
        bars_in="envelopes",
    ),
    "label_a6": Sheet("Nhãn túi hồ sơ", ("code", "sender", "recipient"), qr="code", bars="code"),
    "checklist_a5": Sheet(
        "Giấy tờ cần mang", ("procedure", "papers", "printed_at", "hotline", "page_url"), qr="page_url"
    ),
    "slip_a5": Sheet(
        "Phiếu tại quầy",
        ("title", "point_name", "printed_at", "code", "person", "sections", "hotline"),
        qr="page_url",
        pays=True,
        bars="code",
    ),
    "stamp": Sheet("Dấu chữ ký số", ("signer_name", "agency_name", "signed_at")),
    "copy_stamp": Sheet("Dấu chữ ký số bản số hoá", ("agency_name", "signed_at", "width_mm")),
    "paper_labels": Sheet("Nhãn bản giấy", ("shown_code", "labels", "total"), bars_in="labels"),
    "seal": Sheet("Dấu cơ quan", ("agency_name", "signed_at")),
    "field": Sheet("Dòng ghi thêm", ("text", "width", "height")),
}  # fmt: skip
