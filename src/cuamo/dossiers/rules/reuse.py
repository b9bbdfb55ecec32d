"""Whether a paper of a person's own may stand in a dossier: whose, unchanged, still good, for this use."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Check(StrEnum):
    """What is checked before a paper is used again, in this order.

    Law: Decree 45/2020/NĐ-CP (data the state holds is not asked for again); Circular 01/2023/TT-VPCP.
    """

    SUBJECT = "SUBJECT"
    INTEGRITY = "INTEGRITY"
    VALIDITY = "VALIDITY"
    PURPOSE = "PURPOSE"


@dataclass(frozen=True)
class Refusal:
    """The check that failed, in words for people."""

    check: Check
    vi: str
    en: str
    hint_vi: str
    hint_en: str


def refusal(
    *,
    owner: str,
    subjects: Collection[str],
    intact: bool,
    signed: bool,
    replaced: bool,
    removed: bool,
    valid_until: date | None,
    today: date,
    kind: str,
    wanted: Collection[str],
) -> Refusal | None:
    """Return the first check that fails; None when the paper may be used.

    Args:
        owner: person the paper belongs to.
        subjects: the applicant of the dossier, and whom they lawfully represent in it.
        intact: the bytes are those that were put into the store.
        signed: the signature over them holds.
        replaced: the result it is was corrected or revoked meanwhile.
        removed: its owner took it out.
        valid_until: last day it is good for; None: until it is replaced. That day counts.
        kind: of the paper.
        wanted: kinds that serve the component.
    """
    if owner not in subjects:
        return Refusal(
            Check.SUBJECT,
            "Giấy này không phải của người đứng hồ sơ, cũng không phải của người được làm thay.",
            "This paper belongs neither to the applicant nor to whom they lawfully act for.",
            "Dùng giấy của đúng người, hoặc quét giấy mới.",
            "Use a paper of the right person, or scan one.",
        )
    if not (intact and signed):
        return Refusal(
            Check.INTEGRITY,
            "Tệp đã thay đổi hoặc chữ ký số không còn đúng.",
            "The file has changed, or its signature does not hold.",
            "Quét lại giấy này.",
            "Scan the paper again.",
        )
    if removed or replaced or (valid_until is not None and valid_until < today):
        return _not_valid(valid_until, removed=removed, replaced=replaced)
    if kind not in wanted:
        return Refusal(
            Check.PURPOSE,
            "Giấy này là loại khác, không dùng được cho mục này.",
            "This paper is of another kind and does not serve here.",
            "Chọn đúng loại giấy được hỏi.",
            "Choose a paper of the kind that is asked for.",
        )
    return None


def _not_valid(valid_until: date | None, *, removed: bool, replaced: bool) -> Refusal:
    hint = ("Xin giấy mới, hoặc quét bản còn giá trị.", "Get a new one, or scan one that is still good.")
    if removed:
        said = (
            "Chủ giấy đã bỏ giấy này khỏi kho, không dùng lại nữa.",
            "Its owner has taken this paper out; it is not used again.",
        )
    elif replaced:
        said = (
            "Kết quả này đã được thay hoặc thu hồi.",
            "This result has been replaced or revoked.",
        )
    else:
        assert valid_until is not None
        said = (
            f"Giấy chỉ có giá trị đến hết {valid_until:%d/%m/%Y}.",
            f"It was good until {valid_until:%d/%m/%Y}.",
        )
    return Refusal(Check.VALIDITY, *said, *hint)
