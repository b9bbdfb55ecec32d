"""Put pages of the tray with the papers they belong to."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.dossiers.models import Dossier, TrayPage
from cuamo.dossiers.selectors.tray import split_of, tray_pages
from cuamo.dossiers.services.add_paper import require_needed
from cuamo.dossiers.services.fill_form import lock_draft
from cuamo.dossiers.services.put_together import put_together
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Conflict


@transaction.atomic
def place_pages(
    *,
    dossier_id: UUID,
    actor: Actor,
    places: Mapping[UUID, str],
    put_away: Sequence[UUID] = (),
    at: datetime,
) -> None:
    """Put each page with the paper somebody chose or agreed to; blank separators are put away.

    Raises:
        Invalid: a paper is not asked for. IllegalTransition: the dossier has been sent.
        Conflict: a page is no longer where it was shown.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    for key in set(places.values()):
        require_needed(dossier, key)
    loose = {page.id: page for page in TrayPage.objects.filter(dossier=dossier, removed_at=None)}
    if not {*places, *put_away} <= set(loose):
        raise Conflict(
            "tray.changed",
            "Khay giấy vừa thay đổi ở cửa sổ khác. Xem lại rồi xếp.",
            "The tray has just changed in another window. Look again, then file.",
        )
    touched = {loose[page_id].component_key for page_id in places} | set(places.values())
    for page_id, key in places.items():
        page = loose[page_id]
        page.component_key = key
        page.save(update_fields=["component_key"])
    TrayPage.objects.filter(id__in=list(put_away)).update(removed_at=at)
    put_together(dossier, touched, actor=actor, at=at)


@transaction.atomic
def settle_tray(*, dossier_id: UUID, actor: Actor, at: datetime) -> bool:
    """Put away what is beyond doubt and return whether the tray is empty; a person decides the rest.

    Raises:
        IllegalTransition: the dossier has been sent.
    """
    dossier = lock_draft(dossier_id, actor, at=at)
    found = split_of(dossier, tray_pages(dossier))
    if found.certain:
        places = {page: group.key for group in found.groups for page in group.pages}
        place_pages(dossier_id=dossier_id, actor=actor, places=places, put_away=found.separators, at=at)
    return not _loose(dossier)


def _loose(dossier: Dossier) -> bool:
    return TrayPage.objects.filter(dossier=dossier, removed_at=None, component_key="").exists()
