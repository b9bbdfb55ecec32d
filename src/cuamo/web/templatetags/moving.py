"""What pages say of requests to move a dossier and of signs; each tag asks once."""

from typing import Any
from uuid import UUID

from django import template

from cuamo.dossiers.models import Expedite
from cuamo.dossiers.selectors.expedites import expedites_of
from cuamo.oversight.selectors.flags import WORDS, flags_of

register = template.Library()


REMINDED = {
    "SLOW": "chậm ở bước",
    "SOON": "sắp đến hẹn",
    "LATE": "quá hẹn",
    "LATE_UNIT": "trễ nhiều ngày",
    "LATE_CENTRE": "trễ quá lâu",
    "APOLOGY": "thư xin lỗi chờ gửi",
    "EXPEDITE": "đề nghị đẩy nhanh",
    "UNANSWERED": "đẩy nhanh chưa trả lời",
    "EXPLAIN": "giải trình",
    "UNSIGNED": "duyệt mà không ký được",
}


@register.filter
def reminded_of(kind: str) -> str:
    """`{{ alert.kind|reminded_of }}`: what somebody was reminded of."""
    return REMINDED.get(kind, kind)


@register.inclusion_tag("my/_expedites.html", takes_context=True)
def expedites_told(context: Any, dossier_id: UUID, *, whole: bool = True) -> dict[str, Any]:
    """`{% expedites_told dossier.id %}`: what was asked and answered, for the citizen.

    With `whole=False`, for the page behind the receipt's QR: that it was asked and answered, no words of it.
    """
    found: list[Expedite] = expedites_of(dossier_id)
    return {"expedites": found[:3], "whole": whole, "language": context.get("language")}


@register.inclusion_tag("officer/_signs.html")
def signs_of(dossier_id: UUID) -> dict[str, Any]:
    """`{% signs_of dossier.id %}`: open signs of moved states, by name."""
    return {"signs": [WORDS[flag.kind] for flag in flags_of([dossier_id]).get(dossier_id, [])]}
