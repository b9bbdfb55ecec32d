"""Bring pages to a draft: from a feeder, a camera, a phone."""

from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from uuid import UUID

import pypdfium2
from django.db import transaction
from django.db.models import Max

from cuamo.documents.models import StoredFile
from cuamo.documents.rules.arrange import Edits, edits_for
from cuamo.documents.rules.page_faults import look_at
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.arrange_page import arrange_page
from cuamo.documents.services.open_image import pictures_in
from cuamo.documents.services.page_code_on import CodeOn, page_code_on
from cuamo.documents.services.page_files import page_files
from cuamo.documents.services.page_picture import page_picture
from cuamo.documents.services.read_later import read_later
from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Mime
from cuamo.dossiers.models import Dossier, TrayPage
from cuamo.dossiers.services.add_paper import require_needed
from cuamo.dossiers.services.fill_form import lock_draft
from cuamo.dossiers.services.put_together import put_together
from cuamo.kernel.actors import Actor
from cuamo.kernel.errors import Invalid, NotFound
from cuamo.kernel.ids import uuid7

MOST_PAGES = 200
"""Pages that lie with one draft, those put away not counted."""
STRAIGHTENED = 12
"""Pages of one upload that are laid straight; a longer one comes from a feeder, which does that itself."""
READ = 20
"""Pages of one upload that are read at once."""
SOURCES = ("FILE", "CAMERA", "PHONE")


@dataclass(frozen=True)
class _Page:
    plain: StoredFile
    number: int
    file: StoredFile
    edits: Edits
    faults: list[dict[str, object]]
    blank: bool
    code: str


@dataclass
class Brought:
    """What came of one file."""

    pages: list[TrayPage] = field(default_factory=list)
    told: list[tuple[str, str]] = field(default_factory=list)
    """What people must know, in Vietnamese and English: pages that were not taken, and why."""


def bring_pages(
    *,
    dossier_id: UUID,
    actor: Actor,
    data: bytes,
    filename: str,
    source: str,
    batch: UUID,
    component_key: str = "",
    replaces: UUID | None = None,
    at: datetime,
) -> Brought:
    """Keep every page of a file with the draft; put them with a paper when it is named, else into the tray.

    The pages are looked at, laid straight and read for bar codes before the draft is locked, so that two who
    bring pages at once do not wait for each other. What finds no room, or lies with the same paper already,
    is not kept at all; that, and a page of another dossier, is told and not taken.

    Args:
        batch: the same for all files of one go.
        replaces: the page that is taken anew; the first new one stands in its place.
    Raises:
        Refused: the file cannot be taken. Invalid: the paper is not asked for, or there are too many pages.
        NotFound: the page to replace is not there. IllegalTransition: the dossier has been sent.
    """
    with transaction.atomic():
        dossier = lock_draft(dossier_id, actor, at=at)
        old = _page_of(dossier, replaces) if replaces else None
        key = component_key or (old.component_key if old else "")
        if key:
            require_needed(dossier, key)
        here = _already_here(dossier, sha256(data).hexdigest(), key)
    came = Brought()
    if here:
        came.told.append(
            (
                "Trang này đã có trong hồ sơ, không thêm lần nữa.",
                "This page is here already; not added twice.",
            )
        )
        return came
    stored = store_upload(
        data=data,
        filename=filename,
        actor=actor,
        at=at,
        require=lambda cleaned: _require_room(dossier, cleaned.pages),
    )
    if (pictures := pictures_in(data, Mime(stored.original_mime))) > 1 and stored.pages == 1:
        came.told.append(
            (
                f"Tệp có {pictures} ảnh, đã lấy ảnh đầu. Ảnh khác cần thì chụp riêng.",
                f"The file holds {pictures} pictures; the first was taken. Photograph others separately.",
            )
        )
    pages = [
        page
        for page in _looked_at(stored, actor=actor, at=at)
        if not _is_foreign(dossier, page.code, page.number, came)
    ]
    with transaction.atomic():
        dossier = lock_draft(dossier_id, actor, at=at)
        if _already_here(dossier, stored.original_sha256, key):
            return came
        old = _page_of(dossier, replaces) if replaces else None
        _keep(dossier, stored, pages, came, source, batch, key, old, actor=actor, at=at)
        if key and came.pages:
            put_together(dossier, {key}, actor=actor, at=at)
    return came


def _keep(
    dossier: Dossier,
    stored: StoredFile,
    pages: list[_Page],
    came: Brought,
    source: str,
    batch: UUID,
    key: str,
    old: TrayPage | None,
    *,
    actor: Actor,
    at: datetime,
) -> None:
    here = TrayPage.objects.filter(dossier=dossier)
    _require_room(dossier, len(pages))
    last = here.aggregate(last=Max("position"))["last"] or 0
    for place, page in enumerate(pages):
        position = old.position if old and place == 0 else last + 1 + place
        came.pages.append(
            TrayPage.objects.create(
                id=uuid7(at),
                dossier=dossier,
                position=position,
                component_key=key,
                upload=stored,
                upload_page=page.number,
                plain=page.plain,
                file=page.file,
                edits=page.edits.as_json(),
                faults=page.faults,
                blank=page.blank,
                code=page.code,
                source=source if source in SOURCES else "FILE",
                batch=batch,
                added_at=at,
                added_by=actor.as_json(),
            )
        )
        if place < READ and not page.blank:
            read_later(page.file)
    if old and came.pages:
        old.removed_at = at
        old.save(update_fields=["removed_at"])


def _require_room(dossier: Dossier, more: int) -> None:
    if TrayPage.objects.filter(dossier=dossier, removed_at=None).count() + more > MOST_PAGES:
        raise Invalid(
            "tray.too_many",
            f"Hồ sơ đã có {MOST_PAGES} trang.",
            f"The dossier already has {MOST_PAGES} pages.",
            hint_vi="Bỏ bớt trang thừa rồi thêm tiếp.",
            hint_en="Remove pages that are not needed, then add more.",
        )


def _looked_at(stored: StoredFile, *, actor: Actor, at: datetime) -> list[_Page]:
    files = page_files(file=stored, actor=actor, at=at)
    return [
        _look(file, number, lay_straight=len(files) <= STRAIGHTENED, actor=actor, at=at)
        for number, file in enumerate(files, start=1)
    ]


def _look(plain: StoredFile, number: int, *, lay_straight: bool, actor: Actor, at: datetime) -> _Page:
    """Return what is to know of one page. Words set by a computer are never blurred and lie straight."""
    if plain.mime == Mime.PDF and _has_words(plain):
        found = page_code_on(page_picture(plain)) if plain.pages == 1 else None
        return _Page(plain, number, plain, Edits(), [], False, str(found.code) if found else "")
    picture = page_picture(plain)
    code: CodeOn | None = page_code_on(picture)
    edits = edits_for(picture, turn=code.turn if code else 0) if lay_straight else Edits()
    file = arrange_page(plain=plain, edits=edits, picture=picture, actor=actor, at=at)
    looked = look_at(picture if edits.nothing else page_picture(file))
    return _Page(
        plain=plain,
        number=number,
        file=file,
        edits=edits,
        faults=[] if looked.blank else [found.as_json() for found in looked.faults],
        blank=looked.blank,
        code=str(code.code) if code else "",
    )


def _has_words(file: StoredFile) -> bool:
    document = pypdfium2.PdfDocument(content_of(file))
    try:
        return any(
            document[number].get_textpage().count_chars() > 0 for number in range(min(3, len(document)))
        )
    finally:
        document.close()


def _is_foreign(dossier: Dossier, code: str, number: int, came: Brought) -> bool:
    """Say, and tell, whether the page carries the bar code of another dossier."""
    of = code.rsplit("/", 3)[0] if code else ""
    if not of or of in {dossier.own_ref, dossier.code, dossier.external_code}:
        return False
    came.told.append(
        (
            f"Trang {number} thuộc hồ sơ {of}, không phải hồ sơ đang làm. Chưa nhận trang này.",
            f"Page {number} belongs to dossier {of}, not to this one. It was not taken.",
        )
    )
    return True


def _already_here(dossier: Dossier, original_sha256: str, key: str) -> bool:
    """Say whether the same file lies there already; one file may serve for two papers."""
    here = TrayPage.objects.filter(dossier=dossier, removed_at=None, component_key=key)
    return here.filter(upload__original_sha256=original_sha256).exists()


def _page_of(dossier: Dossier, page_id: UUID) -> TrayPage:
    page = TrayPage.objects.filter(dossier=dossier, id=page_id, removed_at=None).first()
    if page is None:
        raise NotFound("tray.unknown", "Không thấy trang này.", "There is no such page.")
    return page


__all__ = ["Brought", "bring_pages"]
