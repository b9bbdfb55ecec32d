"""Which pictures of ID cards leave a dossier when it closes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from cuamo.kernel.text import fold

_ID_CARD = ("can cuoc", "tuy than", "chung minh nhan dan", "chung minh thu")


@dataclass(frozen=True)
class Picture:
    """One file of a dossier and where it lies."""

    file_id: str
    component_key: str
    """Empty for what lies in the tray and was put to no paper."""
    read_as_id_card: bool
    made_of: tuple[str, ...] = ()
    """Files it was put together or laid straight from."""
    is_paper: bool = True
    """False for a page of the tray."""


def shows_id_card(component: Mapping[str, Any]) -> bool:
    """True when the list names this paper as an ID card."""
    name = fold(str(component.get("name_vi", "")))
    return any(word in name for word in _ID_CARD)


def to_remove(pictures: Iterable[Picture], components: Iterable[Mapping[str, Any]]) -> set[str]:
    """Return the files that go: images of ID cards that are no legal component (thành phần hồ sơ).

    The list of papers decides. A card that is only shown (xuất trình) is no component; one that is handed in
    is, and so is anything a person filed under another paper: what a machine read there removes nothing.
    Pages left in the tray belong to no paper; those read as an ID card go. What a removed picture was made of
    goes with it, unless a paper that stays is that file.
    """
    by_key = {str(component["key"]): component for component in components}
    every = list(pictures)
    stay = {picture.file_id for picture in every if picture.is_paper and not _goes(picture, by_key)}
    gone = {picture.file_id for picture in every if _goes(picture, by_key)} - stay
    parents = {picture.file_id: picture.made_of for picture in every}
    waiting = list(gone)
    while waiting:
        for parent in parents.get(waiting.pop(), ()):
            if parent not in gone and parent not in stay:
                gone.add(parent)
                waiting.append(parent)
    return gone


def _goes(picture: Picture, by_key: Mapping[str, Mapping[str, Any]]) -> bool:
    component = by_key.get(picture.component_key)
    if component is None:
        return picture.read_as_id_card
    return bool(component.get("shown_only")) and (shows_id_card(component) or picture.read_as_id_card)
