"""Which kind of paper a page is, by the words of its title (loại giấy tờ)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from cuamo.documents.rules.reading.words import Line, alike, bare
from cuamo.kernel.text import fold


class Kind(StrEnum):
    """Papers that agencies meet every day."""

    BIRTH_CERTIFICATE = "BIRTH_CERTIFICATE"
    BIRTH_NOTICE = "BIRTH_NOTICE"
    DEATH_NOTICE = "DEATH_NOTICE"
    MARRIAGE_CERTIFICATE = "MARRIAGE_CERTIFICATE"
    MARITAL_STATUS = "MARITAL_STATUS"
    ID_CARD = "ID_CARD"
    RESIDENCE = "RESIDENCE"
    HOUSEHOLD_BUSINESS = "HOUSEHOLD_BUSINESS"
    HEALTH_CARD = "HEALTH_CARD"
    UNKNOWN = "UNKNOWN"


KIND_NAMES = {
    Kind.BIRTH_CERTIFICATE: "Giấy khai sinh",
    Kind.BIRTH_NOTICE: "Giấy chứng sinh",
    Kind.DEATH_NOTICE: "Giấy báo tử",
    Kind.MARRIAGE_CERTIFICATE: "Giấy chứng nhận kết hôn",
    Kind.MARITAL_STATUS: "Giấy xác nhận tình trạng hôn nhân",
    Kind.ID_CARD: "Căn cước",
    Kind.RESIDENCE: "Xác nhận thông tin về cư trú",
    Kind.HOUSEHOLD_BUSINESS: "Giấy chứng nhận đăng ký hộ kinh doanh",
    Kind.HEALTH_CARD: "Thẻ bảo hiểm y tế",
    Kind.UNKNOWN: "Loại giấy khác",
}
TITLES: dict[Kind, tuple[str, ...]] = {
    Kind.BIRTH_CERTIFICATE: ("giay khai sinh", "giay khai sinh ban sao", "trich luc khai sinh"),
    Kind.BIRTH_NOTICE: ("giay chung sinh",),
    Kind.DEATH_NOTICE: ("giay bao tu",),
    Kind.MARRIAGE_CERTIFICATE: ("giay chung nhan ket hon", "trich luc ket hon"),
    Kind.MARITAL_STATUS: ("giay xac nhan tinh trang hon nhan", "xac nhan tinh trang hon nhan"),
    Kind.ID_CARD: ("can cuoc cong dan", "can cuoc", "citizen identity card", "identity card"),
    Kind.RESIDENCE: ("xac nhan thong tin ve cu tru",),
    Kind.HOUSEHOLD_BUSINESS: ("giay chung nhan dang ky ho kinh doanh",),
    Kind.HEALTH_CARD: ("the bao hiem y te",),
    Kind.UNKNOWN: (
        "giay de nghi dang ky ho kinh doanh",
        "to khai dang ky khai sinh",
        "to khai dang ky ket hon",
        "to khai cap giay xac nhan tinh trang hon nhan",
        "to khai thay doi thong tin cu tru",
    ),
}
"""Titles as they are printed, folded, those of forms that look alike too; a title may take two lines."""
CERTAIN = 0.84
_MOST_OF_LINE = 0.55
"""A title stands (nearly) alone on its line; a sentence that only names a paper is no title."""
FORMS = (
    "to khai",
    "don ",
    "giay de nghi",
    "phieu",
    "thong bao",
    "van ban",
    "giay uy quyen",
    "hop dong",
    "bien ban",
)
"""How names of papers begin that are written for the dossier and are none of the kinds."""


@dataclass(frozen=True)
class KindFound:
    """The kind of a page and how sure that is, 0 to 1."""

    kind: Kind
    likeness: float


def kind_of(lines: Sequence[Line]) -> KindFound:
    """Return the kind whose title is found best; `UNKNOWN` when none is."""
    best = KindFound(Kind.UNKNOWN, 0.0)
    above: tuple[str, ...] = ()
    for line in lines:
        own = tuple(letters for letters in (bare(word.text) for word in line.words) if letters)
        candidates = (own, above + own)
        above = own
        for kind, titles in TITLES.items():
            for title in titles:
                likeness = max(_likeness(words, title) for words in candidates)
                longer = likeness == best.likeness and len(title) > _longest(best.kind)
                if likeness >= CERTAIN and (likeness > best.likeness or longer):
                    best = KindFound(kind, likeness)
    return best


def expected(component_name: str) -> frozenset[Kind] | None:
    """Return the kinds a paper of this name may be; None when the name leaves it open.

    `Giấy chứng sinh` may only be that; `Tờ khai …` may be none of the kinds; `Căn cước hoặc hộ chiếu`
    leaves it open.
    """
    name = fold(component_name)
    if any(word in name for word in (" hoac ", " hay ", "/", "…")):
        return None
    if name.startswith(FORMS):
        return frozenset()
    named = [
        kind
        for kind, titles in TITLES.items()
        if kind is not Kind.UNKNOWN and any(title in name for title in titles)
    ]
    return frozenset(named) or None


def wrong_kind(found: Kind, component_name: str) -> bool:
    """True when a page that is surely of one kind was given for a paper that cannot be of it."""
    wanted = expected(component_name)
    return found is not Kind.UNKNOWN and wanted is not None and found not in wanted


def _likeness(words: Sequence[str], title: str) -> float:
    wanted, count = title.replace(" ", ""), title.count(" ") + 1
    if len(wanted) < _MOST_OF_LINE * len("".join(words)):
        return 0.0
    windows = ("".join(words[start : start + count]) for start in range(max(1, len(words) - count + 1)))
    return max((alike(window, wanted) for window in windows), default=0.0)


def _longest(kind: Kind) -> int:
    return max((len(title) for title in TITLES.get(kind, ())), default=0)
