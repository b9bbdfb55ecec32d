"""The exact words a person consents to, by version."""

import hashlib
from dataclasses import dataclass


@dataclass(frozen=True)
class ConsentText:
    """One version of a consent text; its hash stands in the record."""

    purpose: str
    version: str
    lines_vi: tuple[str, ...]
    lines_en: tuple[str, ...]

    @property
    def hash(self) -> bytes:
        """SHA-256 over both languages, line by line."""
        return hashlib.sha256("\n".join((*self.lines_vi, *self.lines_en)).encode()).digest()


COUNTER_HELP = ConsentText(
    purpose="counter-help",
    version="2026-11",
    lines_vi=(
        "Nhân viên được xem tên, ngày sinh, nơi ở để điền tờ khai này. Không dùng vào việc khác.",
        "Cơ quan giải quyết hồ sơ được xem tờ khai và giấy tờ. Bưu tá chỉ thấy tên và địa chỉ.",
        "Hỗ trợ tại quầy miễn phí. Có thể dừng bất cứ lúc nào.",
    ),
    lines_en=(
        "Staff may see name, date of birth and address to fill in this form, and for nothing else.",
        "The deciding authority may see the form and the papers. The courier sees only name and address.",
        "Help here is free. It can be stopped at any time.",
    ),
)
"""Law: Law 91/2025/QH15 (consent must be verifiable, per purpose, never given by default)."""
