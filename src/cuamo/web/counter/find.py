"""Q12 and F4: what is not sent yet; dossiers of this place, money owed anywhere, procedures by name."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from cuamo.catalogue.selectors.search import search
from cuamo.dossiers.models import Dossier, Obligation
from cuamo.dossiers.rules.typed_code import code_as_kept
from cuamo.dossiers.selectors.asked_for import asked_for
from cuamo.dossiers.selectors.obligations import (
    fees_owed_by_card,
    open_obligation_of,
    owed_by_card,
    owes_fee_again,
)
from cuamo.dossiers.selectors.tracking import track
from cuamo.dossiers.selectors.visits import drafts_to_go_on_with
from cuamo.dossiers.services.collect import note_looked_at
from cuamo.dossiers.services.collect_fee import note_fee_looked_at
from cuamo.dossiers.services.parts import dossier_of_key
from cuamo.dossiers.services.take_up_draft import take_up_draft
from cuamo.kernel.errors import DomainError
from cuamo.kernel.identifiers.card import read_card
from cuamo.organisation.selectors.scope import units_under
from cuamo.web import phrases
from cuamo.web.audiences import ActedRequest, staff_required
from cuamo.web.counter.bench import CLERKS, page_keys
from cuamo.web.counter.offline import ICONS
from cuamo.web.ladder import ladder_steps

MOST_FOUND = 9
PERSONAL = re.compile(r"\s*(?:\d{9}|\d{12})\s*")
"""A personal id or an old identity number: never put into an address."""
RECEIPT = re.compile(r"/t/([0-9A-Za-z]{12})\b")
"""The QR of a receipt, as a scanner types it."""


@staff_required(*CLERKS)
def unsent(request: ActedRequest) -> HttpResponse:
    """List every draft of this clerk's open visits; the PC adds what waits on it (`js/offline/unsent.js`).

    Names are looked for in the browser: they never stand in an address.
    """
    keys = [key for key in page_keys(back=True) if key["key"] != "F4"]
    drafts = drafts_to_go_on_with(request.actor)
    context = {"drafts": drafts, "place": "unsent", "keys": keys, "icons": ICONS}
    return render(request, "counter/unsent.html", context)


@staff_required(*CLERKS)
@require_POST
def take_up(request: ActedRequest, visit_id: UUID, dossier_id: UUID) -> HttpResponse:
    """Go on with a draft of the person in front that another matter of theirs has put aside."""
    try:
        take_up_draft(visit_id=visit_id, dossier_id=dossier_id, clerk=request.actor, at=timezone.now())
    except DomainError as refused:
        messages.error(request, phrases.say(refused))
        return redirect("counter:unsent")
    return redirect("counter:visit", visit_id)


@staff_required(*CLERKS)
@require_http_methods(["GET", "POST"])
def find(request: ActedRequest) -> HttpResponse:
    """Find one dossier by its code, procedures by everyday words, or by a card what its person has to pay."""
    words = request.POST.get("q", "") if request.method == "POST" else request.GET.get("q", "")
    words = words.strip()
    if "|" in words or PERSONAL.fullmatch(words):
        return _by_card(request, words)
    if request.method == "POST":
        return redirect(f"{reverse('counter:find')}?{urlencode({'q': words})}" if words else "counter:find")
    found = None
    token = RECEIPT.search(words)
    if token is not None:
        found = dossier_of_key("TOKEN", token.group(1).upper())
    for kind in ("CODE", "REF", "EXTERNAL", "LOCAL"):
        found = found or (dossier_of_key(kind, code_as_kept(words)) if words else None)
    owed = open_obligation_of(found) if found is not None else None
    asked = asked_for(found) if found is not None and found.submitted_at is not None else []
    here = found is not None and found.helped_at in units_under(request.actor.unit_code)
    shown = found if here else None
    seen = track(shown, now=timezone.now()) if shown else None
    fees = [found] if found is not None and owes_fee_again(found) else []
    nothing_yet = shown is None and owed is None and not asked and not fees
    procedures = (
        [(hit.code, hit.name_vi) for hit in search(words, limit=MOST_FOUND)] if words and nothing_yet else []
    )
    context = {
        "words": words,
        "found": shown,
        "track": seen,
        "rungs": ladder_steps(seen) if seen else [],
        "asked": asked,
        "asked_of": found,
        "owed": _told(request, [(owed, found)] if owed is not None and found is not None else []),
        "fees": _fees(request, fees),
        "procedures": procedures,
    }
    return _page(request, context)


def _by_card(request: ActedRequest, text: str) -> HttpResponse:
    """Answer on the spot: what a card says never stands in an address."""
    if request.method != "POST":
        return redirect("counter:find")
    try:
        personal_id = read_card(text).personal_id
        owed, fees = owed_by_card(personal_id), fees_owed_by_card(personal_id)
    except DomainError as refused:
        return _page(request, {"card_error": phrases.say(refused)}, status=refused.status)
    told = _told(request, [(each, each.dossier) for each in owed])
    return _page(request, {"owed": told, "fees": _fees(request, fees), "by_card": True})


def _fees(request: ActedRequest, dossiers: list[Dossier]) -> list[Dossier]:
    """Return dossiers whose fee is owed again; their persons can see that a counter found them."""
    for dossier in dossiers:
        note_fee_looked_at(dossier, clerk=request.actor, at=timezone.now())
    return dossiers


def _told(request: ActedRequest, pairs: list[tuple[Obligation, Dossier]]) -> list[Obligation]:
    """Return the obligations with the dossiers they belong to; the persons can see that they were found."""
    now, told = timezone.now(), []
    for obligation, dossier in pairs:
        obligation.dossier = dossier
        note_looked_at(obligation, clerk=request.actor, at=now)
        told.append(obligation)
    return told


def _page(request: ActedRequest, context: Mapping[str, object], *, status: int = 200) -> HttpResponse:
    keys = [key for key in page_keys(back=True) if key["key"] != "F4"]
    return render(
        request, "counter/find.html", {"place": "find", "keys": keys} | dict(context), status=status
    )
