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


def counter_help(*, relative: str = "", phone_end: str = "", represented: str = "") -> ConsentText:
    """Return the text for one visit: what is special about it stands between the second and the last line.

    Args:
        relative: whose number takes the messages, in the person's words; `phone_end`: its last three digits.
        represented: for whom the person acts.
    """
    more_vi: list[str] = []
    more_en: list[str] = []
    version = COUNTER_HELP.version
    if relative:
        version += "+so-nguoi-than"
        more_vi.append(f"Tin nhắn về hồ sơ gửi tới số có đuôi {phone_end} của {relative}.")
        more_en.append(f"Messages go to the number ending in {phone_end} ({relative}).")
    if represented:
        version += "+lam-thay"
        more_vi.append(f"Việc này làm thay {represented}. Người đó được báo tin và dừng được ngay.")
        more_en.append(f"This is done for {represented}, who is told and can stop it at once.")
    if not more_vi:
        return COUNTER_HELP
    return ConsentText(
        COUNTER_HELP.purpose,
        version,
        (*COUNTER_HELP.lines_vi[:2], *more_vi, *COUNTER_HELP.lines_vi[2:]),
        (*COUNTER_HELP.lines_en[:2], *more_en, *COUNTER_HELP.lines_en[2:]),
    )
