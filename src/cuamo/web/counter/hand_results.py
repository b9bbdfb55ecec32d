"""Q13: results handed over at the counter: asked for, checked, signed for or told by code."""

import base64
import binascii
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cuamo.delivery.models import HandOver, Parcel
from cuamo.delivery.selectors.recipient import check_for
from cuamo.delivery.services.collect_at_point import collect_at_point
from cuamo.delivery.states import Proof, Relation
from cuamo.documents.models import StoredFile
from cuamo.documents.selectors.files import content_of
from cuamo.documents.services.store import store_upload
from cuamo.documents.types import Purpose
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.selectors.results_here import (
    Sought,
    Where,
    all_of,
    result_by_label,
    results_by_card,
)
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.dossiers.services.print_for_person import print_for_person
from cuamo.dossiers.services.supplement_anywhere import belongs
from cuamo.kernel.errors import DomainError, Invalid
from cuamo.kernel.identifiers import s10
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.models import Unit
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.beside import beside_the_page
from cuamo.web.counter.find import RECEIPT
from cuamo.web.forms import id_of
from cuamo.web.officer.files import pdf
from cuamo.web.officer.readings import CARRYING, note_reading

SIGNED = "trao.ky"
"""Signatures drawn in the citizen's window of this session, by envelope."""
_DRAWN = "data:image/png;base64,"


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def find(request: ActedRequest) -> HttpResponse:
    """Ask for a receipt, a card or a label; answer what waits here, and where the rest is."""
    if request.method == "GET":
        return _find_page(request)
    words = request.POST.get("q", "").strip()
    try:
        found = _found(request, words)
    except DomainError as refused:
        return _find_page(request, errors={"q": phrases.say(refused)}, status=refused.status)
    if len(found) == 1 and found[0].where == Where.HERE and found[0].parcel is not None:
        return redirect("counter:hand-result", found[0].parcel.id)
    return _find_page(request, found=found, asked=True)


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def one(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Check who is here, take the signature or the code, hand it over."""
    sought = _sought(request, parcel_id)
    if request.method == "GET" or sought.where != Where.HERE:
        return _one_page(request, sought)
    try:
        if request.POST.get("act") == "card":
            return _card(request, sought)
        handed = _hand(request, parcel_id)
    except DomainError as refused:
        errors = {refused.where or "seen": phrases.say(refused)}
        return _one_page(request, _sought(request, parcel_id), errors=errors, status=refused.status)
    if not handed.delivered:
        errors = {"pin": f"Mã chưa đúng. Còn {handed.tries_left} lần thử. Hỏi lại người nhận."}
        return _one_page(request, sought, errors=errors, status=422)
    request.session.pop(f"{SIGNED}.{parcel_id}", None)
    return redirect("counter:hand-result", parcel_id)


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def sign(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """The citizen's window on the second screen: one thing to read, one frame to sign in."""
    sought = _sought(request, parcel_id)
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            kept = store_upload(
                data=drawing_of(request),
                filename="chu-ky.png",
                actor=request.actor,
                at=timezone.now(),
                purpose=Purpose.EVIDENCE,
            )
            request.session[f"{SIGNED}.{parcel_id}"] = str(kept.id)
            return redirect("counter:hand-sign", parcel_id)
        except DomainError as refused:
            errors = {"signature": phrases.say(refused)}
    context = {"sought": sought, "signed": _signature(request, parcel_id) is not None, "errors": errors}
    return render(request, "counter/hand_sign.html", context, status=422 if errors else 200)


@staff_required(*CLERKS)
@require_GET
def signed(request: ActedRequest, parcel_id: UUID) -> HttpResponse:
    """Answer 204 while nobody has signed; `X-Go` once the signature is there."""
    if _signature(request, parcel_id) is None:
        return HttpResponse(status=204)
    return HttpResponse(status=204, headers={"X-Go": reverse("counter:hand-result", args=[parcel_id])})


@staff_required(*CLERKS)
@require_POST
@beside_the_page
def print_copy(request: ActedRequest, dossier_id: UUID) -> HttpResponse:
    """Print an electronic result for whose card is read."""
    try:
        file_id = print_for_person(
            dossier_id=dossier_id,
            card=read_card(request.POST.get("card", "")),
            clerk=request.actor,
            at=timezone.now(),
        )
    except DomainError as refused:
        return _find_page(request, errors={"card": phrases.say(refused)}, status=refused.status)
    file = StoredFile.objects.filter(id=file_id).first()
    data = content_of(file) if file is not None else None
    if data is None:
        raise Http404
    return pdf(bytes(data), f"ket-qua-{str(file_id)[-4:]}")


def _found(request: ActedRequest, words: str) -> list[Sought]:
    """Return the results somebody asks for.

    Raises:
        Invalid: it is neither a receipt, a card nor a label we know.
    """
    unit = request.actor.unit_code
    if "|" in words:
        return results_by_card(read_card(words), unit_code=unit, at=timezone.now())
    try:
        by_label = result_by_label(s10.check(words), unit_code=unit)
    except Invalid:
        by_label = None
    if by_label is not None:
        return [by_label]
    token = RECEIPT.search(words)
    found = dossier_of_key("TOKEN", token.group(1).upper()) if token else None
    for kind in ("CODE", "REF", "EXTERNAL", "LOCAL"):
        found = found or (dossier_of_key(kind, code_as_kept(words)) if words else None)
    if found is None:
        raise Invalid(
            "hand.unknown",
            "Không thấy biên nhận, căn cước hay nhãn phong bì này.",
            "No such receipt, card or label.",
            where="q",
            hint_vi="Quét lại mã trên biên nhận, hoặc quét căn cước của người có kết quả.",
            hint_en="Scan the receipt again, or the card of whose result it is.",
        )
    return all_of(found, unit_code=unit)


def _sought(request: ActedRequest, parcel_id: UUID) -> Sought:
    """Return the result of an envelope that is here, or was handed over here; nobody else's name is shown."""
    label = Parcel.objects.filter(id=parcel_id).values_list("label", flat=True).first()
    found = result_by_label(label, unit_code=request.actor.unit_code) if label else None
    if found is None:
        raise Http404
    return found


def _card(request: ActedRequest, sought: Sought) -> HttpResponse:
    """Hold the card that is shown against the dossier, and say what it means."""
    now = timezone.now()
    fits = belongs(sought.dossier, read_card(request.POST.get("card", "")), now)
    return _one_page(request, sought, card="fits" if fits else "other")


def _hand(request: ActedRequest, parcel_id: UUID) -> Any:
    code = request.POST.get("pin", "").strip()
    return collect_at_point(
        parcel_id=parcel_id,
        clerk=request.actor,
        relation=request.POST.get("relation", Relation.SELF),
        seen=request.POST.getlist("seen"),
        taker_ref=request.POST.get("taker_ref", ""),
        proof=Proof.CODE if code else Proof.SIGNATURE,
        pin=code,
        evidence_id=_signature(request, parcel_id),
        at=timezone.now(),
    )


def _signature(request: ActedRequest, parcel_id: UUID) -> UUID | None:
    return id_of(str(request.session.get(f"{SIGNED}.{parcel_id}", "")))


def drawing_of(request: ActedRequest) -> bytes:
    """Return the picture of a signature drawn on the page; empty when nothing was drawn."""
    drawn = request.POST.get("signature", "")
    try:
        return (
            base64.b64decode(drawn.removeprefix(_DRAWN), validate=True) if drawn.startswith(_DRAWN) else b""
        )
    except binascii.Error:
        return b""


def _find_page(
    request: ActedRequest,
    *,
    found: Sequence[Sought] = (),
    asked: bool = False,
    errors: dict[str, str] | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {
        "found": found,
        "asked": asked,
        "errors": errors or {},
        "place": "hand-results",
        "keys": page_keys(back=True),
    }
    return render(request, "counter/hand_results.html", context, status=status)


def _one_page(
    request: ActedRequest,
    sought: Sought,
    *,
    errors: dict[str, str] | None = None,
    card: str = "",
    status: int = 200,
) -> HttpResponse:
    now = timezone.now()
    here = sought.where == Where.HERE and sought.parcel is not None
    check = check_for(sought.parcel, at=now) if here and sought.parcel is not None else None
    if here:
        note_reading(
            request.actor,
            person_id=sought.dossier.applicant_id,
            dossier_id=sought.dossier.id,
            at=now,
            purpose=CARRYING,
        )
    last = HandOver.objects.filter(parcel=sought.parcel, taken_at__isnull=False).order_by("-id").first()
    point = Unit.objects.filter(code=request.actor.unit_code).first()
    ticked = request.POST.getlist("seen") or (["CARD"] if card == "fits" else [])
    main = {"key": "F10", "name": "Trao kết quả", "form": "buoc", "main": True}
    context = {
        "sought": sought,
        "here": here,
        "check": check,
        "card": card,
        "ticked": ticked,
        "relation": request.POST.get("relation") or (check.relations[0][0] if check else ""),
        "taker_ref": request.POST.get("taker_ref", ""),
        "signed": here and sought.parcel is not None and _signature(request, sought.parcel.id) is not None,
        "last": last,
        "proof": Proof(last.proof).label if last else "",
        "taker": _taker_word(last),
        "given_here": bool(last and last.place and sought.where == Where.HANDED),
        "errors": errors or {},
        "point_name": point.name_vi if point else "",
        "place": "hand-results",
        "keys": page_keys(back=True, main=main if here else None),
    }
    return render(request, "counter/hand_result.html", context, status=status)


def _taker_word(last: HandOver | None) -> str:
    relation = str(((last.taker if last else None) or {}).get("relation", ""))
    return str(Relation(relation).label) if relation in Relation.values else ""
