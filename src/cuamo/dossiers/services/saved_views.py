"""Keep, rename and drop the ways an officer looks at the queue."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import SavedView
from cuamo.kernel import events
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict, Invalid, NotFound
from cuamo.kernel.text import nfc

MOST = 20
KEPT = ("nhom", "buoc", "ai", "tt", "noi", "co")
"""Filters a view keeps: no words of a search, which may name a person, and no page."""


@transaction.atomic
def save_view(
    *, officer: Actor, name: str, filters: Mapping[str, str], is_default: bool = False, at: datetime
) -> SavedView:
    """Keep filters of the queue under a name (lưu góc nhìn). Records `view.saved` on the account.

    Raises:
        Invalid: no name, one longer than 40 characters, or nothing to keep.
        Conflict: the officer has a view of this name, or 20 already.
    """
    title = _named(name)
    kept = {key: value[:60] for key in KEPT if (value := filters.get(key, ""))}
    if not kept:
        raise Invalid(
            "view.empty",
            "Danh sách đang hiện tất cả, không có gì để lưu.",
            "The list shows everything; there is nothing to keep.",
            where="ten",
            hint_vi="Chọn nhóm, bước hoặc bộ lọc rồi lưu.",
            hint_en="Choose a group, a step or a filter, then save.",
        )
    mine = list(SavedView.objects.select_for_update().filter(account_id=officer.id))
    if len(mine) >= MOST:
        raise Conflict(
            "view.many",
            f"Đã có {MOST} góc nhìn. Bỏ bớt một góc nhìn rồi lưu.",
            f"There are {MOST} views already. Remove one first.",
            where="ten",
        )
    _require_new(title, mine)
    if is_default:
        _no_default(officer)
    view = SavedView.objects.create(
        account_id=UUID(officer.id), name=title, filters=kept, is_default=is_default
    )
    _tell("view.saved", view, officer, at)
    return view


@transaction.atomic
def rename_view(*, view_id: UUID, officer: Actor, name: str, at: datetime) -> SavedView:
    """Give a view another name (đổi tên). Records `view.renamed`.

    Raises:
        NotFound: the officer has no such view.
        Invalid: no name, or one longer than 40 characters.
        Conflict: another view of theirs has this name.
    """
    view = _mine(view_id, officer)
    title = _named(name)
    _require_new(title, [other for other in _all(officer) if other.id != view.id])
    view.name = title
    view.save(update_fields=["name"])
    _tell("view.renamed", view, officer, at)
    return view


@transaction.atomic
def open_with_view(*, view_id: UUID, officer: Actor, on: bool, at: datetime) -> SavedView:
    """Let the queue open with a view, or no longer (mặc định). Records `view.made_default`.

    Raises:
        NotFound: the officer has no such view.
    """
    view = _mine(view_id, officer)
    _no_default(officer)
    view.is_default = on
    view.save(update_fields=["is_default"])
    _tell("view.made_default", view, officer, at)
    return view


@transaction.atomic
def drop_view(*, view_id: UUID, officer: Actor, at: datetime) -> None:
    """Drop a view (bỏ góc nhìn). Records `view.dropped`.

    Raises:
        NotFound: the officer has no such view.
    """
    view = _mine(view_id, officer)
    _tell("view.dropped", view, officer, at)
    view.delete()


def _mine(view_id: UUID, officer: Actor) -> SavedView:
    view = SavedView.objects.select_for_update().filter(id=view_id, account_id=officer.id).first()
    if view is None:
        raise NotFound(
            "view.unknown", "Không thấy góc nhìn này, có thể đã bỏ.", "There is no such view any more."
        )
    return view


def _all(officer: Actor) -> list[SavedView]:
    return list(SavedView.objects.filter(account_id=officer.id))


def _no_default(officer: Actor) -> None:
    SavedView.objects.filter(account_id=officer.id, is_default=True).update(is_default=False)


def _named(name: str) -> str:
    title = nfc(name)
    if not 1 <= len(title) <= 40:
        raise Invalid(
            "view.name",
            "Tên góc nhìn dài từ 1 đến 40 chữ cái.",
            "A view's name has 1 to 40 characters.",
            where="ten",
        )
    return title


def _require_new(title: str, others: list[SavedView]) -> None:
    if any(other.name.casefold() == title.casefold() for other in others):
        raise Conflict(
            "view.same_name",
            f"Đã có góc nhìn tên «{title}».",
            f"There is a view named “{title}” already.",
            where="ten",
            hint_vi="Đặt tên khác, hoặc bỏ góc nhìn cũ.",
            hint_en="Choose another name, or drop the old one.",
        )


def _tell(name: str, view: SavedView, officer: Actor, at: datetime) -> None:
    events.record(name, view.account_id, actor=officer, at=at, view=str(view.id))
