"""What a version says of its own in the texts to a citizen and on the printed slips (tin nhắn, phiếu in)."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from string import Formatter
from typing import Any

from cuamo.catalogue.rules.portal_rows import Fault
from cuamo.kernel.calendar import reference_path
from cuamo.kernel.text import sms_safe

TEXTS = (
    "N1", "N2", "N2T", "N3", "N3P", "N4", "N4G", "N4L", "N5", "N5P", "N5E", "N5C", "N5R", "N6", "N7", "N9",
    "N12", "N12S", "N12K",
)  # fmt: skip
"""Texts about a dossier, by their id in ux §12; codes and questions after a visit belong to no procedure."""
MAY_BE_LEFT_OUT = frozenset({"N1", "N2", "N2T", "N9"})
"""What they tell stands on a slip as well; all others tell of a term, a right or a way to it."""
SLIPS = {
    "RECEIPT": "Phiếu nhận hồ sơ A5 ở quầy",
    "01": "Phiếu 01: tiếp nhận và hẹn trả",
    "02": "Phiếu 02: yêu cầu bổ sung",
    "03": "Phiếu 03: từ chối",
    "04": "Phiếu 04: xin lỗi, hẹn lại",
    "05": "Phiếu 05: dừng giải quyết",
}
SLIPS_BY_CHOICE = frozenset({"RECEIPT"})
"""Forms 01 to 05 are prescribed: Circular 03/2025/TT-VPCP. The receipt of the counter is the city's own."""
ONE_PART, NEXT_PARTS, MOST_PARTS = 160, 153, 2
"""Characters of one text of unaccented letters (GSM-7), of each where there are more, and how many may be."""
_ID_NUMBER = re.compile(r"(?<![\d-])(?:\d{12}|\d{9})(?!\d)")


@dataclass(frozen=True)
class TextKind:
    """One text of the catalogue of messages."""

    id: str
    when_vi: str
    sms: str
    spare: str
    parameters: frozenset[str]
    example: Mapping[str, str]


@dataclass(frozen=True)
class Own:
    """What a version says of its own about one text, in letters every phone shows."""

    left_out: bool = False
    instead: str = ""
    """The whole text with its {parameters}; empty for that of the catalogue."""
    more: str = ""
    """One sentence at the end."""


@dataclass(frozen=True)
class Sample:
    """A text as a phone shows it, with sample values."""

    id: str
    when_vi: str
    body: str
    length: int
    parts: int
    own: Own

    @property
    def changed(self) -> bool:
        """Whether the version says something of its own here."""
        return self.own != Own()


@cache
def kinds() -> dict[str, TextKind]:
    """Return the texts a version may speak in, by id."""
    file = reference_path().parents[1] / "messages" / "sms.json"
    entries = {entry["id"]: entry for entry in json.loads(file.read_text("utf-8"))["templates"]}
    return {
        name: TextKind(
            name,
            entries[name]["when_vi"],
            entries[name]["sms"],
            entries[name]["spare"],
            frozenset(entries[name]["parameters"]),
            entries[name]["example"],
        )
        for name in TEXTS
    }


def own_words(content: Mapping[str, Any], template: str) -> Own:
    """Return what the version says of its own about a text; nothing where it is silent."""
    part = next((part for part in content.get("messages") or [] if part.get("template") == template), None)
    if part is None:
        return Own()
    return Own(
        part.get("left_out", False),
        safe_pattern(part.get("instead_vi", "")),
        sms_safe(part.get("more_vi", "")),
    )


def prints(content: Mapping[str, Any], slip: str) -> bool:
    """Return whether a slip is printed for this procedure; a prescribed form always is."""
    return slip not in SLIPS_BY_CHOICE or not _slip(content, slip).get("left_out", False)


def slip_note(content: Mapping[str, Any], slip: str) -> str:
    """Return the sentence the version adds to a slip; empty for none."""
    return str(_slip(content, slip).get("note_vi", ""))


def samples(content: Mapping[str, Any]) -> list[Sample]:
    """Return every text as a phone shows it with sample values, in the order of ux §12."""
    shown = []
    for kind in kinds().values():
        own = own_words(content, kind.id)
        body = "" if own.left_out else _body(kind, own)
        shown.append(Sample(kind.id, kind.when_vi, body, len(body), parts_of(body), own))
    return shown


def parts_of(body: str) -> int:
    """Return how many texts of the phone a body takes: 160 characters in one, 153 in each of more."""
    return 1 if len(body) <= ONE_PART else -(-len(body) // NEXT_PARTS)


def safe_pattern(pattern: str) -> str:
    """Return a pattern in letters every phone shows, its {parameters} left as they are."""
    if not pattern:
        return ""
    marked = re.split(r"(\{[a-z]+\})", pattern)
    # An edge blank of a piece parts it from the parameter beside it.
    return "".join(
        piece if number % 2 else _edges(piece) for number, piece in enumerate(marked) if piece
    ).strip()


def faults(content: Mapping[str, Any]) -> Iterator[Fault]:
    """Yield what is wrong with the texts and slips of a content that has the right shape."""
    seen: set[str] = set()
    for number, part in enumerate(content.get("messages") or []):
        where = f"messages.{number}"
        kind = kinds().get(part["template"])
        if kind is None:
            yield Fault(
                f"{where}.template", f"{where}: không có tin này.", f"{where}: there is no such text."
            )
            continue
        if kind.id in seen:
            yield Fault(
                f"{where}.template", f"{where}: tin {kind.id} ghi hai lần.", f"{where}: {kind.id} twice."
            )
        seen.add(kind.id)
        yield from _of_text(where, part, kind)
    told: set[str] = set()
    for number, part in enumerate(content.get("slips") or []):
        where, slip = f"slips.{number}", part["slip"]
        if slip in told:
            yield Fault(
                f"{where}.slip", f"{where}: phiếu này ghi hai lần.", f"{where}: this slip is named twice."
            )
        told.add(slip)
        if part.get("left_out") and slip not in SLIPS_BY_CHOICE:
            yield Fault(
                f"{where}.left_out",
                f"{where}: phiếu {slip} bắt buộc theo Thông tư 03/2025/TT-VPCP, không bỏ được.",
                f"{where}: form {slip} is prescribed by Circular 03/2025/TT-VPCP and stays.",
            )


def _of_text(where: str, part: Mapping[str, Any], kind: TextKind) -> Iterator[Fault]:
    if part.get("left_out") and kind.id not in MAY_BE_LEFT_OUT:
        yield Fault(
            f"{where}.left_out",
            f"{where}: tin {kind.id} báo hạn, quyền hoặc cách nhận, không bỏ được.",
            f"{where}: {kind.id} tells of a term, a right or a way to it and stays.",
        )
    for name in ("instead_vi", "more_vi"):
        text = str(part.get(name, ""))
        plain = safe_pattern(text) if name == "instead_vi" else sms_safe(text)
        if plain.count("?") > text.count("?"):
            yield Fault(
                f"{where}.{name}",
                f"{where}: có ký tự điện thoại không hiện được. Chỉ dùng chữ, số và dấu câu.",
                f"{where}: a phone cannot show one of these characters.",
            )
        if _ID_NUMBER.search(text):
            yield Fault(
                f"{where}.{name}",
                f"{where}: tin nhắn không ghi số giấy tờ.",
                f"{where}: no identity numbers in a text.",
            )
    instead = str(part.get("instead_vi", ""))
    if instead and _named(instead) != kind.parameters:
        wanted = ", ".join(f"{{{name}}}" for name in sorted(kind.parameters))
        yield Fault(
            f"{where}.instead_vi",
            f"{where}: tin thay phải có đủ và chỉ có: {wanted}.",
            f"{where}: the text must hold exactly {wanted}.",
        )
        return
    body = _body(kind, own_words({"messages": [part]}, kind.id))
    if parts_of(body) > MOST_PARTS:
        over = len(body) - MOST_PARTS * NEXT_PARTS
        yield Fault(
            f"{where}.{'more_vi' if part.get('more_vi') else 'instead_vi'}",
            f"{where}: tin dài {len(body)} chữ, quá {MOST_PARTS} tin ghép. Bớt {over} chữ.",
            f"{where}: the text has {len(body)} characters, {over} more than {MOST_PARTS} parts hold.",
        )


def _body(kind: TextKind, own: Own) -> str:
    pattern = own.instead or kind.sms
    said = pattern.format(**kind.example)
    whole = f"{said} {own.more}".rstrip()
    if len(whole) > ONE_PART and kind.spare and not own.instead:
        whole = f"{pattern.removesuffix(kind.spare).format(**kind.example)} {own.more}".rstrip()
    return whole


def _named(pattern: str) -> frozenset[str] | None:
    """Return the parameters a pattern names; None when its braces make no sense."""
    try:
        found = list(Formatter().parse(pattern))
    except ValueError:
        return None
    if any(spec or conversion for _, _, spec, conversion in found):
        return None
    return frozenset(name for _, name, _, _ in found if name is not None)


def _edges(piece: str) -> str:
    plain = sms_safe(piece)
    return f"{' ' if piece[0].isspace() else ''}{plain}{' ' if plain and piece[-1].isspace() else ''}"


def _slip(content: Mapping[str, Any], slip: str) -> Mapping[str, Any]:
    return next((part for part in content.get("slips") or [] if part.get("slip") == slip), {})
