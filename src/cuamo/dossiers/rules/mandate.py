"""Acting for somebody else: who may, with which proof, and who then is the applicant."""

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta

KINDS = {
    "CHILD": ("Con chưa đủ 18 tuổi", "Child under 18"),
    "PARENT": ("Cha, mẹ, ông, bà", "Parent or grandparent"),
    "PATIENT": ("Người ốm, đang nằm viện", "Person who is ill or in hospital"),
    "OTHER": ("Người khác có ủy quyền", "Another person who gave authority"),
    "COMPANY": ("Công ty, tổ chức", "Company or organisation"),
}
"""Who is represented, in the order of the digits."""
PROOFS = {
    "BIRTH": ("Giấy khai sinh", "Birth certificate"),
    "GUARDIAN": ("Giấy tờ giám hộ", "Guardianship paper"),
    "AUTHORITY": ("Giấy ủy quyền", "Written authority"),
    "CERTIFIED": ("Văn bản ủy quyền đã chứng thực", "Certified authority"),
    "KINSHIP": ("Giấy tờ chứng minh quan hệ", "Paper that proves kinship"),
    "COMPANY": ("Giấy giới thiệu, quyết định bổ nhiệm", "Letter or appointment by the company"),
}
"""Papers that prove it; the page offers those of the kind first."""
PROOF_OF = {
    "CHILD": ("BIRTH", "GUARDIAN"),
    "PARENT": ("AUTHORITY", "CERTIFIED", "KINSHIP", "GUARDIAN"),
    "PATIENT": ("AUTHORITY", "CERTIFIED", "KINSHIP", "GUARDIAN"),
    "OTHER": ("AUTHORITY", "CERTIFIED"),
    "COMPANY": ("COMPANY", "AUTHORITY", "CERTIFIED"),
}
APPLIES_THEMSELVES = frozenset({"PARENT", "PATIENT", "OTHER"})
"""Kinds in which the represented stays the applicant; for a child and a company the one who acts applies."""
ADULT_AT = 18
STOPPED = "MANDATE_STOPPED"
"""Kind of ending of a draft whose mandate was stopped: nothing can be done with it any more."""
LONGEST = timedelta(days=365)
LATEST: tuple[tuple[int, ...], ...] = ((12, 31), (31,), ())
"""What an unknown month and day are taken for, by how much is known."""


@dataclass(frozen=True)
class MandateText:
    """One version of what the representative states; its hash stands in the record."""

    version: str
    vi: str
    en: str

    @property
    def hash(self) -> bytes:
        """SHA-256 over both languages."""
        return hashlib.sha256(f"{self.vi}\n{self.en}".encode()).digest()


STATED = MandateText(
    "2026-11",
    "Tôi được làm việc này thay người có tên. Giấy tờ đưa ra là thật."
    " Người đó được báo tin và dừng được ngay.",
    "I may do this for the person named. The paper shown is genuine."
    " That person is told and can stop it at once.",
)
"""Law: Civil Code 91/2015/QH13, art. 134 to 143 (representation, its scope and its end)."""
GIVEN = MandateText(
    "2026-11-27",
    "Tôi cho người có tên làm thay tôi những việc đã chọn, đến ngày đã ghi."
    " Mỗi lần người đó làm thay, tôi được báo tin. Tôi dừng được bất cứ lúc nào.",
    "I let the person named do the things chosen for me, until the day written."
    " I am told each time. I can stop it at any time.",
)
"""What the represented says yes to in their own session."""
SIGNED_IN = "SIGNED_IN"
"""Proof of a mandate given in the represented person's own session."""
SIGNED_IN_WORDS = ("Tự cho phép khi đã đăng nhập", "Given while signed in")


def is_in_force(
    *, starts_on: date, ends_on: date, revoked: bool, procedures: list[str], procedure: str, today: date
) -> bool:
    """Say whether a mandate covers a procedure today; an empty list of procedures covers any.

    Both days count. A revoked mandate covers nothing from that moment on.

    Law: Civil Code 91/2015/QH13, art. 140 (term and end of representation).
    """
    return (
        not revoked
        and starts_on <= today <= ends_on
        and (not procedure or not procedures or procedure in procedures)
    )


def is_child(birth_date: str, *, today: date) -> bool:
    """Say whether somebody born then has not reached 18; only the year known: not before the year is over.

    Args:
        birth_date: ISO text, may be partial.
    Law: Civil Code 91/2015/QH13, art. 20 and 21.
    """
    year, month, day = (*(int(part) for part in birth_date.split("-")), *LATEST[birth_date.count("-")])
    return (today.year - year, today.month, today.day) < (ADULT_AT, month, day)
