"""Originals that no counter took are fetched at the citizen's home."""

from datetime import datetime
from uuid import UUID

from django.db import transaction

from cuamo.delivery.models import Parcel
from cuamo.delivery.selectors.parcels import originals_of
from cuamo.delivery.services.fetch_at_home import agree_fetch, call_off_fetch
from cuamo.delivery.services.prepare_originals import Home, prepare_originals
from cuamo.dossiers.models import Dossier
from cuamo.dossiers.selectors.fetching import home_of, may_be_fetched, may_move_by_link
from cuamo.dossiers.selectors.originals_to_send import originals_labelled
from cuamo.dossiers.selectors.proven_recipient import proven_recipient
from cuamo.dossiers.selectors.tracking import find_by_token
from cuamo.dossiers.services.pair_originals import label_originals
from cuamo.dossiers.services.parts import lock_dossier
from cuamo.kernel.actors import SYSTEM, Actor
from cuamo.kernel.errors import IllegalTransition, Invalid, NotFound
from cuamo.kernel.text import nfc
from cuamo.organisation.models import Ward

SHORTEST = 8
"""Letters of an address that names a house."""


@transaction.atomic
def ask_to_fetch(
    *, dossier_id: UUID, asker: Actor, window: str, address: str, ward_code: str, at: datetime
) -> Parcel:
    """Order that the originals are fetched at home (bưu tá tới nhà lấy giấy tờ gốc), at a time offered.

    Asked again before the courier has come, day and place change. Each paper gets its label now.

    Args:
        asker: the person signed in, or staff before whom the person has shown that it is them.
    Raises:
        NotFound: it is not the citizen's dossier. NotPermitted: nobody has proven to be the applicant.
        Invalid: the address names no house or ward, nothing on paper is wanted, or the time is gone.
        IllegalTransition: the dossier has ended, or the papers lie at a counter or are under way.
    """
    dossier = lock_dossier(dossier_id)
    via = proven_recipient(dossier, asker, at=at).via
    where = nfc(" ".join(address.split()))[:300]
    if len(where) < SHORTEST:
        raise Invalid(
            "fetch.address",
            "Nơi lấy cần có số nhà hoặc thôn, tên đường.",
            "The address needs house number or hamlet, and street.",
            where="dia_chi",
        )
    if not Ward.objects.filter(code=ward_code).exists():
        raise Invalid("fetch.ward", "Chọn phường, xã.", "Choose a ward.", where="phuong")
    known = home_of(dossier)
    home = Home(known.name, known.phone, where, ward_code)
    return _order(dossier, home, window, asker, at, via)


@transaction.atomic
def ask_to_fetch_by_link(*, token: str, window: str, at: datetime) -> Parcel:
    """Order it with the link of a text, at the address of the dossier alone; nobody signs in.

    Raises:
        NotFound: no dossier has this link.
        Invalid, IllegalTransition: as `ask_to_fetch`, or the dossier has no address, or what is agreed was
            agreed by somebody who has shown who they are.
    """
    dossier = _by_link(token)
    made = _waiting(dossier)
    _require_of_link(made)
    home = Home(made.recipient, made.phone, made.address, made.ward_code) if made else home_of(dossier)
    if len(home.address) < SHORTEST or not home.ward_code:
        raise Invalid(
            "fetch.no_address",
            "Hồ sơ chưa có địa chỉ nhà. Đăng nhập, hoặc gọi đường dây miễn phí để ghi địa chỉ.",
            "The dossier has no address. Sign in, or call the free hotline.",
            where="gui",
        )
    return _order(dossier, home, window, SYSTEM, at, "LINK")


@transaction.atomic
def call_off_fetching(*, dossier_id: UUID, asker: Actor, at: datetime) -> Parcel:
    """Nobody has to come for the papers (không cần tới lấy); twice is once.

    Raises:
        NotFound, NotPermitted: as `ask_to_fetch`. IllegalTransition: nothing waits to be fetched.
    """
    dossier = lock_dossier(dossier_id)
    proven_recipient(dossier, asker, at=at)
    papers = originals_of(dossier.id)
    if papers is None:
        raise IllegalTransition("originals.none", "Không có giấy tờ chờ lấy.", "Nothing waits to be fetched.")
    return call_off_fetch(parcel_id=papers.id, actor=asker, at=at)


def _by_link(token: str) -> Dossier:
    found = find_by_token(token)
    if found is None:
        raise NotFound("track.unknown", "Không thấy hồ sơ này.", "There is no such dossier.")
    return lock_dossier(found.id)


def _require_of_link(made: Parcel | None) -> None:
    """Refuse to move by a link, which anybody may have, what its owner agreed."""
    if made is not None and not may_move_by_link(made):
        raise IllegalTransition(
            "fetch.not_of_link",
            "Giờ này do người nộp hẹn. Đăng nhập, hoặc gọi đường dây miễn phí để đổi.",
            "The applicant agreed on this time. Sign in, or call the free hotline, to change it.",
            where="gui",
        )


def _waiting(dossier: Dossier) -> Parcel | None:
    papers = originals_of(dossier.id)
    return papers if papers and papers.holder_kind == "SENDER" and papers.ended_at is None else None


def _order(dossier: Dossier, home: Home, window: str, actor: Actor, at: datetime, via: str) -> Parcel:
    if not may_be_fetched(dossier):
        raise IllegalTransition(
            "originals.not_fetched",
            "Giấy tờ gốc đã ở quầy, đang trên đường, hoặc hồ sơ đã kết thúc: không tới nhà lấy được.",
            "The papers lie at a counter or are under way, or the dossier has ended.",
            hint_vi="Xem giấy tờ đang ở đâu trên trang hồ sơ, hoặc gọi đường dây miễn phí.",
            hint_en="The page of the dossier says where they are.",
        )
    label_originals(dossier_id=dossier.id, actor=SYSTEM, at=at)
    parcel = prepare_originals(
        subject_id=dossier.id,
        subject_code=dossier.shown_code,
        papers=originals_labelled(dossier),
        origin_unit="",
        destination_unit=dossier.received_by,
        actor=actor,
        at=at,
        home=home,
    )
    return agree_fetch(parcel_id=parcel.id, window=window, actor=actor, at=at, via=via)
