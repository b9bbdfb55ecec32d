"""The one ladder of states everybody sees (ux §3): icon, word and colour together."""

from dataclasses import dataclass
from typing import Any

from django import template
from django.template import Context
from django.utils.html import format_html
from django.utils.safestring import SafeString

from cuamo.web.phrases import Phrase
from cuamo.web.templatetags.icons import drawing

register = template.Library()


@dataclass(frozen=True)
class Shown:
    """How a state is shown: its key is also the CSS modifier."""

    key: str
    icon: str
    word: Phrase


SHOWN = {
    shown.key: shown
    for shown in (
        Shown("nhap", "pencil", Phrase("Nháp", "Draft")),
        Shown("cho-mang", "offline", Phrase("Chờ mạng", "Waiting for network")),
        Shown("da-gui", "send", Phrase("Đã gửi", "Sent")),
        Shown("da-tiep-nhan", "inbox", Phrase("Đã tiếp nhận", "Accepted")),
        Shown("dang-giai-quyet", "clock", Phrase("Đang giải quyết", "In progress")),
        Shown("can-bo-sung", "warning", Phrase("Cần bổ sung", "More papers needed")),
        Shown("cho-tra-tien", "money", Phrase("Chờ trả tiền", "Payment due")),
        Shown("cho-rut", "pause", Phrase("Đang xin rút", "Withdrawal asked")),
        Shown("co-ket-qua", "seal", Phrase("Có kết quả", "Result ready")),
        Shown("dang-giao", "truck", Phrase("Đang giao", "On its way")),
        Shown("da-tra", "check-circle", Phrase("Đã trả", "Handed over")),
        Shown("khong-giai-quyet", "cross-circle", Phrase("Không giải quyết", "Refused")),
        Shown("da-rut", "undo", Phrase("Đã rút", "Withdrawn")),
        Shown("cho-viec-truoc", "pause", Phrase("Chờ việc trước", "Waits for another part")),
        Shown("can-chon", "warning", Phrase("Cần chọn", "Your choice is needed")),
        Shown("xong-mot-phan", "info", Phrase("Xong một phần", "Partly done")),
    )
}
"""Every state a person may see, in the order of the ladder."""

OFFICIAL = {
    "0": "nhap",
    "1": "da-gui",
    "2": "da-tiep-nhan",
    "3": "khong-giai-quyet",
    "4": "dang-giai-quyet",
    "5": "can-bo-sung",
    "6": "cho-tra-tien",
    "7": "cho-rut",
    "8": "khong-giai-quyet",
    "9": "co-ket-qua",
    "10": "da-tra",
}
"""The official synchronisation codes, as shown to people."""

FLAGS = {
    "sap-tre": Shown("sap-tre", "clock", Phrase("Sắp trễ", "Due soon")),
    "tre": Shown("tre", "warning", Phrase("Trễ", "Late")),
    "uu-tien": Shown("uu-tien", "flag", Phrase("Ưu tiên", "Priority")),
    "cham": Shown("cham", "slow", Phrase("Chậm", "Slow")),
    "dau-hieu": Shown("dau-hieu", "flag", Phrase("Dấu hiệu", "Sign")),
    "xin-loi": Shown("xin-loi", "paper", Phrase("Soạn sẵn xin lỗi", "Apology ready")),
    "day-nhanh": Shown("day-nhanh", "send", Phrase("Đề nghị đẩy nhanh", "Asked to move")),
}

LADDER_WORDS = {
    "xong": Phrase("xong", "done"),
    "nay": Phrase("đang ở đây", "now"),
    "sau": Phrase("sắp tới", "to come"),
}


def shown(state: Any) -> Shown:
    """Return how to show a state given as a key of the ladder or as an official code."""
    value = getattr(state, "value", state)
    key = str(value)
    return SHOWN.get(key) or SHOWN[OFFICIAL.get(key, "dang-giai-quyet")]


@register.simple_tag(takes_context=True, name="state")
def state_badge(context: Context, value: Any, word: str = "") -> SafeString:
    """`{% state dossier.state %}` or `{% state "dang-giao" %}`; `word` overrules the shown word."""
    look = shown(value)
    return _mark("state", look, word or look.word.say(context.get("language")))


@register.simple_tag(takes_context=True, name="flag")
def flag_mark(context: Context, key: str, word: str = "") -> SafeString:
    """`{% flag "tre" %}`: Sắp trễ, Trễ, Ưu tiên, Chậm; `word` overrules ("Trễ 2 ngày")."""
    look = FLAGS[key]
    return _mark("flag", look, word or look.word.say(context.get("language")))


def _mark(kind: str, look: Shown, word: str) -> SafeString:
    """Return a badge; lists have a hundred of them, and a template for each would cost more than the list."""
    return format_html(
        '<span class="{kind} {kind}-{key}">{icon}<span>{word}</span></span>',
        kind=kind,
        key=look.key,
        icon=drawing(look.icon),
        word=word,
    )


@register.inclusion_tag("components/ladder.html", takes_context=True, name="ladder")
def state_ladder(context: Context, steps: list[dict[str, Any]]) -> dict[str, Any]:
    """`{% ladder steps %}`; a step is {state, status: xong|nay|sau, at?, who?, note?, word?}."""
    chosen = context.get("language")
    rungs = []
    for step in steps:
        look = shown(step["state"])
        status = step.get("status", "sau")
        rungs.append(
            {
                **step,
                "look": look,
                "status": status,
                "word": step.get("word") or look.word.say(chosen),
                "spoken": LADDER_WORDS[status].say(chosen),
            }
        )
    return {"rungs": rungs, "language": chosen}
