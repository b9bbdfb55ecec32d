"""Which kinds of operator may help with a procedure (đơn vị được hỗ trợ, ủy quyền theo loại đơn vị)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.catalogue.rules.portal_rows import Fault

KINDS = {
    "PUBLIC_POST": ("Bưu điện", "Post office"),
    "POST": ("Bưu chính khác", "Other postal operator"),
    "TELECOM": ("Cửa hàng viễn thông, đơn vị khác theo hợp đồng", "Telecom shop, other firm under contract"),
    "WARD_POINT": ("Điểm phục vụ của phường, xã", "Service point of a ward"),
    "BRANCH": ("Chi nhánh trung tâm", "Branch of the centre"),
}
"""Kinds of operator, in the order they are shown; the public post stands under rules of its own."""
MAY = {
    "FILE": ("Làm và nộp được", "Prepares and files"),
    "GUIDE": ("Chỉ hướng dẫn", "Guides only"),
    "NONE": ("Không làm thủ tục này", "Does not help with this"),
}


@dataclass(frozen=True)
class Help:
    """What one kind of operator may do for a procedure."""

    who: str
    who_vi: str
    who_en: str
    may: str
    may_vi: str
    may_en: str
    needs_vi: str
    needs_en: str
    """What the operator or the person must bring, such as a posting slip."""


def help_by(content: Mapping[str, Any]) -> list[Help]:
    """Return what each kind of operator may do; where the version is silent, it prepares and files.

    Law: Decree 118/2025/NĐ-CP (operators under contract guide, receive, digitise and deliver).
    """
    rules = {part["who"]: part for part in content.get("helpers") or []}
    return [_help(who, rules.get(who, {})) for who in KINDS]


def faults(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the rules of a content that has the right shape."""
    seen: set[str] = set()
    for number, part in enumerate(content.get("helpers") or []):
        where = f"helpers.{number}"
        if part["who"] in seen:
            yield Fault(f"{where}.who", f"{where}: loại đơn vị này ghi hai lần.", f"{where}: named twice.")
        seen.add(part["who"])


def _help(who: str, part: Mapping[str, Any]) -> Help:
    may = part.get("may", "FILE")
    vi, en = part.get("needs_vi", ""), part.get("needs_en", "")
    return Help(who, *KINDS[who], may, *MAY[may], vi, en or vi)
