"""Change one page of a draft: turn it, give it back as it came, move it, take it out, use it all the same."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.documents.rules.arrange import Edits, edits_for, edits_from
from cuamo.documents.rules.page_faults import look_at
from cuamo.documents.selectors.readings import readings_of_files
from cuamo.documents.services.arrange_page import arrange_page
from cuamo.documents.services.page_picture import page_picture
from cuamo.documents.services.read_later import read_later
from cuamo.dossiers.models import Dossier, TrayPage
from cuamo.dossiers.services.fill_form import lock_draft
from cuamo.dossiers.services.put_together import put_together
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound


@transaction.atomic
def turn_page(*, dossier_id: UUID, actor: Actor, page_id: UUID, at: datetime) -> None:
    """Turn the page upright: the way the reading found, else a quarter to the right.

    Raises:
        NotFound: the draft has no such page. Invalid: it is part of a signed file, which nobody may change.
    """
    dossier, page = _locked(dossier_id, actor, page_id, at=at)
    reading = readings_of_files([page.file_id]).get(page.file_id)
    more = reading.turn if reading and reading.turn else 90
    turn = (edits_from(page.edits).turn + more) % 360
    _arrange(page, edits_for(page_picture(page.plain), turn=turn), actor=actor, at=at)
    put_together(dossier, {page.component_key}, actor=actor, at=at)


@transaction.atomic
def undo_edits(*, dossier_id: UUID, actor: Actor, page_id: UUID, at: datetime) -> None:
    """Give the page back as it came.

    Raises:
        NotFound: the draft has no such page.
    """
    dossier, page = _locked(dossier_id, actor, page_id, at=at)
    _arrange(page, Edits(), actor=actor, at=at)
    put_together(dossier, {page.component_key}, actor=actor, at=at)


@transaction.atomic
def move_page(*, dossier_id: UUID, actor: Actor, page_id: UUID, by: int, at: datetime) -> None:
    """Move the page one place back (−1) or on (1) among the pages of its paper; at the end it stays.

    Raises:
        NotFound: the draft has no such page.
    """
    dossier, page = _locked(dossier_id, actor, page_id, at=at)
    beside = list(
        TrayPage.objects.filter(dossier=dossier, removed_at=None, component_key=page.component_key).order_by(
            "position", "id"
        )
    )
    place = next(number for number, other in enumerate(beside) if other.id == page.id)
    other = beside[place + by] if 0 <= place + by < len(beside) else None
    if other is None:
        return
    page.position, other.position = other.position, page.position
    if page.position == other.position:
        page.position += by
    for moved in (page, other):
        moved.save(update_fields=["position"])
    put_together(dossier, {page.component_key}, actor=actor, at=at)


@transaction.atomic
def take_out(*, dossier_id: UUID, actor: Actor, page_id: UUID, to_tray: bool = False, at: datetime) -> None:
    """Take the page out of its paper: back into the tray, or away; the row and the file stay.

    Raises:
        NotFound: the draft has no such page.
    """
    dossier, page = _locked(dossier_id, actor, page_id, at=at)
    key, page.component_key = page.component_key, "" if to_tray else page.component_key
    if not to_tray:
        page.removed_at = at
    page.save(update_fields=["component_key", "removed_at"])
    put_together(dossier, {key}, actor=actor, at=at)


@transaction.atomic
def use_all_the_same(*, dossier_id: UUID, actor: Actor, page_ids: list[UUID], at: datetime) -> None:
    """Use pages in spite of their faults; the officer sees which and what was wrong.

    Raises:
        IllegalTransition: the dossier has been sent.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    pages = TrayPage.objects.filter(dossier=dossier, removed_at=None, kept_at=None, id__in=page_ids)
    pages.exclude(faults=[]).update(kept_at=at)


def _arrange(page: TrayPage, edits: Edits, *, actor: Actor, at: datetime) -> None:
    if page.file.pages > 1:
        raise Invalid(
            "tray.signed",
            "Tệp đã ký số, giữ nguyên từng trang.",
            "The file is digitally signed; its pages stay as they are.",
        )
    picture = page_picture(page.plain)
    page.file = arrange_page(plain=page.plain, edits=edits, picture=picture, actor=actor, at=at)
    looked = look_at(picture if edits.nothing else page_picture(page.file))
    page.edits = edits.as_json()
    page.faults = [] if looked.blank else [found.as_json() for found in looked.faults]
    page.save(update_fields=["file", "edits", "faults"])
    if page.file_id not in readings_of_files([page.file_id]):
        read_later(page.file)


def _locked(dossier_id: UUID, actor: Actor, page_id: UUID, *, at: datetime) -> tuple[Dossier, TrayPage]:
    dossier = lock_draft(dossier_id, actor, at=at)
    page = (
        TrayPage.objects.select_related("file", "plain")
        .filter(dossier=dossier, id=page_id, removed_at=None)
        .first()
    )
    if page is None:
        raise NotFound(
            "tray.unknown",
            "Không thấy trang này, có thể vừa bỏ ở cửa sổ khác.",
            "There is no such page; it may have been removed in another window.",
        )
    return dossier, page
